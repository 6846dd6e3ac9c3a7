import { config as rxjs } from 'rxjs';
import type { ConfigInput } from './config/layers.ts';
import type { Config } from './config/loadConfig.ts';
import { type MemberPlace, memberPlace } from './fleet/processes.ts';
import { LiveText } from './headless/liveText.ts';
import { runHeadless } from './headless/runHeadless.ts';
import { taskRatioText } from './headless/taskRatioText.ts';
import { Cut } from './http/session.ts';
import { init } from './init/init.ts';
import type { InspectSocket } from './inspect/socket.ts';
import { openInspectPort } from './inspectPort.ts';
import { createLogger, type Logger } from './logging/logger.ts';
import { runMemberProcess } from './memberProcess.ts';
import { webClasses } from './portClasses.ts';
import { chooseLoad, createProgram, type Load, type Program } from './program.ts';
import { readCommandLine } from './readCommandLine.ts';
import { refuseTooManyUsers } from './refuseTooManyUsers.ts';
import { requireHost } from './requireHost.ts';
import { runService } from './service.ts';
import { endWithReaders, type Interrupt, listenToSignals } from './shutdown.ts';
import { startFleet } from './startFleet.ts';

/**
 * Runs what the command line asks for and gives the exit code.
 * @throws StatestormError where it cannot start; a program exits with 2 then.
 */
export async function run(input: ConfigInput): Promise<number> {
  if (input.argv[0] === 'init') {
    process.stdout.write(init(input.argv.slice(1), input.cwd));
    return 0;
  }
  const place = memberPlace(input.env);
  const interrupt = place ? undefined : listenToSignals();
  if (interrupt) endWithReaders(interrupt);
  const outcome = await readCommandLine(input);
  if (outcome.kind !== 'run') {
    process.stdout.write(`${outcome.text.trimEnd()}\n`);
    return 0;
  }
  const { config } = outcome;
  const { list, showTaskRatio, showTaskRatioJson } = config;
  const lists = list || showTaskRatio || showTaskRatioJson;
  // A worker is given its load.
  const load = config.mode === 'worker' && !lists ? undefined : await chooseLoad(config, input.cwd);
  if (load !== undefined && lists) {
    process.stdout.write(listing(config, load));
    return 0;
  }
  const live = new LiveText(process.stdout);
  const logger = openLog(config, live);
  surviveLoadFiles(logger);
  if (load === undefined) {
    const { runNatsWorker } = await import('./natsWorker.ts');
    return runNatsWorker(config, input.cwd, logger, interrupt as Interrupt);
  }
  if (interrupt === undefined || place !== undefined) {
    return runMemberProcess(config, load, logger.child((place as MemberPlace).id), place as MemberPlace);
  }
  const fleet = await startFleet(config, input, logger, interrupt);
  let program: Program | undefined;
  let inspection: InspectSocket | undefined;
  try {
    program = createProgram(config, load, logger, fleet?.coordinator, fleet?.crew);
    await fleet?.ready(program);
    refuseTooManyUsers(program);
    if (config.headless || config.requireHost) requireHost(program);
    inspection = await openInspectPort(program);
    return await (config.headless
      ? runHeadless(program, interrupt, live, fleet)
      : runService(program, interrupt, live, fleet));
  } finally {
    inspection?.close();
    program?.close();
    await fleet?.close();
  }
}

/** What a task leaves behind without awaiting it must not end the process. */
function surviveLoadFiles(logger: Logger): void {
  rxjs.onUnhandledError = (error) => {
    logger.error('A subscriber of a load file threw', { err: error });
  };
  process.on('unhandledRejection', (reason) => {
    // Cut off by a stop: nobody waits for it any more.
    if (reason instanceof Cut) return;
    logger.error('A promise that no one awaited failed: await it in the task that made it', { err: reason });
  });
}

/** JSON lines on stdout; without port 80 stdout is for the statistics, so people's text on stderr. */
function openLog(config: Config, live: LiveText): Logger {
  const asked = config.sources.logFormat.kind !== 'default';
  return createLogger({
    level: config.loglevel,
    format: asked ? config.logFormat : config.headless ? 'text' : 'json',
    stream: live.above(config.headless || config.json ? process.stderr : process.stdout),
    file: config.logfile,
    name: 'statestorm',
    secrets: config.secrets,
  });
}

/** What `--list` and `--show-task-ratio` print. */
function listing(config: Config, load: Load): string {
  const { list, showTaskRatioJson } = config;
  if (list) return `${load.users.map(({ name }) => `    ${name}`).join('\n')}\n`;
  const classes = webClasses(load, config);
  const weights = classes.weights();
  const counts = Object.fromEntries(weights.map((each) => [each.name, each.fixedCount || each.weight]));
  const ratios = classes.ratios(counts);
  return showTaskRatioJson ? `${JSON.stringify(ratios, null, 2)}\n` : taskRatioText(ratios);
}
