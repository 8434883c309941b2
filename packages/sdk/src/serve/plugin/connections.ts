import type { Browser } from '../../auth/browser.ts';
import { type Clock, clockOf, standingClock } from '../../connector/clock.ts';
import type { Connector } from '../../connector/connector.ts';
import { openFiles } from '../../connector/folders.ts';
import { canonicalJson } from '../../digest/canonical.ts';
import { RolekitError } from '../../errors.ts';
import type { RateStore } from '../../http/policy/rate-limits.ts';
import type { OnExchange } from '../../http/request/exchange.ts';
import type { Authorizer, HttpBinding, HttpClient, HttpOptions } from '../../http/request/types.ts';
import { resolveSettings, type Settings, type SettingsOptions, settingsOf } from '../../settings/settings.ts';
import { uptimeMs } from './call-ending.ts';
import type { People } from './people.ts';
import type { ServeOptions } from './types.ts';

export interface OpenConnection {
  connection: unknown;
  environment: 'production' | 'sandbox';
  /** What its calls take for the present. */
  clock: Clock;
  /** The instant at which its data stands still, where it does. */
  standsAt?: string | undefined;
  /** The same for the same settings, secrets and their rotation apart, and without them; kept rows belong to it. */
  id: string;
  /** Closes it, and signs out where that is due. */
  close(): Promise<void>;
}

export interface ConnectionsOptions extends SettingsOptions {
  /** Everybody who is served has settings of their own, and these are theirs unless `settingsFor` tells. */
  people?: People;
  settingsFor?: ServeOptions['settingsFor'];
  onExchange?: OnExchange | undefined;
  clock?: () => Date;
}

/** Milliseconds for which settings are taken as unchanged: reading them from disk would be most of a quick call. */
const FRESH_MS = 250;

/** Connections of people that are open at once; the one that was not used for longest makes room. */
const MAX_OPEN = 500;
/** Milliseconds after which an unused one is closed. */
const IDLE_MS = 30 * 60_000;
const SWEEP_MS = 60_000;
/** Milliseconds until one that made room is closed: a call may still use it. */
const LINGER_MS = 5 * 60_000;
/** Milliseconds that the vendors have to take a sign-out. */
const GOODBYE_MS = 3000;

/** The settings that a connection has, also as one text to compare. */
interface Current extends Pick<Settings, 'source' | 'config'> {
  text: string;
}

interface Known {
  readonly current: Current;
  /** Of the last use, within `FRESH_MS`. */
  checkedAt: number;
  connector: Connector;
  connection: Promise<OpenConnection>;
  /** The same, once it is open. */
  opened?: OpenConnection;
}

/** Open connections of one process, reused until their settings change. */
export class Connections {
  readonly #open = new Map<string, Known>();
  /** Those that made room, each with what will close it. */
  readonly #leaving = new Map<Known, NodeJS.Timeout>();
  #sweep: NodeJS.Timeout | undefined;
  readonly #options: ConnectionsOptions;
  /** Outlives a connection that is opened anew for a rotated token. */
  readonly #calls = lazyRateStore();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** An open connection whose settings were looked at a moment ago; undefined when it takes `get` to tell. */
  fresh(connector: Connector, principal: string): OpenConnection | undefined {
    const known = this.#open.get(this.#keyOf(connector, principal));
    return known && uptimeMs() - known.checkedAt < FRESH_MS ? known.opened : undefined;
  }

