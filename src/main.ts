#!/usr/bin/env node
import { homeFolder } from './config/homeFolder.ts';
import { explain } from './explain.ts';
import { run } from './run.ts';

const { argv, env } = process;
run({ argv: argv.slice(2), env, cwd: process.cwd(), home: homeFolder() }).then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(2);
  },
);
