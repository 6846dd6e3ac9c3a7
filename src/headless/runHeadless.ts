import { expectWorkers } from '../expectWorkers.ts';
import { jsonSummaryText } from '../metrics/outputs/jsonSummary.ts';
import { openRecipePort } from '../ports.ts';
import { ProcessState } from '../processState.ts';
import type { Program } from '../program.ts';
import {
  DEPOSED,
  describeEnding,
  type Ending,
  type Interrupt,
  logFinalStatistics,
  stopLoads,
} from '../shutdown.ts';
import type { StartedFleet } from '../startFleet.ts';
import { listenToKeys } from './keys.ts';
import type { LiveText } from './liveText.ts';
import { exitCodeOf, openOutputs, summaryLines } from './outputs.ts';
import { printStatistics } from './statsPrinter.ts';

/**
 * Runs the load without port 80 until it ends or a signal comes, prints what was measured and gives the exit
 * code.
 * @throws StatestormError where a port cannot be opened or an output cannot be written, or of `expectWorkers`.
 */
export async function runHeadless(
  program: Program,
  interrupt: Interrupt,
  live: LiveText,
  fleet?: Pick<StartedFleet, 'reachable'>,
): Promise<number> {
  const { web, config, logger } = program;
  const outputs = openOutputs(config, web);
  const state = new ProcessState(fleet);
  const recipePort = config.webPortSreRecipe === undefined ? undefined : await openRecipePort(program, state);
  const address = recipePort && { text: `SRE Recipe API at ${recipePort.url}`, fields: {} };
  try {
    const early = await expectWorkers(program, interrupt, address);
    let stopShowing = (): void => {};
    if (early === undefined) {
      state.complete = true;
      program.logNotices();
      if (address) logger.info(address.text);
      stopShowing = show(program, interrupt, live);
    }
    const signal = early ?? (await runOnce(program, interrupt));
    if (signal) logger.info(describeEnding(signal));
    state.draining = true;
    await stopLoads(program, signal);
    stopShowing();
    outputs.close();
    if (config.json) process.stdout.write(`${jsonSummaryText(web.statistics)}\n`);
    else if (early === undefined) process.stdout.write(`${summaryLines(web, live.width).join('\n')}\n`);
    logFinalStatistics(program);
    return signal === 'deposed' ? DEPOSED : exitCodeOf(config, web);
  } finally {
    await recipePort?.close();
  }
}

/** Prints what is measured and listens to keys. Gives what ends it. */
function show({ web, config }: Program, interrupt: Interrupt, live: LiveText): () => void {
  const stopPrinting = config.onlySummary || config.json ? () => {} : printStatistics(web, live);
  const stopKeys = listenToKeys(web, () => interrupt.raise());
  return () => {
    stopKeys();
    stopPrinting();
  };
}

/** Begins the load; through once it has ended, or a signal came, which it gives. */
function runOnce(program: Program, interrupt: Interrupt): Promise<Ending | undefined> {
  const ended = new Promise<undefined>((resolve) => {
    program.web.facts$.subscribe((fact) => {
      if (fact.type === 'run.ended') resolve(undefined);
    });
  });
  program.autostart();
  return Promise.race([ended, interrupt.signalled]);
}
