#!/usr/bin/env node
import { homedir } from 'node:os';
import { explain } from './program.ts';
import { run } from './run.ts';

const { argv, env } = process;
run({ argv: argv.slice(2), env, cwd: process.cwd(), home: homedir() }).then(
  (code) => process.exit(code),
  (error) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(2);
  },
);
