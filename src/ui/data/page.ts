import type { TemplateArgs } from '../../server/locust/wire.ts';

declare global {
  interface Window {
    readonly templateArgs: TemplateArgs;
  }
}

/** What the server gave this page. */
export const pageArgs: TemplateArgs = window.templateArgs;

/** Whose port this is. */
export const role: 'web' | 'recipes' = pageArgs.statestorm.role;

/** Whether people came in by a login or a token, and can end that. */
export const canLogOut: boolean = pageArgs.statestorm.can_log_out;
