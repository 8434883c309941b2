import { homedir, userInfo } from 'node:os';
import type { Connector } from '../../connector/connector.ts';
import type { ToolDefinition } from '../../connector/description.ts';
import { unrecordedReach } from '../../connector/reach.ts';
import type { AnyTool } from '../../connector/tool.ts';
import { RolekitError } from '../../errors.ts';
import { didYouMean } from '../../suggest.ts';
import type { Cursors } from '../list/key.ts';
import { PageStore } from '../list/pages.ts';
import type { ResultFiles } from '../result/result-files.ts';
import { Connections } from './connections.ts';
import { Deadlines } from './ending.ts';
import { InFlight } from './in-flight.ts';
import { listedTools } from './listed-tools.ts';
import { type LivePolicy, NO_POLICY } from './own-policy.ts';
import type { People } from './people.ts';
import type { KeptLimits, RawTool, ServedConnector, ServedPlugin, ServeOptions } from './types.ts';

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
  /** The tools that are listed, in a fixed order; another array once that changes. */
  listed: ToolDefinition[] = [];
  readonly onProblem: (text: string) => void;
  /** The machine's clock. */
  readonly clock: () => Date;

  readonly #byTool = new Map<string, ServedConnector>();
  readonly #found = new Map<string, { connector: Connector; tool: AnyTool }>();
  readonly #reads = new Set<string>();
  readonly #raw = new Map<string, RawTool>();
  readonly #policy: LivePolicy | undefined;
  readonly #announce = new Set<() => void>();
  readonly #derived = new WeakMap<AnyTool, Map<string, unknown>>();

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
    this.#policy = options.policy;
    this.#list();
    options.policy?.onChange(() => {
      this.#list();
      for (const announce of this.#announce) announce();
    });
  }

  #list(): void {
    this.#byTool.clear();
    this.#reads.clear();
    this.#found.clear();
    const listed: ToolDefinition[] = [];
    for (const { definition, isRead, connector } of listedTools(this.plugin, this.#policy?.current)) {
      listed.push(definition);
      this.#byTool.set(definition.name, connector);
      if (isRead) this.#reads.add(definition.name);
    }
    for (const tool of this.plugin.rawTools ?? []) {
      listed.push(tool.definition);
      this.#raw.set(tool.definition.name, tool);
    }
    this.listed = listed;
  }

  /** Is called whenever other tools are listed than before. Answers what ends that. */
  onListChanged(announce: () => void): () => void {
    this.#announce.add(announce);
    return () => void this.#announce.delete(announce);
  }

  /** True for a listed tool that only reads. */
  isRead(name: string): boolean {
    return this.#reads.has(name);
  }

  /** True for a listed tool that changes something, or does not say that it only reads. */
  writes(name: string): boolean {
    const raw = this.#raw.get(name);
    if (raw) return raw.definition.annotations?.readOnlyHint !== true;
    return this.#byTool.has(name) && !this.#reads.has(name);
  }

  /** A tool outside of the connector contract. */
  raw(name: string): RawTool | undefined {
    return this.#raw.get(name);
  }

  /** What `find` found before: loading code is asynchronous, and done once. */
  found(name: string): { connector: Connector; tool: AnyTool } | undefined {
    return this.#found.get(name);
  }

  /** @throws RK_UNKNOWN_TOOL, RK_TOOL_OFF, RK_POLICY_DENIED, RK_OUT_OF_REACH */
  async find(name: string): Promise<{ connector: Connector; tool: AnyTool }> {
    const served = this.#byTool.get(name);
    if (!served) throw this.#missing(name);
    const connector = await served.load();
    const tool = (connector.tools as Record<string, AnyTool>)[name];
    if (!tool)
      throw new RolekitError('RK_INTERNAL', { what: name, reference: 'tools.json names a tool that the code lacks' });
    const unrecorded = unrecordedReach(served.description, connector);
    if (unrecorded !== undefined)
      throw new RolekitError('RK_OUT_OF_REACH', {
        connector: connector.title,
        reason: `its code declares ${unrecorded}, which its build did not record`,
        hint: 'Its author declares the same everywhere, whatever the environment, and builds it again.',
      });
    const found = { connector, tool };
    this.#found.set(name, found);
    return found;
  }

  /** What signs cursors; made when there is more than one page. */
  cursors(): Promise<Cursors> {
    this.#cursors ??= Promise.all([import('../list/key.ts'), this.key()]).then(([{ cursorsOf }, key]) =>
      cursorsOf(key),
    );
    return this.#cursors;
  }
  #cursors: Promise<Cursors> | undefined;

  /** With which this user's servers sign what they give out. Where no file can be kept, it is this process's only. */
  key(): Promise<Buffer> {
    this.#key ??= import('../list/key.ts').then(({ signingKey }) => signingKey(this.home, this.onProblem));
    return this.#key;
  }
  #key: Promise<Buffer> | undefined;

  /** Binary content of results; made when the first is. */
  files(): Promise<ResultFiles> {
    this.#files ??= import('../result/result-files.ts').then(({ ResultFiles }) => new ResultFiles());
    return this.#files;
  }
  #files: Promise<ResultFiles> | undefined;

  /** Something derived from a tool, computed at its first use. */
  once<T>(tool: AnyTool, what: string, make: () => T): T {
    const derived = this.#derived.get(tool) ?? new Map<string, unknown>();
    this.#derived.set(tool, derived);
    if (!derived.has(what)) derived.set(what, make());
    return derived.get(what) as T;
  }

  #missing(name: string): RolekitError {
    const known = this.plugin.connectors.flatMap((connector) =>
      connector.description.tools.map((tool) => tool.definition.name),
    );
    if (!known.includes(name))
      return new RolekitError('RK_UNKNOWN_TOOL', {
        tool: name,
        hint: didYouMean(name, [...this.#byTool.keys(), ...this.#raw.keys()]) || 'List the tools first.',
      });
    const entry = this.plugin.connectors
      .flatMap((connector) => connector.description.tools)
      .find((tool) => tool.definition.name === name);
    const own = (this.#policy?.current ?? NO_POLICY).denied(name, entry?.access ?? 'read');
    if (own) return own.problem ?? new RolekitError('RK_POLICY_DENIED', { tool: name, source: own.path });
    const isDenied =
      this.plugin.policy?.denyTools?.includes(name) ||
      (this.plugin.policy?.writes === 'deny' && entry?.access !== 'read');
    return isDenied
      ? new RolekitError('RK_POLICY_DENIED', { tool: name, source: `the plugin ${this.plugin.name}` })
      : new RolekitError('RK_TOOL_OFF', { tool: name, plugin: this.plugin.name });
  }
}

function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    // no entry for this user id, as in some containers
    return 'unknown';
  }
}
