import { escapeHtml } from '../../metrics/outputs/escapeHtml.ts';
import { PAGE_STYLE } from '../locust/page/indexPage.ts';

export interface LoginPageOptions {
  readonly role: 'web' | 'recipes';
  readonly basePath: string;
  /** Why the last attempt failed; empty for none. */
  readonly problem: string;
  /** What lets the style through the content security policy. */
  readonly nonce: string;
}

/** The page that asks for user and password, or on port 81 for the token. Works without a script. */
export function loginPage({ role, basePath, problem, nonce }: LoginPageOptions): string {
  const title = role === 'web' ? 'Statestorm' : 'Statestorm recipes';
  const fields =
    role === 'web'
      ? `<label>User <input name="username" autocomplete="username" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>`
      : '<label>Token <input name="token" type="password" autocomplete="off" required autofocus></label>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Log in: ${title}</title>
<link rel="icon" href="data:,">
<style nonce="${escapeHtml(nonce)}">${PAGE_STYLE}</style>
</head>
<body class="login">
<main>
<h1>${title}</h1>
<form method="post" action="${escapeHtml(basePath)}/login">
${problem === '' ? '' : `<p role="alert" class="bad">${escapeHtml(problem)}</p>`}
<div class="fields">${fields}</div>
<div class="buttons"><button type="submit">Log in</button></div>
</form>
</main>
</body>
</html>
`;
}
