import { homedir, userInfo } from 'node:os';
import type { Cursors } from '../list/cursor-key.ts';
import { PageStore } from '../list/page-store.ts';
import type { ResultFiles } from '../result/result-files.ts';
import { Deadlines } from './call-ending.ts';
import { InFlight } from './calls-in-flight.ts';
import { Connections } from './connections.ts';
import type { LivePolicy } from './machine-policy.ts';
import type { People } from './people.ts';
import { PluginTools } from './plugin-tools.ts';
import type { KeptLimits, ServedPlugin, ServeOptions } from './types.ts';

const KEPT: KeptLimits = {
  rows: 100_000,
  bytes: 64 * 1024 * 1024,
  results: 16,
  totalBytes: 256 * 1024 * 1024,
  ms: 60 * 60_000,
  freeBytes: 512 * 1024 * 1024,
};

/** What all requests to one served plugin share; built once. */
export class PluginState {
  readonly plugin: ServedPlugin;
  readonly tools: PluginTools;
  readonly home: string;
  readonly principal: string;
  readonly callMs: number;
  readonly resultBytes: number;
  readonly kept: KeptLimits;
  /** Milliseconds for which an approval counts. */
  readonly approvalMs: number;
  readonly connections: Connections;
  readonly pages = new PageStore();
  readonly inFlight = new InFlight();
  readonly deadlines: Deadlines;
  readonly onProblem: (text: string) => void;
  /** The machine's clock. */
  readonly clock: () => Date;

  constructor(plugin: ServedPlugin, options: ServeOptions & { people?: People; policy?: LivePolicy } = {}) {
    this.plugin = plugin;
    this.home = options.home ?? homedir();
    this.principal = options.principal ?? `local:${localUser()}`;
    this.callMs = options.callMs ?? 120_000;
    this.deadlines = new Deadlines(this.callMs);
    this.resultBytes = options.resultBytes ?? 48 * 1024;
    this.kept = { ...KEPT, ...options.kept };
    this.approvalMs = options.approvalMs ?? 10 * 60_000;
    this.clock = options.clock ?? (() => new Date());
    this.connections = new Connections({
      home: this.home,
      clock: this.clock,
      ...(options.env ? { env: options.env } : {}),
      ...(options.profile === undefined ? {} : { profile: options.profile }),
      onExchange: options.onExchange,
      ...(options.settingsFor ? { settingsFor: options.settingsFor } : {}),
      ...(options.people ? { people: options.people } : {}),
    });
    this.onProblem = options.onProblem ?? ((text) => process.stderr.write(`${text}\n`));
    this.tools = new PluginTools(plugin, options.policy);
  }

  /** What signs cursors; made when there is more than one page. */
  cursors(): Promise<Cursors> {
    this.#cursors ??= Promise.all([import('../list/cursor-key.ts'), this.key()]).then(([{ cursorsOf }, key]) =>
      cursorsOf(key),
    );
    return this.#cursors;
  }
  #cursors: Promise<Cursors> | undefined;

  /** With which this user's servers sign what they give out. Where no file can be kept, it is this process's only. */
  key(): Promise<Buffer> {
    this.#key ??= import('../list/cursor-key.ts').then(({ signingKey }) => signingKey(this.home, this.onProblem));
    return this.#key;
  }
  #key: Promise<Buffer> | undefined;

  /** Binary content of results; made when the first is. */
  files(): Promise<ResultFiles> {
    this.#files ??= import('../result/result-files.ts').then(({ ResultFiles }) => new ResultFiles());
    return this.#files;
  }
  #files: Promise<ResultFiles> | undefined;
}

function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    // no entry for this user id, as in some containers
    return 'unknown';
  }
}
