import { readFileSync } from 'node:fs';
import { escapeHtml } from '../../../metrics/outputs/escapeHtml.ts';
import type { LocustPortOptions } from '../../options.ts';
import { type TemplateArgs, templateArgs } from '../templateArgs.ts';
import { controls, recipeControls } from './controls.ts';
import { scriptJson } from './scriptJson.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');
/** The style of every page that the program serves. */
export const PAGE_STYLE = read('./page.css');
const SCRIPT = read('./page.client.js');

/**
 * The page of a port where the web interface is not built: one document, no framework, nothing fetched but
 * numbers. `nonce` lets its style and script through the content security policy of the answer.
 */
export function indexPage(options: LocustPortOptions, nonce = ''): string {
  const { role, config } = options;
  const args = templateArgs(options);
  const title = role === 'web' ? 'Statestorm' : 'Statestorm recipes';
  const link = (path: string, text: string): string =>
    `<a href="${escapeHtml(config.basePath + path)}">${escapeHtml(text)}</a>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${PAGE_STYLE}</style>
<script nonce="${nonce}">window.templateArgs = ${scriptJson(args)}</script>
</head>
<body data-base="${escapeHtml(config.basePath)}">
<header>
<h1>${title}</h1>
<dl class="figures">
<div><dt>State</dt><dd id="state" data-state="${args.state}">${args.state}</dd></div>
<div><dt>Users</dt><dd id="users">${args.user_count}</dd></div>
<div><dt>Requests/s</dt><dd id="rps">0</dd></div>
<div><dt>Failed</dt><dd id="failed">0 %</dd></div>
<div class="target"><dt>Target</dt><dd id="host">${escapeHtml(args.host ?? 'none yet')}</dd></div>
</dl>
</header>
<main>
<p id="notice" role="status" hidden></p>
<p id="saturated" role="status" hidden>This process is saturated: it measures its own slowness. Use fewer users, or more processes.</p>
${role === 'web' ? controls(args, options) : recipeControls(args, options)}
<section>
<h2>Statistics <small>times in ms</small></h2>
<div class="wide"><table id="stats"><thead><tr>
<th scope="col">Type</th><th scope="col">Name</th><th scope="col">Requests</th><th scope="col">Fails</th>
<th scope="col">Median</th><th scope="col">95%</th><th scope="col">99%</th>
<th scope="col">Average</th><th scope="col">Min</th><th scope="col">Max</th>
<th scope="col">Bytes</th><th scope="col">RPS</th><th scope="col">Fails/s</th>
</tr></thead><tbody></tbody></table></div>
</section>
<section>
<h2>Failures</h2>
<p id="unfailing">No request has failed.</p>
<div class="wide"><table id="failures" hidden><thead><tr>
<th scope="col">Count</th><th scope="col">Type</th><th scope="col">Name</th><th scope="col">Error</th><th scope="col">Last seen</th>
</tr></thead><tbody></tbody></table></div>
</section>
</main>
<footer>
<nav aria-label="Downloads">
${link('/stats/report', 'Report')}
${link('/stats/requests/csv', 'Requests (CSV)')}
${link('/stats/failures/csv', 'Failures (CSV)')}
${link('/exceptions/csv', 'Exceptions (CSV)')}
${link('/tasks', 'Tasks')}
${link('/logs', 'Log')}
<a href="/metrics">Metrics</a>
</nav>
<p>Statestorm ${escapeHtml(args.version)}</p>
${logoutForm(args.statestorm)}<p>This is the plain page. <code>npm run build:ui</code> builds the one with charts; it needs no restart.</p>
</footer>
<noscript>This page needs JavaScript to show numbers as they come; the links above work without it.</noscript>
<script nonce="${nonce}">${SCRIPT}</script>
</body>
</html>
`;
}

/** The way out, where people came in by a login or a token. */
function logoutForm({ base_path: base, can_log_out: can }: TemplateArgs['statestorm']): string {
  if (!can) return '';
  return `<form method="post" action="${escapeHtml(base)}/logout" class="logout"><button>Log out</button></form>\n`;
}
