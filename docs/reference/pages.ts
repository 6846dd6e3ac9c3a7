import { apiPage } from './apiPage.ts';
import { configurationPage } from './configurationPage.ts';

/** The pages of docs that are written by the program, by their names. */
export const PAGES: Readonly<Record<string, () => string>> = {
  'configuration.md': configurationPage,
  'api.md': apiPage,
};
