import type { Connector } from '../../connector/connector.ts';
import { canonicalJson } from '../../digest/canonical.ts';
import { RolekitError } from '../../errors.ts';
import type { OnExchange } from '../../http/request/exchange.ts';
import { resolveSettings, type Settings, type SettingsOptions, settingsOf } from '../../settings/settings.ts';
import { uptimeMs } from './call-ending.ts';
import { lazyRateStore } from './connection-http.ts';
import { type OpenConnection, openConnection } from './open-connection.ts';
import type { People } from './people.ts';
import type { ServeOptions } from './types.ts';

export interface ConnectionsOptions extends SettingsOptions {
  /** Everybody who is served has settings of their own, and these are theirs unless `settingsFor` answers some. */
  people?: People;
  settingsFor?: ServeOptions['settingsFor'];
  onExchange?: OnExchange | undefined;
  clock?: () => Date;
}

/** Milliseconds for which settings count as unchanged: reading them from disk would be most of a quick call. */
const FRESH_MS = 250;

/** Connections of people that are open at once; the least recently used makes room. */
const MAX_OPEN = 500;
/** Milliseconds after which an unused connection is closed. */
const IDLE_MS = 30 * 60_000;
const SWEEP_MS = 60_000;
/** Milliseconds until a connection that made room is closed: a call may still use it. */
const LINGER_MS = 5 * 60_000;

/** The settings that a connection has, also as one text to compare. */
interface Current extends Pick<Settings, 'source' | 'config'> {
  text: string;
}

interface PooledConnection {
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
  readonly #open = new Map<string, PooledConnection>();
  /** Connections that made room, each with the timer that will close it. */
  readonly #leaving = new Map<PooledConnection, NodeJS.Timeout>();
  #sweep: NodeJS.Timeout | undefined;
  readonly #options: ConnectionsOptions;
  /** Outlives a connection that is opened anew for a rotated token. */
  readonly #calls = lazyRateStore();

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** An open connection whose settings were looked at a moment ago; undefined when `get` has to look. */
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
    const opening: PooledConnection = { current, checkedAt: now, connector, connection };
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

  /** Closes connections that nobody used for a while, and looks again as long as any are open. */
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
    const [oldest] = [...this.#open].sort(([, a], [, b]) => a.checkedAt - b.checkedAt);
    if (oldest) this.#leave(...oldest);
  }

  #leave(key: string, known: PooledConnection): void {
    this.#open.delete(key);
    const close = () => {
      this.#leaving.delete(known);
      void end(known).catch(() => {});
    };
    this.#leaving.set(known, setTimeout(close, LINGER_MS).unref());
  }

  /** A connector that reaches no vendor takes the day of those that do, if all of them stand still. */
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

async function end({ connection }: PooledConnection): Promise<void> {
  await (await connection).close();
}
