import { escapeHtml } from '../../metrics/outputs/escapeHtml.ts';
import { PAGE_STYLE } from '../locust/page/indexPage.ts';
import { MARK } from './mark.ts';

export interface LoginPageOptions {
  readonly role: 'web' | 'recipes';
  readonly basePath: string;
  /** Why the last attempt failed; empty for none. */
  readonly problem: string;
  /** The user of the last attempt; empty for none. */
  readonly user: string;
  /** The path to go on to; empty for the port's page. */
  readonly next: string;
  /** What lets the style through the content security policy. */
  readonly nonce: string;
}

/** The page that asks for user and password, or on port 81 for the token. Works without a script. */
export function loginPage(options: LoginPageOptions): string {
  const { role, basePath, problem, next, nonce } = options;
  const title = role === 'web' ? 'Statestorm' : 'Statestorm recipes';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Log in: ${title}</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(MARK)}">
<style nonce="${escapeHtml(nonce)}">${PAGE_STYLE}</style>
</head>
<body class="login">
<main>
<h1>${MARK} ${title}</h1>
<p class="note">${role === 'web' ? 'Log in to steer and read the load.' : 'This port asks for its token, once.'}</p>
<form method="post" action="${escapeHtml(basePath)}/login">
${problem === '' ? '' : `<p role="alert" id="problem" class="problem">${escapeHtml(problem)}</p>`}
<div class="fields">${role === 'web' ? userAndPassword(options) : token(options)}</div>
${next === '' ? '' : `<input type="hidden" name="next" value="${escapeHtml(next)}">`}
<div class="buttons"><button type="submit">Log in</button></div>
</form>
</main>
</body>
</html>
`;
}

/** After a wrong attempt the user stands there still, and the password is what is asked for. */
function userAndPassword({ problem, user }: LoginPageOptions): string {
  const [first, second] = user === '' ? [' autofocus', ''] : ['', ' autofocus'];
  return `
<label>User <input name="username" value="${escapeHtml(user)}" autocomplete="username" autocapitalize="none" spellcheck="false" required${first}${faulty(problem)}></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required${second}${faulty(problem)}></label>`;
}

function token({ problem }: LoginPageOptions): string {
  // Browsers that keep passwords keep each under a name.
  return `
<input name="username" value="recipes" autocomplete="username" hidden>
<label>Token <input name="token" type="password" autocomplete="current-password" required autofocus${faulty(problem)}></label>`;
}

function faulty(problem: string): string {
  return problem === '' ? '' : ' aria-invalid="true" aria-describedby="problem"';
}
