import { type Clock, clockOf, standingClock } from '../../connector/clock.ts';
import type { Connector } from '../../connector/connector.ts';
import { openFiles } from '../../connector/folders.ts';
import { canonicalJson } from '../../digest/canonical.ts';
import type { Authorizer } from '../../http/request/types.ts';
import type { Settings } from '../../settings/settings.ts';
import { httpClients, type OpenOptions } from './connection-http.ts';

/** Milliseconds that the vendors have to take a sign-out. */
const GOODBYE_MS = 3000;

export interface OpenConnection {
  connection: unknown;
  environment: 'production' | 'sandbox';
  /** The present, as its calls see it. */
  clock: Clock;
  /** The instant at which its data stands still, where it does. */
  standsAt?: string | undefined;
  /** The same for the same settings, secrets and their rotation apart, and without them; kept rows belong to it. */
  id: string;
  /** Closes it, and signs out where that is due. */
  close(): Promise<void>;
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
    title: connector.title,
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
