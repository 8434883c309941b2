import { createHash } from 'node:crypto';
import { resolveSettings, type Settings, type SettingsOptions } from '../auth/settings.ts';
import { canonicalJson } from '../bundle/digest.ts';
import type { Connector } from '../connector/connector.ts';
import { createHttpClient, type HttpBinding } from '../http/client.ts';
import type { OnExchange } from '../http/exchange.ts';
import { readNetwork } from '../http/network.ts';
import { memoryRateStore } from '../http/rate.ts';

export interface OpenConnection {
  connection: unknown;
  environment: 'production' | 'sandbox';
}

/** Open connections of one process, reused until their settings change. */
export class Connections {
  readonly #open = new Map<string, { settings: string; connection: Promise<OpenConnection> }>();
  readonly #options: SettingsOptions;

  constructor(options: SettingsOptions) {
    this.#options = options;
  }

  /** @throws RK_NOT_CONNECTED */
  async get(connector: Connector): Promise<OpenConnection> {
    const settings = await resolveSettings(connector.name, connector.connection.config, this.#options);
    const digest = createHash('sha256')
      .update(canonicalJson([settings.source, settings.config]))
      .digest('hex');
    const known = this.#open.get(connector.name);
    if (known?.settings === digest) return known.connection;
    const connection = openConnection(connector, settings, this.#options);
    this.#open.set(connector.name, { settings: digest, connection });
    // a failed opening is not remembered
    connection.catch(() => this.#open.delete(connector.name));
    return connection;
  }
}

export interface OpenOptions {
  /** Where `network.json` and what processes share lie. @default os.homedir() */
  home?: string;
  /** Told of each exchange with the vendor, redacted. */
  onExchange?: OnExchange | undefined;
}

/** Opens a connection with settings of one source. */
export async function openConnection(
  connector: Connector,
  settings: Settings,
  { home, onExchange }: OpenOptions = {},
): Promise<OpenConnection> {
  const binding: HttpBinding = {
    connector: connector.name,
    hosts: resolveHosts(connector.hosts, settings.config),
    localOrigins: settings.localOrigins,
    network: await readNetwork(home),
    rateStore: memoryRateStore(),
    ...(home === undefined ? {} : { home }),
    onExchange,
  };
  const connection = await connector.connection.open({
    connector: connector.name,
    config: settings.config,
    environment: settings.environment,
    http: (options) => createHttpClient(binding, options),
    save: (changes) => settings.save(changes),
    exclusive: settings.exclusive,
  });
  return { connection, environment: settings.environment };
}

function resolveHosts(hosts: readonly string[], config: Record<string, unknown>): string[] {
  return hosts.flatMap((host) => {
    if (!host.startsWith('config:')) return [host];
    const value = config[host.slice('config:'.length)];
    return typeof value === 'string' && URL.canParse(value) ? [new URL(value).hostname] : [];
  });
}
