#!/usr/bin/env node
import { homedir } from 'node:os';
import { parse } from './config/parse.ts';
import { unsupported } from './config/unsupported.ts';
import type { Config } from './config/loadConfig.ts';
import { UserClasses } from './engine/userClasses.ts';
import { runHeadless } from './headless/runHeadless.ts';
import { createLogger, type Logger } from './logging/logger.ts';
import { chooseLoad, createProgram, explain, type Load } from './program.ts';
import { runService } from './service.ts';
import { listenToSignals } from './shutdown.ts';

/** Runs what the command line asks for and gives the exit code. */
async function main(): Promise<number> {
  const interrupt = listenToSignals();
  const { argv, env } = process;
  const outcome = parse({ argv: argv.slice(2), env, cwd: process.cwd(), home: homedir() });
  if (outcome.kind !== 'run') {
    process.stdout.write(`${outcome.text.trimEnd()}\n`);
    return 0;
  }
  const { config } = outcome;
  const load = await chooseLoad(config, process.cwd());
  const told = listing(config, load);
  if (told !== undefined) {
    process.stdout.write(told);
    return 0;
  }
  const logger = openLog(config);
  for (const notice of config.notices) logger.warn(notice);
  for (const { asked, missing, instead } of unsupported(config)) logger.warn(`${asked}: ${missing} ${instead}`);
  const program = createProgram(config, load, logger);
  try {
    return await (config.headless ? runHeadless(program, interrupt) : runService(program, interrupt));
  } finally {
    program.close();
  }
}

/** JSON lines on stdout; without port 80 stdout is for the statistics, so people's text on stderr. */
function openLog(config: Config): Logger {
  const asked = config.sources.logFormat.kind !== 'default';
  return createLogger({
    level: config.loglevel,
    format: asked ? config.logFormat : config.headless ? 'text' : 'json',
    stream: config.headless || config.json ? process.stderr : process.stdout,
    file: config.logfile,
    name: 'statestorm',
  });
}

/** What `--list` and `--show-task-ratio` print; undefined where neither is asked for. */
function listing(config: Config, load: Load): string | undefined {
  const { list, showTaskRatio, showTaskRatioJson } = config;
  if (list) return `${load.users.map(({ name }) => `    ${name}`).join('\n')}\n`;
  if (!showTaskRatio && !showTaskRatioJson) return undefined;
  const classes = new UserClasses(load.users, { equalWeights: config.equalWeights });
  const weights = classes.weights();
  const counts = Object.fromEntries(weights.map((each) => [each.name, each.fixedCount || each.weight]));
  return `${JSON.stringify(classes.ratios(counts), null, 2)}\n`;
}

main().then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(2);
  },
);
