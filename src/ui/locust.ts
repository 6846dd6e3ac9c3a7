import { createLocustStore } from 'locust-ui';
import { paths } from './data/ask.ts';

/** The tab that the address names: `?tab=charts`, or the last part of the path, as in `/machines`. */
function tabOf({ search, pathname }: Location): string {
  return new URLSearchParams(search).get('tab') ?? pathname.slice(paths.base.length + 1);
}

/** The state of Locust's own components, which we use for the tabs and the workers. */
export const locust = createLocustStore({
  url: { query: { tab: tabOf(location) } },
} as Parameters<typeof createLocustStore>[0]);

/** Shows a tab and gives it an address. */
export function showTab(tab: string): void {
  const url = new URL(location.href);
  url.searchParams.set('tab', tab);
  history.pushState(null, '', url);
  locust.dispatch({ type: 'url/setUrl', payload: { query: { tab } } });
}

/** Follows the browser's back and forward, which Locust's tabs do not. Gives back what ends it. */
export function followHistory(): () => void {
  const follow = (): void => {
    locust.dispatch({ type: 'url/setUrl', payload: { query: { tab: tabOf(location) } } });
  };
  addEventListener('popstate', follow);
  return () => removeEventListener('popstate', follow);
}
