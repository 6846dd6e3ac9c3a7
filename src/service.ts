import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Addresses, expectWorkers } from './expectWorkers.ts';
import type { LiveText } from './headless/liveText.ts';
import { exitCodeOf, openOutputs, summaryLines } from './headless/outputs.ts';
import { printStatistics } from './headless/statsPrinter.ts';
import { type ChosenPort, openRecipePort, openWebPort } from './ports.ts';
import { ProcessState } from './processState.ts';
import type { Program } from './program.ts';
import { DEPOSED, describeEnding, type Interrupt, logFinalStatistics, stopLoads } from './shutdown.ts';
import type { StartedFleet } from './startFleet.ts';

/**
 * Serves both ports until a signal comes, or --autoquit's time after the first run is over. Gives the exit
 * code: 0 after a signal, that of the run after --autoquit, 3 where another coordinator has taken over.
 * @throws StatestormError where a port cannot be opened or an output cannot be written, or of `expectWorkers`.
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
  const state = new ProcessState(fleet);
  const webPort = await openWebPort(program, state, outputs.historyPath);
  const recipePort = await openRecipePort(program, state);
  const addresses = addressesOf(webPort, recipePort);
  try {
    const early = await expectWorkers(program, interrupt, addresses);
    const stopPrinting = config.printStats ? printStatistics(web, live) : () => {};
    const quit = quitAfterRun(program);
    if (early === undefined) {
      state.complete = true;
      logger.info(`Statestorm is ready: ${addresses.text}`, addresses.fields);
      program.logNotices();
      if (config.autostart) program.autostart();
    }
    const signal = early ?? (await Promise.race([interrupt.signalled, quit]));
    logger.info(signal ? describeEnding(signal) : 'The run is over: quitting (--autoquit)');
    state.draining = true;
    await stopLoads(program, signal);
    stopPrinting();
    outputs.close();
    logFinalStatistics(program);
    if (config.printStats) process.stdout.write(`${summaryLines(web).join('\n')}\n`);
    if (signal === 'deposed') return DEPOSED;
    return signal ? 0 : exitCodeOf(config, web);
  } finally {
    await Promise.all([webPort.close(), recipePort.close()]);
    if (scratch !== undefined) rmSync(scratch, { recursive: true, force: true });
  }
}

function addressesOf(web: ChosenPort, recipes: ChosenPort): Addresses {
  const shown = ({ url, instead }: ChosenPort): string => (instead ? `${url} (${instead})` : url);
  return {
    text: `page and API at ${shown(web)}, SRE Recipe API at ${shown(recipes)}`,
    fields: { web: web.url, recipes: recipes.url },
  };
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
