/** Where a path of one's own is looked at from; the name is of no host. */
const BASE = 'http://own.invalid';

/**
 * The path to go on to after a login, from what a link or a form says; empty where that leads to another site,
 * is not below `home`, or would act by being opened.
 */
export function nextPath(
  asked: string,
  { home, actingPaths }: { readonly home: string; readonly actingPaths: readonly string[] },
): string {
  if (!asked.startsWith('/') || !URL.canParse(asked, BASE)) return '';
  const { origin, pathname, search } = new URL(asked, BASE);
  if (origin !== BASE || !pathname.startsWith(home) || pathname.startsWith('//')) return '';
  const isPage = pathname !== `${home}login` && !actingPaths.includes(pathname);
  return isPage && pathname + search !== home ? pathname + search : '';
}
