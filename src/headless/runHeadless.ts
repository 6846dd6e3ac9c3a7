import { jsonSummaryText } from '../metrics/outputs/jsonSummary.ts';
import { openRecipePort } from '../ports.ts';
import type { Program } from '../program.ts';
import { DEPOSED, describeEnding, type Interrupt, logFinalStatistics, stopLoads } from '../shutdown.ts';
import { listenToKeys } from './keys.ts';
import type { LiveText } from './liveText.ts';
import { exitCodeOf, openOutputs, summaryLines } from './outputs.ts';
import { printStatistics } from './statsPrinter.ts';

/**
 * Runs the load without port 80 until it ends or a signal comes, prints what was measured and gives the exit
 * code.
 * @throws StatestormError where a port cannot be opened or an output cannot be written.
 */
export async function runHeadless(program: Program, interrupt: Interrupt, live: LiveText): Promise<number> {
  const { web, config, logger } = program;
  program.logNotices();
  const outputs = openOutputs(config, web);
  const state = { ready: true, draining: false };
  const recipePort = config.webPortSreRecipe === undefined ? undefined : await openRecipePort(program, state);
  if (recipePort) logger.info(`SRE Recipe API at ${recipePort.url}`);
  const stopPrinting = config.onlySummary || config.json ? () => {} : printStatistics(web, live);
  const ended = new Promise<void>((resolve) => {
    web.facts$.subscribe((fact) => {
      if (fact.type === 'run.ended') resolve();
    });
  });
  const stopKeys = listenToKeys(web, () => interrupt.raise());
  program.autostart();
  const signal = await Promise.race([ended, interrupt.signalled]);
  if (signal) logger.info(describeEnding(signal));
  state.draining = true;
  await stopLoads(program, signal ?? undefined);
  stopKeys();
  stopPrinting();
  outputs.close();
  if (config.json) process.stdout.write(`${jsonSummaryText(web.statistics)}\n`);
  else process.stdout.write(`${summaryLines(web, live.width).join('\n')}\n`);
  logFinalStatistics(program);
  await recipePort?.close();
  return signal === 'deposed' ? DEPOSED : exitCodeOf(config, web);
}
