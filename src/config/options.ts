import { headerName, password, token, userName } from './accessTypes.ts';
import type { OptionSpec } from './optionSpec.ts';
import {
  address,
  basePath,
  bindHost,
  boundAddress,
  choice,
  classNames,
  files,
  flag,
  fleetName,
  host,
  hostPatterns,
  json,
  knownPort,
  lease,
  natsUrl,
  origins,
  port,
  processes,
  rate,
  runTime,
  seconds,
  tags,
  task,
  text,
  type ValueType,
  whole,
} from './valueTypes.ts';

/** All options, in the order of the help. */
export const OPTIONS = [
  // Load
  {
    name: 'task',
    section: 'Load',
    type: task,
    default: 'basic',
    argument: 'basic|step',
    description:
      'The shipped load: basic users, or the same under a step shape. basic_locustfile.py and step_locustfile.py are taken too.',
  },
  {
    name: 'locustfile',
    short: 'f',
    section: 'Load',
    type: files,
    argument: 'file,...',
    defaultText: 'the shipped load',
    description: 'Files that define users and shapes; give it several times or separate them by commas.',
  },
  {
    name: 'host',
    short: 'H',
    section: 'Load',
    type: host,
    env: ['LOCUST_HOST', 'TARGET_HOST'],
    argument: 'base url',
    description: 'The host to load, such as https://shop.example; http:// is put before one without it.',
  },
  {
    name: 'require-host',
    section: 'Load',
    type: flag,
    description: 'Refuse to start while users have no host to aim at; a container does.',
  },
  {
    name: 'users',
    short: 'u',
    section: 'Load',
    type: whole(0),
    argument: 'int',
    description:
      'Peak number of concurrent users, for --headless, --autostart or as the first value of the form.',
  },
  {
    name: 'spawn-rate',
    short: 'r',
    section: 'Load',
    type: rate,
    argument: 'float',
    description: 'Users started per second.',
  },
  {
    name: 'run-time',
    short: 't',
    section: 'Load',
    type: runTime,
    argument: 'time',
    defaultText: 'until stopped',
    description: 'Stop after this time: 20, 20s, 3m, 2h, 1h20m, 3h30m10s.',
  },
  {
    name: 'stop-timeout',
    short: 's',
    section: 'Load',
    type: seconds,
    default: 0,
    argument: 'seconds',
    description:
      'How long a stop lets running tasks finish; seconds, or a duration such as 10s. 0 cuts them off.',
  },
  { name: 'equal-weights', section: 'Load', type: flag, description: 'Give all tasks the same weight.' },
  {
    name: 'seed',
    section: 'Load',
    type: whole(0),
    argument: 'int',
    defaultText: 'another for each run',
    description: 'The seed of all random choices, so that a run can be repeated.',
  },
  {
    name: 'tags',
    short: 'T',
    section: 'Load',
    type: tags,
    argument: 'tag',
    description: 'Run only tasks with one of these tags.',
  },
  {
    name: 'exclude-tags',
    short: 'E',
    section: 'Load',
    type: tags,
    argument: 'tag',
    description: 'Leave out tasks with one of these tags.',
  },
  {
    name: 'config-users',
    section: 'Load',
    type: json,
    argument: 'json',
    description:
      'Settings of user classes: JSON such as {"user_class_name": "Shopper", "weight": 3}, a list of such, or files of it.',
  },
  {
    name: 'user-classes',
    section: 'Load',
    type: classNames,
    argument: 'UserClass',
    positional: true,
    defaultText: 'all',
    description: 'User classes to run, at the end of the command line; --list shows them.',
  },
  // Web
  {
    name: 'web-host',
    section: 'Web',
    type: bindHost,
    default: '0.0.0.0',
    argument: 'ip',
    description: 'Where the main port listens; * is every interface.',
  },
  {
    name: 'web-port',
    short: 'P',
    section: 'Web',
    type: port,
    argument: 'port',
    defaultText: '80, or 8089 where 80 cannot be had',
    description: 'The main port.',
  },
  {
    name: 'web-base-path',
    section: 'Web',
    type: basePath,
    default: '',
    argument: 'path',
    defaultText: 'none',
    description: "A prefix of the main port's paths, such as /locust.",
  },
  {
    name: 'web-host-sre-recipe',
    section: 'Web',
    type: bindHost,
    default: '0.0.0.0',
    argument: 'ip',
    description: 'Where the port of the SRE Recipe API listens.',
  },
  {
    name: 'web-port-sre-recipe',
    section: 'Web',
    type: port,
    argument: 'port',
    defaultText: '81, or 8090 where 81 cannot be had',
    description: 'The port of the SRE Recipe API.',
  },
  {
    name: 'web-base-path-sre-recipe',
    section: 'Web',
    type: basePath,
    default: '',
    argument: 'path',
    defaultText: 'none',
    description: 'A prefix of the native paths on the port of the SRE Recipe API; /api never moves.',
  },
  {
    name: 'headless',
    section: 'Web',
    type: flag,
    description: 'Start the load at once, without the main port. The SRE Recipe API stays open.',
  },
  {
    name: 'headful',
    section: 'Web',
    type: flag,
    hidden: true,
    description: 'Overrides --headless, where a file or a variable sets it.',
  },
  {
    name: 'autostart',
    section: 'Web',
    type: flag,
    description: 'Start the load at once, with the main port.',
  },
  {
    name: 'autoquit',
    section: 'Web',
    type: { ...seconds, unset: '-1' },
    argument: 'seconds',
    defaultText: 'keep running',
    description: 'Quit so many seconds after the run of --autostart has ended; -1 keeps running.',
  },
  {
    name: 'class-picker',
    section: 'Web',
    type: flag,
    env: ['LOCUST_USERCLASS_PICKER', 'LOCUST_CLASS_PICKER'],
    description: 'Let the page choose user classes and shapes.',
  },
  {
    name: 'web-login',
    section: 'Web',
    type: flag,
    description:
      'Let only those into the main port who log in: by --web-user and --web-password, or by --web-login-header.',
  },
  { name: 'web-user', section: 'Web', type: userName, argument: 'name', description: 'Who may log in.' },
  {
    name: 'web-password',
    section: 'Web',
    type: password,
    argument: 'password',
    secret: true,
    refusesEmpty: true,
    description:
      'The password of --web-user; better by its variable or a file, since others on the machine see arguments.',
  },
  {
    name: 'web-login-header',
    section: 'Web',
    type: headerName,
    argument: 'name',
    description:
      'A header in which a trusted proxy names who has logged in there, such as X-Forwarded-User; needs --trust-proxy.',
  },
  {
    name: 'sre-token',
    section: 'Web',
    type: token,
    argument: 'token',
    secret: true,
    refusesEmpty: true,
    description:
      'Let only those use the port of the SRE Recipe API who send this token; better by its variable or a file.',
  },
  {
    name: 'allowed-origins',
    section: 'Web',
    type: origins,
    argument: 'origin,...',
    defaultText: "the port's own",
    description: 'Origins of other sites whose pages may use the ports, such as https://ops.example.',
  },
  {
    name: 'trust-proxy',
    section: 'Web',
    type: flag,
    description:
      'Believe X-Forwarded-Host, -Proto and -For; only where nobody but a proxy reaches the ports.',
  },
  {
    name: 'tls-cert',
    section: 'Web',
    type: text,
    argument: 'file',
    description: 'Certificate (PEM, with its chain) to serve both ports over HTTPS with.',
  },
  {
    name: 'tls-key',
    section: 'Web',
    type: text,
    argument: 'file',
    description: 'Private key (PEM) of --tls-cert.',
  },
  {
    name: 'web-host-display-name',
    section: 'Web',
    type: text,
    argument: 'name',
    hidden: true,
    description: 'The address to show in place of the real one.',
    later: { missing: 'The address in the log stays the real one.', instead: 'Leave it out.' },
  },
  {
    name: 'build-path',
    section: 'Web',
    type: text,
    argument: 'path',
    hidden: true,
    description: 'Another build of the page.',
    later: {
      missing: 'Another build of the page cannot be served.',
      instead: 'Leave it out.',
    },
  },
  // Limits
  {
    name: 'allowed-hosts',
    section: 'Limits',
    type: hostPatterns,
    argument: 'host[:port],...',
    defaultText: 'only the host given at the start, or any without one',
    description:
      'Hosts that clients may aim the load at. * is any; *.shop.example takes subdomains; without a port 80 and 443 count.',
  },
  {
    name: 'max-users',
    section: 'Limits',
    type: whole(1),
    default: 100_000,
    argument: 'int',
    description: 'Most users of a test at once, on each port.',
  },
  {
    name: 'max-entries',
    section: 'Limits',
    type: whole(1),
    default: 2000,
    argument: 'int',
    description: 'Most entries of the statistics; requests with further names are counted together.',
  },
  {
    name: 'max-connections',
    section: 'Limits',
    type: whole(1),
    argument: 'int',
    defaultText: 'from the limit of open files',
    description: 'Most connections open at once.',
  },
  // Distributed
  {
    name: 'mode',
    section: 'Distributed',
    type: choice(['standalone', 'master', 'worker']),
    default: 'standalone',
    argument: 'standalone|master|worker',
    description: 'What this process is.',
  },
  {
    name: 'master',
    section: 'Distributed',
    type: flag,
    env: ['LOCUST_MODE_MASTER'],
    description: 'The same as --mode master.',
  },
  {
    name: 'worker',
    section: 'Distributed',
    type: flag,
    env: ['LOCUST_MODE_WORKER'],
    description: 'The same as --mode worker.',
  },
  {
    name: 'master-bind-host',
    section: 'Distributed',
    type: boundAddress('--master-bind-port'),
    default: '127.0.0.1',
    argument: 'ip',
    description:
      'Where a master listens for workers: an address of this machine, or * for all of them. Whoever reaches it can have code run on the workers.',
  },
  {
    name: 'master-bind-port',
    section: 'Distributed',
    type: knownPort,
    default: 5557,
    argument: 'port',
    description: 'The port where a master listens for workers.',
  },
  {
    name: 'master-host',
    section: 'Distributed',
    type: address('--master-port (LOCUST_MASTER_NODE_PORT)'),
    env: ['LOCUST_MASTER_NODE_HOST', 'LOCUST_MASTER'],
    default: '127.0.0.1',
    argument: 'host',
    description: 'The master that a worker joins.',
  },
  {
    name: 'master-port',
    section: 'Distributed',
    type: knownPort,
    env: ['LOCUST_MASTER_NODE_PORT'],
    default: 5557,
    argument: 'port',
    description: 'The port of that master.',
  },
  {
    name: 'master-sre-recipe',
    section: 'Distributed',
    type: flag,
    description: 'Taken for the sake of old command lines, with --master: that holds for both tests.',
  },
  {
    name: 'worker-sre-recipe',
    section: 'Distributed',
    type: flag,
    description: 'Taken for the sake of old command lines, with --worker: that holds for both tests.',
  },
  {
    name: 'master-bind-host-sre-recipe',
    section: 'Distributed',
    type: boundAddress('--master-bind-port-sre-recipe'),
    default: '127.0.0.1',
    argument: 'ip',
    description:
      'Taken for the sake of old command lines, without effect: one server serves both tests, by --master-bind-host.',
  },
  {
    name: 'master-bind-port-sre-recipe',
    section: 'Distributed',
    type: knownPort,
    default: 5558,
    argument: 'port',
    description:
      'Taken for the sake of old command lines, without effect: one server serves both tests, by --master-bind-port.',
  },
  {
    name: 'master-host-sre-recipe',
    section: 'Distributed',
    type: address('--master-port-sre-recipe'),
    default: '127.0.0.1',
    argument: 'host',
    description:
      'Taken for the sake of old command lines, without effect: one server serves both tests, by --master-host.',
  },
  {
    name: 'master-port-sre-recipe',
    section: 'Distributed',
    type: knownPort,
    default: 5558,
    argument: 'port',
    description:
      'Taken for the sake of old command lines, without effect: one server serves both tests, by --master-port.',
  },
  {
    name: 'expect-workers',
    section: 'Distributed',
    type: whole(1),
    default: 1,
    argument: 'int',
    description: 'Start once so many workers are there.',
  },
  {
    name: 'expect-workers-max-wait',
    section: 'Distributed',
    type: seconds,
    default: 0,
    argument: 'seconds',
    defaultText: 'for ever',
    description: 'How long a master waits for them.',
  },
  {
    name: 'enable-rebalancing',
    section: 'Distributed',
    type: flag,
    description: 'Share users anew when workers come and go.',
  },
  {
    name: 'nats',
    section: 'Distributed',
    type: natsUrl,
    argument: 'url',
    description:
      'The NATS server (with JetStream) where coordinator and workers meet. Default: a master starts one, a worker goes to --master-host.',
  },
  {
    name: 'nats-credentials',
    section: 'Distributed',
    type: text,
    argument: 'file',
    description: 'A file of credentials for that server, as nsc writes it.',
  },
  {
    name: 'nats-folder',
    section: 'Distributed',
    type: text,
    argument: 'path',
    defaultText: 'a temporary one',
    description:
      'Where the NATS server that a master starts keeps what it holds, so that a master that was lost can be started again and go on.',
  },
  {
    name: 'nats-ca',
    section: 'Distributed',
    type: text,
    argument: 'file',
    description: 'Authorities (PEM) that the certificate of that server is checked against.',
  },
  {
    name: 'fleet',
    section: 'Distributed',
    type: fleetName,
    default: 'main',
    argument: 'name',
    description: 'The fleet that coordinator and workers belong to; several can share a NATS server.',
  },
  {
    name: 'lease-time',
    section: 'Distributed',
    type: lease,
    default: 60_000,
    argument: 'seconds',
    defaultText: '60',
    description:
      'How long the users of a worker go on without a word of its coordinator, which tells its workers; 3 or more.',
  },
  {
    name: 'rebalance',
    section: 'Distributed',
    type: choice(['at-once', 'after-lease']),
    default: 'at-once',
    argument: 'when',
    description:
      'When the users of a worker that is not heard any more go to the others: at-once, though it may still run them, or after-lease, so that there are never more than planned.',
  },
  {
    name: 'processes',
    section: 'Distributed',
    type: processes,
    default: 1,
    argument: 'int',
    description: 'Processes to share the load; -1 is one for each core.',
  },
  // Statistics
  {
    name: 'csv',
    section: 'Statistics',
    type: text,
    argument: 'prefix',
    description:
      'Write <prefix>_stats.csv, _stats_history.csv, _failures.csv and _exceptions.csv once a second.',
  },
  {
    name: 'csv-full-history',
    section: 'Statistics',
    type: flag,
    description: 'Keep the history of each entry, not of their sum alone.',
  },
  {
    name: 'html',
    section: 'Statistics',
    type: text,
    argument: 'file',
    description: 'Write the report there at the end; {u}, {r} and {t} become users, spawn rate and run time.',
  },
  {
    name: 'json',
    section: 'Statistics',
    type: flag,
    description: 'Print the statistics as JSON at the end.',
  },
  {
    name: 'json-file',
    section: 'Statistics',
    type: text,
    argument: 'file',
    description: 'Write the statistics as JSON there at the end.',
  },
  {
    name: 'print-stats',
    section: 'Statistics',
    type: flag,
    description: 'Print the statistics now and then while the page is there too.',
  },
  {
    name: 'only-summary',
    section: 'Statistics',
    type: flag,
    description: 'Print the statistics only at the end.',
  },
  {
    name: 'reset-stats',
    section: 'Statistics',
    type: flag,
    description: 'Zero the statistics once all users are started; under a load shape those of its start.',
  },
  {
    name: 'profile',
    section: 'Statistics',
    type: text,
    argument: 'name',
    description: 'A name that groups runs.',
  },
  {
    name: 'exit-code-on-error',
    section: 'Statistics',
    type: whole(0, 255),
    default: 1,
    argument: 'int',
    description: 'The exit code of a run with a failure or an error.',
  },
  // Logging
  {
    name: 'loglevel',
    short: 'L',
    section: 'Logging',
    type: choice(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']),
    default: 'INFO',
    argument: 'level',
    description: 'The least severe lines that are written: DEBUG, INFO, WARNING, ERROR or CRITICAL.',
  },
  {
    name: 'logfile',
    section: 'Logging',
    type: text,
    argument: 'file',
    defaultText: 'standard output',
    description: 'Write the log there.',
  },
  {
    name: 'log-format',
    section: 'Logging',
    type: choice(['json', 'text']),
    default: 'json',
    argument: 'json|text',
    description: 'One JSON object a line, or text for people.',
  },
  {
    name: 'skip-log-setup',
    section: 'Logging',
    type: flag,
    description: 'Leave the log to Python.',
    later: {
      missing: 'There is no other log to leave it to.',
      instead: 'For fewer lines give --loglevel CRITICAL, to keep standard output clean --logfile.',
    },
  },
  // Other
  {
    name: 'inspect',
    section: 'Other',
    type: port,
    argument: 'port',
    defaultText: 'closed',
    description: 'Tell tools of @statelyai/inspect what happens in the charts, by WebSocket on this port.',
  },
  {
    name: 'inspect-host',
    section: 'Other',
    type: bindHost,
    default: '127.0.0.1',
    argument: 'address',
    description: 'Where the port of --inspect listens. Whoever reaches it reads along.',
  },
  { name: 'list', short: 'l', section: 'Other', type: flag, description: 'List the user classes and exit.' },
  {
    name: 'show-task-ratio',
    section: 'Other',
    type: flag,
    description: 'Print the share of each task and exit.',
  },
  {
    name: 'show-task-ratio-json',
    section: 'Other',
    type: flag,
    description: 'Print the share of each task as JSON and exit.',
  },
  {
    name: 'config',
    section: 'Other',
    type: text,
    argument: 'file',
    description: 'A file with options, read after the ones of the home and the working directory.',
  },
  {
    name: 'otel',
    section: 'Other',
    type: flag,
    env: ['LOCUST_ENABLE_OPENTELEMETRY'],
    description: 'Send traces with OpenTelemetry.',
    later: {
      missing: 'OpenTelemetry is not available yet: no traces are sent.',
      instead: 'Scrape /metrics, or leave it out.',
    },
  },
  {
    name: 'version',
    short: 'V',
    section: 'Other',
    type: flag,
    argumentOnly: true,
    description: 'Print the version and exit.',
  },
  {
    name: 'help',
    short: 'h',
    section: 'Other',
    type: flag,
    argumentOnly: true,
    description: 'Print this help and exit.',
  },
] as const satisfies readonly OptionSpec[];

/** Flags that Locust once had, and what they are called now. */
export const RENAMED: Readonly<Record<string, string>> = {
  slave: 'worker',
  'expect-slaves': 'expect-workers',
  'web-auth': 'web-login',
  'no-web': 'headless',
  clients: 'users',
  'hatch-rate': 'spawn-rate',
  'list-commands': 'list',
};

type Spec = (typeof OPTIONS)[number];

type CamelCase<T extends string> = T extends `${infer A}-${infer B}` ? `${A}${Capitalize<CamelCase<B>>}` : T;
type ValueOf<O extends Spec> = O extends { readonly type: ValueType<infer T> }
  ? O extends { readonly default: unknown }
    ? T
    : [T] extends [boolean | readonly string[]]
      ? T
      : T | undefined
  : never;

/** The values of all options, under their names in camelCase. Times are in ms. */
export type OptionValues = {
  readonly [O in Spec as O extends { readonly argumentOnly: true }
    ? never
    : CamelCase<O['name']>]: ValueOf<O>;
};

/** The name of an option in Config. */
export function keyOf(option: OptionSpec): string {
  return option.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The environment variables of an option; of those set, the first wins. */
export function variablesOf(option: OptionSpec): readonly string[] {
  if (option.argumentOnly) return [];
  const upper = option.name.toUpperCase().replaceAll('-', '_');
  return [`STATESTORM_${upper}`, ...(option.env ?? [`LOCUST_${upper}`])];
}

/** What an option is where nobody gave it. */
export function defaultOf(option: OptionSpec): unknown {
  if (option.default !== undefined) return option.default;
  return { flag: false, one: undefined, many: [] }[option.type.takes];
}