  /** @throws RK_NOT_CONNECTED */
  async get(connector: Connector, principal: string): Promise<OpenConnection> {
    const key = this.#keyOf(connector, principal);
    const fresh = this.#open.get(key);
    const now = uptimeMs();
    if (fresh && now - fresh.checkedAt < FRESH_MS) return fresh.connection;
    const settings = await this.#settings(connector, principal);
    const compared = canonicalJson([settings.source, settings.config]);
    const { people, home } = this.#options;
    const lineage = async () => (this.#arePeople() ? undefined : import('../../settings/token-lineage.ts'));
    const before = this.#open.get(key);
    if (before && before.current.text !== compared) {
      // tokens that this process or another one rotated are no reason for another connection, which would rotate them again
      const rotated = await (await lineage())?.isRotated(connector, before.current, settings, home);
      if (rotated) Object.assign(before.current, { text: compared, config: settings.config });
    }
    // another call may have opened it meanwhile
    const known = this.#open.get(key);
    if (known?.current.text === compared) {
      known.checkedAt = now;
      return known.connection;
    }
    const current: Current = { text: compared, source: settings.source, config: settings.config };
    const save: Settings['save'] = async (changes) => {
      // before others can see them
      await (await lineage())?.noteRotated(connector, current, changes, home);
      await settings.save(changes);
      current.config = { ...current.config, ...changes };
      current.text = canonicalJson([current.source, current.config]);
    };
    const connection = openConnection(
      connector,
      { ...settings, save },
      {
        ...this.#options,
        clock: this.#clockFor(connector, principal),
        rateStore: this.#calls,
        ...(people ? { ownHome: people.homeOf(principal) } : {}),
      },
    );
    const opening: Known = { current, checkedAt: now, connector, connection };
    if (known) this.#leave(key, known);
    if (this.#arePeople()) this.#makeRoom();
    this.#open.set(key, opening);
    connection.then(
      (opened) => {
        opening.opened = opened;
      },
      // a failed opening is not remembered
      () => this.#open.get(key) === opening && this.#open.delete(key),
    );
    return connection;
  }

  /** Ends all connections: signs out where a vendor counts sessions. Failures are not worth waiting for. */
  async close(): Promise<void> {
    clearTimeout(this.#sweep);
    for (const timer of this.#leaving.values()) clearTimeout(timer);
    const ending = [...this.#open.values(), ...this.#leaving.keys()].map(end);
    this.#open.clear();
    this.#leaving.clear();
    await Promise.allSettled(ending);
  }

  /** Closes those that nobody used for a while, and looks again for as long as there are any. */
  #closeIdle(): void {
    const before = uptimeMs() - IDLE_MS;
    for (const [key, known] of this.#open) if (known.checkedAt < before) this.#leave(key, known);
    this.#sweep = undefined;
    if (this.#open.size > 0) this.#sweepLater();
  }

  #sweepLater(): void {
    this.#sweep ??= setTimeout(() => this.#closeIdle(), SWEEP_MS).unref();
  }

  #makeRoom(): void {
    this.#sweepLater();
    if (this.#open.size < MAX_OPEN) return;
    const [longest] = [...this.#open].sort(([, a], [, b]) => a.checkedAt - b.checkedAt);
    if (longest) this.#leave(...longest);
  }

  #leave(key: string, known: Known): void {
    this.#open.delete(key);
    const close = () => {
      this.#leaving.delete(known);
      void end(known).catch(() => {});
    };
    this.#leaving.set(known, setTimeout(close, LINGER_MS).unref());
  }

  /** What reaches no vendor lives on the day of those that do, where all of them stand still. */
  #clockFor({ hosts }: Connector, principal: string): () => Date {
    const { clock: machine = () => new Date() } = this.#options;
    if (hosts.length > 0) return machine;
    return () => {
      const vendors = [...this.#open].flatMap(([key, { connector, opened }]) =>
        opened && connector.hosts.length > 0 && key === this.#keyOf(connector, principal) ? [opened.standsAt] : [],
      );
      const [first] = vendors;
      return first !== undefined && vendors.every((vendor) => vendor !== undefined) ? new Date(first) : machine();
    };
  }

  /** People who have settings of their own never share a connection. */
  #keyOf({ name }: Connector, principal: string): string {
    return this.#arePeople() ? `${name}\n${principal}` : name;
  }

  #arePeople(): boolean {
    return this.#options.settingsFor !== undefined || this.#options.people !== undefined;
  }

  async #settings(connector: Connector, principal: string): Promise<Settings> {
    const fields = connector.connection.config;
    const { settingsFor, people } = this.#options;
    if (!settingsFor && people) return people.settings(connector, principal);
    if (!settingsFor) return resolveSettings(connector.name, fields, this.#options);
    const own = await settingsFor(connector.name, principal);
    if (own) return settingsOf(connector.name, fields, { ...own, source: `the settings of ${principal}` });
    throw new RolekitError('RK_NOT_CONNECTED', {
      connector: connector.name,
      reason: `there are no settings of ${principal}`,
      command: `rolekit connect ${connector.name}`,
    });
  }
}

async function end({ connection }: Known): Promise<void> {
  await (await connection).close();
}

export interface OpenOptions {
  /** Where the calls of all its connections are counted, also those opened anew. @default of this connection alone */
  rateStore?: RateStore;
  /** Where `network.json` and what processes share lie. @default os.homedir() */
  home?: string | undefined;
  /** Of the person whose connection it is: their files and counted calls are apart from all others'. @default home */
  ownHome?: string | undefined;
  /** Told of each exchange with the vendor, redacted. */
  onExchange?: OnExchange | undefined;
  /** The machine's clock. @default () => new Date() */
  clock?: (() => Date) | undefined;
}

/** Opens a connection with settings of one source. */
export async function openConnection(
  connector: Connector,
  settings: Settings,
  { home, ownHome = home, onExchange, rateStore, clock: machine }: OpenOptions = {},
): Promise<OpenConnection> {
  const begun = new Set<Authorizer>();
  const { now: standsAt } = settings;
  const clock = standsAt === undefined ? clockOf(machine) : standingClock(standsAt);
  const http = httpClients(connector, settings, { home, ownHome, onExchange, ...(rateStore ? { rateStore } : {}) });
  const connection = await connector.connection.open({
    connector: connector.name,
    config: settings.config,
    environment: settings.environment,
    clock,
    http(options) {
      if (options.auth?.close) begun.add(options.auth);
      return http(options);
    },
    save: (changes) => settings.save(changes),
    exclusive: settings.exclusive,
    files: openFiles({
      connector: connector.name,
      folders: connector.folders ?? [],
      config: settings.config,
      settingName: (name) => connector.connection.config[name]?.env ?? name,
      ...(ownHome === undefined ? {} : { home: ownHome }),
    }),
  });
  return {
    connection,
    environment: settings.environment,
    clock,
    standsAt,
    id: idOf(connector, settings),
    async close() {
      try {
        await connector.connection.close?.(connection);
      } finally {
        await signOut(begun);
      }
    },
  };
}

/** Nobody waits for ever, or fails, because a vendor does not answer to a goodbye. */
async function signOut(begun: ReadonlySet<Authorizer>): Promise<void> {
  if (begun.size === 0) return;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_MS);
  });
  await Promise.race([late, Promise.allSettled([...begun].map((auth) => auth.close?.()))]);
  clearTimeout(timer);
}

