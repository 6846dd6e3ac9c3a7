import type Router from '@koa/router';
import type { LoadOption } from '../authoring/loadOptions.ts';
import type { AllowList } from '../config/allowedHosts.ts';
import type { Clock } from '../domain/clock.ts';
import type { LoadShape } from '../domain/loadShape.ts';
import type { LoadTest } from '../engine/loadTest.ts';
import type { Inspector } from '../inspect/inspector.ts';
import type { Logger } from '../logging/logger.ts';
import type { Health } from '../metrics/saturation.ts';
import type { Credentials } from './access/guard.ts';

/** What the command line says of one port. */
export interface PortConfig {
  /** Goes before every Locust-native path, such as `/load`; empty for none. */
  readonly basePath: string;
  /** The name of the load file, as file names and the page show it; null for the shipped load. */
  readonly locustfile: string | null;
  /** Options of load files, which the form of /swarm may set. */
  readonly options?: readonly LoadOption[];
  /** Whether clients of port 80 choose classes of users. */
  readonly classPicker: boolean;
  /** Shapes that a start can name, besides `Default`. */
  readonly shapes: readonly LoadShape[];
  /** The shape of a start that names none; null where users and rate are the start's own. */
  readonly defaultShape: LoadShape | null;
  /** First values of the page's form; null where nothing was given. */
  readonly users: number | null;
  readonly spawnRate: number | null;
  /** ms. */
  readonly runTime: number | null;
  /** Whether a full history is written, and can be downloaded. */
  readonly hasFullHistory: boolean;
  /** The file that the full history grows in. */
  readonly historyPath?: string | undefined;
  readonly profile: string | null;
  /** Percentiles of the charts and of each row, each between 0 and 1. */
  readonly percentiles: { readonly chart: readonly number[]; readonly statistics: readonly number[] };
  readonly version: string;
  /** The most users that one request may ask for. Default 100,000. */
  readonly maxUsers?: number;
  /** How a worker of this fleet is started, as people are told where none is there. */
  readonly workerHint?: string;
}

/** What protects a port. */
export interface PortSecurity {
  /** What lets clients in; all come in where there is nothing. */
  readonly credentials: readonly Credentials[];
  /** Origins besides the port's own whose pages may act and read, in lower case. */
  readonly allowedOrigins: readonly string[];
  /** Whether X-Forwarded-* are a proxy's word. */
  readonly trustProxy: boolean;
  /** Whether the port itself speaks TLS. */
  readonly tls: boolean;
}

/** A process that has users of a test. */
export interface WorkerRow {
  readonly id: string;
  /** As Locust names it: `ready`, `spawning`, `running`, `cleanup`. */
  readonly state: string;
  readonly userCount: number;
  /** Percent of a core. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

/** The processes of a fleet. */
export interface Workers {
  /** How many of them can take a share now. */
  readonly count: number;
  /** With their users of the test of this id. */
  rows(test: string): readonly WorkerRow[];
  /** The last lines of each one's log. */
  logs(): Readonly<Record<string, readonly string[]>>;
}

/** What both ports are made from. */
export interface PortOptions {
  readonly test: LoadTest;
  /** What the visualizer shows of the test. */
  readonly inspector: Inspector;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly config: PortConfig;
  /** Where clients may aim the load. */
  readonly allowList: AllowList;
  /** Open to all, over plain HTTP, where left out. */
  readonly security?: PortSecurity;
  readonly health: () => Health;
  /** The processes that have the users; undefined where this one has them itself. */
  readonly workers?: Workers | undefined;
  /** Where the built web interface is, if it is; the plain page is served where it is not, or this is left out. */
  readonly uiFolder?: string | undefined;
  /** Whether the process can take work. */
  readonly ready: () => boolean;
  /** Whether the process is about to end. */
  readonly draining: () => boolean;
}

/** Adds handlers to port 81; called once, while the app is made. */
export type ExtendRecipeApi = (router: Router, test: LoadTest) => void;

export interface RecipePortOptions extends PortOptions {
  readonly extend?: ExtendRecipeApi | undefined;
}

export { MOST_USERS } from '../domain/loadRequest.ts';

/** A port that serves the Locust-native interface: the people's, or that of the recipes. */
export interface LocustPortOptions extends PortOptions {
  readonly role: 'web' | 'recipes';
}
