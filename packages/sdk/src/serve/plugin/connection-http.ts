import type { Connector } from '../../connector/connector.ts';
import { canonicalJson } from '../../digest/canonical.ts';
import type { RateStore } from '../../http/policy/rate-limits.ts';
import type { OnExchange } from '../../http/request/exchange.ts';
import type { HttpBinding, HttpClient, HttpOptions } from '../../http/request/types.ts';
import type { Settings } from '../../settings/settings.ts';

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

/** Loads what dials, which is most of what a first call loads, when something is asked for. */
export function httpClients(
  connector: Connector,
  settings: Pick<Settings, 'config' | 'localOrigins' | 'uncounted'> & { source?: string },
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
      title: connector.title,
      hosts: resolveHosts(connector.hosts, settings.config),
      localOrigins: settings.localOrigins,
      network,
      rateStore: options.rateStore ?? memoryRateStore(),
      account: accountOf(settings),
      uncounted: settings.uncounted === true,
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
export function lazyRateStore(): RateStore {
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
