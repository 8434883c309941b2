import { BlockList, isIP } from 'node:net';
import { RolekitError } from '../../errors.ts';

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  // NAT64 within a network, and Teredo, which hides the IPv4 address that it carries
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6');

/** IPv6 addresses that carry one of IPv4: mapped, compatible, translated (NAT64) and 6to4. */
const CARRIERS: readonly (readonly [prefix: readonly number[], at: number])[] = [
  [[0, 0, 0, 0, 0, 0xffff], 6],
  [[0, 0, 0, 0, 0, 0], 6],
  [[0, 0, 0, 0, 0xffff, 0], 6],
  [[0x64, 0xff9b, 0, 0, 0, 0], 6],
  [[0x2002], 1],
];

/** True when an address belongs to this machine, a private network, or to nobody in particular. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  if (family === 4) return PRIVATE.check(address, 'ipv4');
  if (PRIVATE.check(address, 'ipv6')) return true;
  const inner = carriedAddress(address);
  return inner !== undefined && PRIVATE.check(inner, 'ipv4');
}

/** Names that no public name server answers for, or that answer with this machine. */
const PRIVATE_NAMES = /(?:^|\.)(?:localhost|localdomain|local|internal|intranet|private|corp|home|lan|home\.arpa)\.?$/;

/**
 * True when the host of a parsed URL belongs to this machine or a private network by its name or its address. The URL
 * parser has written every spelling of an address (octal, hexadecimal, one number, full width) in one form.
 */
export function isPrivateHost(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (isPrivateAddress(host.replace(/\.$/, ''))) return true;
  return isIP(host) === 0 && (PRIVATE_NAMES.test(host) || !host.replace(/\.$/, '').includes('.'));
}

function carriedAddress(address: string): string | undefined {
  const groups = groupsOf(address);
  const carrier = CARRIERS.find(([prefix]) => prefix.every((group, index) => groups[index] === group));
  if (!carrier) return undefined;
  const [high = 0, low = 0] = groups.slice(carrier[1]);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** The eight groups of an IPv6 address; the URL parser writes every spelling of one in the same way. */
function groupsOf(address: string): number[] {
  const plain = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const [head = '', tail] = plain.split('::');
  const read = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  if (tail === undefined) return read(head);
  const [before, after] = [read(head), read(tail)];
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

/** True when `host` matches an entry such as `api.example.com` or `*.example.com`. */
export function hostMatches(host: string, pattern: string): boolean {
  return pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : host === pattern;
}

/** What a connector may reach. */
export interface Reach {
  connector: string;
  /** Allowed hosts, as declared by the connector and resolved with its settings. */
  hosts: readonly string[];
  /** Exact origins that the settings' own source names as local (a sandbox): the only private addresses that may be reached. */
  localOrigins: readonly string[];
}

/**
 * Refuses a URL that the connector may not reach: not https, not one of its declared hosts, or a private address. An
 * exact local origin that the settings' source itself names is the one exception. What a name resolves to is checked
 * when it is dialled.
 *
 * @throws RK_OUT_OF_REACH
 */
export function checkUrl(binding: Reach, url: URL): void {
  const refuse = (reason: string, hint: string) =>
    new RolekitError('RK_OUT_OF_REACH', { connector: binding.connector, reason, hint });
  if (url.username || url.password) throw refuse('a URL with credentials in it', 'Take them out of the address.');
  if (isLocalOrigin(binding, url)) return;
  if (url.protocol !== 'https:')
    throw refuse(`${url.origin} is not https`, 'Use an address that begins with https://.');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!binding.hosts.some((pattern) => hostMatches(host, pattern)))
    throw refuse(
      `${host} is not one of the hosts that the connector declares (${binding.hosts.join(', ') || 'none'})`,
      `Check the addresses in its settings; if it belongs there, the connector's author adds "${host}" to its \`hosts\`.`,
    );
  if (isPrivateAddress(host) || /(^|\.)localhost\.?$/.test(host)) throw privateAddress(binding.connector, host);
}

/** A host that lies in this machine or its network, as written or as it was resolved. */
export function privateAddress(connector: string, host: string, data: { notSent?: true } = {}): RolekitError {
  return new RolekitError('RK_OUT_OF_REACH', {
    connector,
    reason: `${host} is a private address`,
    hint: 'Use an address on the internet; only a sandbox may be on this machine.',
    ...data,
  });
}

/** True for an origin on this machine that the settings' own source names. */
export function isLocalOrigin(binding: Reach, url: URL): boolean {
  return binding.localOrigins.includes(url.origin);
}
