import { pageArgs } from './page.ts';
import { Store } from './store.ts';

/** Where the load aims, as this page last heard; empty where nowhere yet. */
export const host = new Store<string>(pageArgs.host ?? '');
