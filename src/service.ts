import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LiveText } from './headless/liveText.ts';
import { exitCodeOf, openOutputs, summaryLines } from './headless/outputs.ts';
import { printStatistics } from './headless/statsPrinter.ts';
import { type ChosenPort, openRecipePort, openWebPort, type ProcessState } from './ports.ts';
import type { Program } from './program.ts';
import { type Interrupt, logFinalStatistics, stopLoads } from './shutdown.ts';
import type { StartedFleet } from './startFleet.ts';

/**
 * Serves both ports until a signal comes, or --autoquit's time after the first run is over. Gives the exit
 * code: 0 after a signal, that of the run after --autoquit.
 * @throws StatestormError where a port cannot be opened or an output cannot be written.
 */
export async function runService(
  program: Program,
  interrupt: Interrupt,
  live: LiveText,
  fleet?: Pick<StartedFleet, 'reachable'>,
): Promise<number> {
  const { config, logger, web } = program;
  const scratch =
    config.csvFullHistory && config.csv === undefined
      ? mkdtempSync(join(tmpdir(), 'statestorm-'))
      : undefined;
  const outputs = openOutputs(scratch === undefined ? config : { ...config, csv: join(scratch, 'run') }, web);
  let open = false;
  let draining = false;
  const state: ProcessState = {
    get ready() {
      return open && (fleet?.reachable ?? true);
    },
    get draining() {
      return draining;
    },
  };
  const webPort = await openWebPort(program, state, outputs.historyPath);
  const recipePort = await openRecipePort(program, state);
  open = true;
  logger.info(addressLine(webPort, recipePort), { web: webPort.url, recipes: recipePort.url });
  program.logNotices();

  const stopPrinting = config.printStats ? printStatistics(web, live) : () => {};
  const quit = quitAfterRun(program);
  if (config.autostart) program.autostart();
  const signal = await Promise.race([interrupt.signalled, quit]);
  logger.info(signal ? `${signal}: stopping` : 'The run is over: quitting (--autoquit)');
  draining = true;
  await stopLoads(program);
  stopPrinting();
  outputs.close();
  logFinalStatistics(program);
  if (config.printStats) process.stdout.write(`${summaryLines(web).join('\n')}\n`);
  await Promise.all([webPort.close(), recipePort.close()]);
  if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  return signal ? 0 : exitCodeOf(config, web);
}

function addressLine(web: ChosenPort, recipes: ChosenPort): string {
  const shown = ({ url, instead }: ChosenPort): string => (instead ? `${url} (${instead})` : url);
  return `Statestorm is ready: page and API at ${shown(web)}, SRE Recipe API at ${shown(recipes)}`;
}

/** Resolves --autoquit's time after the end of an --autostart run; never without these. */
function quitAfterRun({ config, web }: Program): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const { autostart, autoquit } = config;
  if (!autostart || autoquit === undefined) return promise;
  web.facts$.subscribe((fact) => {
    if (fact.type === 'run.ended') setTimeout(() => resolve(undefined), autoquit);
  });
  return promise;
}
