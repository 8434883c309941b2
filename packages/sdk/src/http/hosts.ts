import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { RolekitError } from '../errors.ts';
import type { HttpBinding } from './client.ts';

const PRIVATE = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  PRIVATE.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  ['::', 128],
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
] as const)
  PRIVATE.addSubnet(net, bits, 'ipv6');

/** True when an address belongs to this machine or a private network. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 ? false : PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** True when `host` matches an entry such as `api.example.com` or `*.example.com`. */
export function hostMatches(host: string, pattern: string): boolean {
  return pattern.startsWith('*.')
    ? host.endsWith(pattern.slice(1)) && host.length > pattern.length - 1
    : host === pattern;
}

/**
 * Refuses a URL that the connector may not reach: not https, not one of its declared hosts, or a private address. An
 * exact local origin that the settings' source itself names is the one exception.
 */
export async function checkUrl(binding: HttpBinding, url: URL): Promise<void> {
  const refuse = (reason: string) => new RolekitError('RK_FORBIDDEN', { connector: binding.connector, reason });
  if (binding.localOrigins.includes(url.origin)) return;
  if (url.username || url.password) throw refuse('a URL with credentials in it');
  if (url.protocol !== 'https:') throw refuse(`${url.origin} is not https`);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!binding.hosts.some((pattern) => hostMatches(host, pattern)))
    throw refuse(`${host} is not one of the hosts that the connector declares (${binding.hosts.join(', ')})`);
  const addresses = isIP(host)
    ? [host]
    : await lookup(host, { all: true }).then(
        (all) => all.map((one) => one.address),
        () => [],
      );
  if (addresses.some(isPrivateAddress)) throw refuse(`${host} is a private address`);
}