function idOf(connector: Connector, { source, environment, config }: Settings): string {
  const open = Object.entries(config).filter(([name]) => connector.connection.config[name]?.secret !== true);
  return canonicalJson([connector.name, source, environment, Object.fromEntries(open)]);
}

/**
 * Signs a person in, where the connector can. Answers the settings to keep beside those given.
 *
 * @throws RK_INVALID_REQUEST for a connector without a sign-in; RK_SIGN_IN, RK_UPSTREAM_UNAVAILABLE, RK_CANCELLED
 */
export async function signIn(
  connector: Connector,
  values: Record<string, string>,
  browser: Browser,
  options: OpenOptions & Partial<Pick<Settings, 'localOrigins'>> = {},
): Promise<Record<string, string>> {
  const { config: fields, signIn: ask, brings = [] } = connector.connection;
  if (!ask)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `${connector.name} has no sign-in with a browser.`,
      hint: 'Give its settings instead.',
    });
  const given = Object.entries(fields).filter(([name]) => !brings.includes(name));
  const { config } = settingsOf(connector.name, Object.fromEntries(given), { values, source: 'what was given' });
  const http = httpClients(connector, { config, localOrigins: options.localOrigins ?? [] }, options);
  const brought = await ask({ connector: connector.name, config, http }, browser);
  return Object.fromEntries(
    Object.entries(brought).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Loads what dials, which is most of what a first call loads, when something is asked for. */
function httpClients(
  connector: Connector,
  settings: Pick<Settings, 'config' | 'localOrigins'> & { source?: string },
  options: OpenOptions,
): (given: HttpOptions) => HttpClient {
  const { ownHome = options.home } = options;
  let bound: Promise<(given: HttpOptions) => HttpClient> | undefined;
  const bind = async () => {
    const { createHttpClient, memoryRateStore, readNetwork } = await import('../../http/request/binding.ts');
    const network = await readNetwork(options.home);
    const { trace } = network;
    const binding: HttpBinding = {
      connector: connector.name,
      hosts: resolveHosts(connector.hosts, settings.config),
      localOrigins: settings.localOrigins,
      network,
      rateStore: options.rateStore ?? memoryRateStore(),
      account: accountOf(settings),
      ...(ownHome === undefined ? {} : { home: ownHome }),
      onExchange:
        trace === undefined
          ? options.onExchange
          : (await import('../../http/request/trace-file.ts')).traceFile(trace, options.onExchange),
    };
    return (given: HttpOptions) => createHttpClient(binding, given);
  };
  return (given) => {
    let client: HttpClient | undefined;
    return {
      async request(request) {
        bound ??= bind().catch((error) => {
          // a broken file may be mended by the next request
          bound = undefined;
          throw error;
        });
        const make = await bound;
        client ??= make(given);
        return client.request(request);
      },
    };
  };
}

/** What counts calls is loaded with the first call. */
function lazyRateStore(): RateStore {
  let loaded: Promise<RateStore> | undefined;
  const store = () => {
    loaded ??= import('../../http/request/binding.ts').then(({ memoryRateStore }) => memoryRateStore());
    return loaded;
  };
  return {
    take: async (...call) => (await store()).take(...call),
    block: async (...call) => (await store()).block(...call),
  };
}

/** A profile's tokens rotate, and it is known by its name; the environment has no name, and nothing in it rotates. */
function accountOf({ source = '', config }: { source?: string; config: Record<string, unknown> }): string {
  return canonicalJson(source === 'environment' ? [source, config] : [source]);
}

function resolveHosts(hosts: readonly string[], config: Record<string, unknown>): string[] {
  return hosts.flatMap((host) => {
    if (!host.startsWith('config:')) return [host];
    const value = config[host.slice('config:'.length)];
    return typeof value === 'string' && URL.canParse(value) ? [new URL(value).hostname] : [];
  });
}
