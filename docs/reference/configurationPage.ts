import { defaultTextOf } from '../../src/config/help.ts';
import type { OptionSpec } from '../../src/config/optionSpec.ts';
import { OPTIONS, RENAMED, variablesOf } from '../../src/config/options.ts';
import { code, page, plain, prose, table } from './markdown.ts';

const INTRODUCTION = `# Configuration

Every option that \`statestorm\` takes, written from the table that the program itself reads.

## Where values come from

Of these the later one wins; a list is replaced whole.

1. the default
2. \`~/.locust.conf\`, then \`~/.statestorm.conf\`
3. \`locust.conf\`, then \`statestorm.conf\`, in the working directory
4. the file of \`--config\` (or \`LOCUST_CONFIG\`)
5. environment variables
6. arguments

What cannot be read ends the start with exit code 2 and a sentence that names the flag, the variable or the line of
the file. A flag or key that is none is answered with the nearest one.

**Arguments.** \`--users 5\` and \`--users=5\` are the same, so are \`--spawn-rate\` and \`--spawn_rate\`. A switch is
turned off by \`--no-headless\` or \`--headless=false\`. Short flags may be joined: \`-lu5\`. Names of user classes
stand at the end.

**Variables.** The table shows Locust's names. Each option also has one that begins with \`STATESTORM_\`, such as
\`STATESTORM_SPAWN_RATE\`, which goes before them. An empty variable counts as not set, and so do the links that
Kubernetes makes for a Service (\`tcp://…\`). For switches \`true\`, \`yes\`, \`on\` and \`1\` are on, \`false\`, \`no\`,
\`off\` and \`0\` are off.

**Files.** A line is \`key = value\`; \`key: value\` and \`key value\` are taken too, and a key alone is \`true\`. Keys may be
written with underscores. \`#\` and \`;\` begin a comment. Lists stand in brackets or behind each other.

**Options of load files.** A load file can declare [options of its own](writing-load.md#options). They have flags,
variables and keys like these.`;

/** Held to be right by a test. */
export const EXAMPLE_FILE = `# statestorm.conf
host = https://shop.example
users = 100
spawn-rate = 10
run-time = 20m
stop-timeout = 10
allowed-hosts = [shop.example, *.staging.example:8080]
csv = results/shop
loglevel = WARNING`;

/** docs/configuration.md. */
export function configurationPage(): string {
  const options = OPTIONS as readonly OptionSpec[];
  return page(
    INTRODUCTION,
    `\`\`\`ini\n${EXAMPLE_FILE}\n\`\`\``,
    ...[...Map.groupBy(options, ({ section }) => section)].flatMap(([section, all]) => [
      `## ${section}`,
      optionTable(all),
    ]),
    '## Former names',
    'Flags that Locust once had are not taken; the answer names what to write.',
    table(
      ['once', 'now'],
      Object.entries(RENAMED).map(([once, now]) => [code(`--${once}`), code(`--${now}`)]),
    ),
  );
}

function optionTable(options: readonly OptionSpec[]): string {
  return table(
    ['flag', 'key in files', 'variables', 'value', 'default', 'what it is'],
    options.map((option) => [
      flagCell(option),
      option.argumentOnly || option.name === 'config' ? '' : code(option.name),
      variablesOf(option).slice(1).map(code).join('<br>'),
      option.type.takes === 'flag' ? '' : plain(option.type.expects),
      plain(defaultTextOf(option) ?? (option.type.takes === 'flag' ? 'off' : 'none')),
      about(option),
    ]),
  );
}

function flagCell({ name, short, positional, argument = '' }: OptionSpec): string {
  if (positional) return `words at the end: ${code(`${argument} …`)}`;
  return short ? `${code(`--${name}`)}<br>${code(`-${short}`)}` : code(`--${name}`);
}

function about({ description, secret, later, hidden }: OptionSpec): string {
  const sentences = [
    prose(description),
    ...(secret ? ['**Secret:** kept out of the help, errors and the log.'] : []),
    ...(later ? [`**Not yet:** ${prose(later.missing)} ${prose(later.instead)}`] : []),
    ...(hidden ? ['Not shown by `--help`.'] : []),
  ];
  return sentences.join(' ');
}
