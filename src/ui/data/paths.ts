/** Where the calls of a page go, as its browser sees it; a proxy may have put a prefix before all of them. */
export interface Paths {
  /** Before every Locust-native path; empty for none. */
  readonly base: string;
  /** Before `/api`, which the server keeps out of its base path; empty for none. */
  readonly root: string;
}

/**
 * Finds them from the path of the page, such as `/prefix/load/machines`, and the server's own base path, such as
 * `/load`.
 */
export function pathsOf(pagePath: string, ownBase: string): Paths {
  const base = pagePath.slice(0, pagePath.lastIndexOf('/'));
  const root = ownBase !== '' && base.endsWith(ownBase) ? base.slice(0, -ownBase.length) : base;
  return { base, root };
}
