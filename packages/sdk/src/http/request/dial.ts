import type { LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { RolekitError } from '../../errors.ts';
import { isPrivateAddress } from './allowed-hosts.ts';
import { type Network, proxyFor } from './network-settings.ts';

/** What `fetch` takes as `dispatcher`. */
export interface Dispatcher {
  dispatch(...args: never[]): boolean;
}
type AgentClass = new (options: { connect: unknown }) => Dispatcher;

/** Code of the error that ends a connection to a private address. */
export const PRIVATE_ADDRESS = 'RK_PRIVATE_ADDRESS';

/**
 * Finds the dispatcher for hosts on the internet. The address that a name resolves to is checked in the very lookup whose
 * answer is dialled, so that a name that resolves differently the second time (DNS rebinding) gains nothing. Behind a proxy,
 * the name was checked and the proxy dials. Undefined where Node's own will do.
 */
export function createDialer({ extraCa, ...network }: Network = {}, resolve?: typeof lookup) {
  let direct: Dispatcher | undefined;
  let local: Dispatcher | undefined;
  const tunnels = new Map<string, Dispatcher>();
  let ca: string[] | undefined;
  /** @param isLocal an origin that the settings name as local: its address is not checked, and no proxy is asked */
  return async (host: string, isLocal = false): Promise<Dispatcher | undefined> => {
    if (isLocal && extraCa === undefined) return undefined;
    const Agent = await nodesOwnAgent();
    if (extraCa !== undefined) ca ??= [...(await trustedCertificates()), extraCa];
    if (isLocal) {
      local ??= new Agent({ connect: { ca, ...(resolve ? { lookup: resolve } : {}) } });
      return local;
    }
    const proxy = proxyFor(network, host);
    if (proxy === undefined) {
      const resolver = resolve ?? (await import('node:dns')).lookup;
      direct ??= new Agent({ connect: { lookup: publicLookup(resolver), ...(ca ? { ca } : {}) } });
      return direct;
    }
    let tunnel = tunnels.get(proxy);
    if (!tunnel) {
      const { tunnelThrough } = await import('./proxy.ts');
      tunnel = new Agent({ connect: tunnelThrough(new URL(proxy), ca) });
      tunnels.set(proxy, tunnel);
    }
    return tunnel;
  };
}
export type Dialer = ReturnType<typeof createDialer>;

/** Resolves a name and refuses it when any of its addresses is private. */
function publicLookup(resolve: typeof lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, found) => {
      const addresses = (found ?? []) as LookupAddress[];
      if (error) return callback(error, '', 0);
      const [first] = addresses;
      if (!first || addresses.some(({ address }) => isPrivateAddress(address))) {
        const refused = Object.assign(new TypeError(`${hostname} is a private address`), { code: PRIVATE_ADDRESS });
        return callback(refused, '', 0);
      }
      if (options.all) return callback(null, addresses);
      callback(null, first.address, first.family);
    });
  };
}

/**
 * The agent of the undici that is part of Node, so that no second copy is bundled: `fetch` keeps an instance of it under
 * a symbol that undici documents for sharing it. With NODE_USE_ENV_PROXY it lies inside another one.
 *
 * @throws RK_INTERNAL where Node has none: an unchecked connection is no substitute
 */
async function nodesOwnAgent(): Promise<AgentClass> {
  if (agentClass) return agentClass;
  // the symbol is set when fetch is first used
  await fetch('data:,').then((response) => response.arrayBuffer());
  const shared = globalDispatchers();
  const inner = shared.flatMap((item) =>
    typeof item === 'object' && item !== null
      ? Object.getOwnPropertySymbols(item).map((key) => (item as Record<symbol, unknown>)[key])
      : [],
  );
  const agent = [...shared, ...inner].find(
    (candidate) =>
      typeof candidate === 'object' &&
      candidate !== null &&
      candidate.constructor.name === 'Agent' &&
      'dispatch' in candidate,
  );
  if (!agent)
    throw new RolekitError('RK_INTERNAL', {
      what: 'The check of network addresses',
      reference: `no agent in Node ${process.version}`,
    });
  agentClass = (agent as object).constructor as AgentClass;
  return agentClass;
}
let agentClass: AgentClass | undefined;

/**
 * What Node's own `fetch` sends through, first; none before its first use. A program may have another version of undici
 * beside Node's, which keeps its own under another of these symbols.
 */
export function globalDispatchers(): unknown[] {
  const isNewer = Number.parseInt(process.versions.undici ?? '', 10) >= 8;
  const names = isNewer ? ['undici.globalDispatcher.2', 'undici.globalDispatcher.1'] : ['undici.globalDispatcher.1'];
  return names.map((name) => (globalThis as Record<symbol, unknown>)[Symbol.for(name)]);
}

async function trustedCertificates(): Promise<readonly string[]> {
  const tls = await import('node:tls');
  // with those of NODE_EXTRA_CA_CERTS where Node can tell (22.15 and later)
  return typeof tls.getCACertificates === 'function' ? tls.getCACertificates('default') : tls.rootCertificates;
}
