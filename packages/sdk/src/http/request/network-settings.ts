import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { RolekitError } from '../../errors.ts';
import { readParsed, readText } from '../../files/read-parsed.ts';
import { hostMatches } from './allowed-hosts.ts';

/** How this user's machine reaches the network. It lies under HOME because hosts strip the environment of a server. */
export interface Network {
  /** Proxy for all connectors, with its credentials if it asks for any. */
  proxy?: string;
  /** Hosts that are dialled directly: `api.example.com`, `*.example.com`. */
  noProxy?: string[];
  /** Certificates (PEM) that are trusted beside those of Node. */
  extraCa?: string;
  /** File to which each exchange with a vendor is added, redacted. */
  trace?: string;
}

// made when there is such a file: making schemas is a good part of a first call
const proxyUrl = () => z.url({ protocol: /^https?$/, error: 'is no http or https URL' });
const networkFile = () =>
  z.strictObject({
    format: z.literal(1).optional(),
    proxy: proxyUrl().optional(),
    noProxy: z.array(z.string()).optional(),
    extraCa: z.union([z.string(), z.array(z.string())]).optional(),
    trace: z.string().min(1).optional(),
  });

/**
 * Reads `~/.rolekit/network.json`: `{ "proxy": "http://proxy:3128", "noProxy": ["*.corp.example"], "extraCa": "ca.pem" }`,
 * whose paths start at its own folder.
 *
 * @throws RK_FILE when it is there and not what it should be: a connection around the proxy would not be what was asked for
 */
export async function readNetwork(home = homedir()): Promise<Network> {
  const folder = join(home, '.rolekit');
  const path = join(folder, 'network.json');
  const file = await readParsed(path, networkFile, 'Correct it, or remove it to connect directly.');
  const { proxy, noProxy, extraCa, trace } = file ?? {};
  const pems = await Promise.all([extraCa ?? []].flat().map((file) => readPem(resolve(folder, file))));
  return {
    ...(proxy === undefined ? {} : { proxy }),
    ...(noProxy ? { noProxy } : {}),
    ...(pems.length > 0 ? { extraCa: pems.join('\n') } : {}),
    ...(trace === undefined ? {} : { trace: resolve(folder, trace) }),
  };
}

/** The proxy for a host; undefined when it is dialled directly. */
export function proxyFor(network: Network, host: string): string | undefined {
  if (network.proxy === undefined) return undefined;
  const isDirect = network.noProxy?.some((pattern) => pattern === '*' || hostMatches(host, asPattern(pattern)));
  return isDirect ? undefined : network.proxy;
}

/** `.corp.example`, as NO_PROXY has it, is `*.corp.example`. */
function asPattern(entry: string): string {
  return (entry.startsWith('.') ? `*${entry}` : entry).toLowerCase();
}

async function readPem(path: string): Promise<string> {
  const text = await readText(path);
  if (text?.includes('-----BEGIN CERTIFICATE-----')) return text;
  throw new RolekitError('RK_FILE', {
    path,
    reason: text === undefined ? 'does not exist' : 'holds no certificate',
    hint: 'Name a PEM file as extraCa in ~/.rolekit/network.json.',
  });
}
