import type { Config } from './loadConfig.ts';

/** Below so many characters a secret can be guessed. */
const SHORT = 8;

/** Sentences for the log on what guards less than it seems to. */
export function accessNotices({ webLogin, webPassword, sreToken, sources }: Config): string[] {
  const secrets = [
    [sources.webPassword.label, webPassword],
    [sources.sreToken.label, sreToken],
  ] as const;
  const short = secrets
    .filter(([, secret]) => secret !== undefined && secret.length < SHORT)
    .map(([label]) => `${label} can be guessed: it has fewer than ${SHORT} characters.`);
  const halves = [
    webLogin && sreToken === undefined
      ? 'Port 80 asks for a login, but port 81 is open to whoever reaches it: give --sre-token too.'
      : undefined,
    !webLogin && sreToken !== undefined
      ? 'Port 81 asks for a token, but port 80 is open to whoever reaches it: give --web-login too.'
      : undefined,
  ].filter((each) => each !== undefined);
  return [...short, ...halves];
}
