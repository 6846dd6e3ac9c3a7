import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scriptJson } from '../locust/page/scriptJson.ts';

/** What the build writes where an answer's nonce belongs, wherever it stands. */
const NONCE = /__NONCE__/g;
/** What the page holds in the place of `window.templateArgs`, quotes included. */
const ARGS = '"__TEMPLATE_ARGS__"';
/** A path of plain names: none is hidden, none leads upwards. */
const FILE_PATH = /^[\w@~-][\w@~.-]*(\/[\w@~-][\w@~.-]*)*$/;

/**
 * Where a build of the web interface is found: `dist/ui` of a clone, beside the built source in a package. It
 * need not be there.
 */
export const UI_FOLDER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../../dist/ui' : '../../../ui', import.meta.url),
);

/** The web interface as `npm run build:ui` leaves it in a folder. Read when it is asked for, so a new build counts at once. */
export class BuiltUi {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The page, with the nonce of its answer and what the port tells it; undefined where nothing is built. */
  page(nonce: string, templateArgs: unknown): string | undefined {
    let page: string;
    try {
      page = readFileSync(join(this.#folder, 'index.html'), 'utf8');
    } catch {
      return undefined;
    }
    return page.replace(NONCE, () => nonce).replace(ARGS, () => scriptJson(templateArgs));
  }

  /** A file of the page by its path below `assets`, decoded; undefined where there is none. */
  async asset(path: string): Promise<Buffer | undefined> {
    if (!FILE_PATH.test(path)) return undefined;
    return readFile(join(this.#folder, 'assets', path)).catch(() => undefined);
  }
}
