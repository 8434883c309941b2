import { isIPv6 } from 'node:net';

/**
 * What requests are counted by: an IPv4 address whole, of an IPv6 address the first 64 bits, because a client has all that
 * follow.
 *
 * @example addressKey('2001:db8:0:7::1') // '2001:db8:0:7::/64'
 */
export function addressKey(address: string | undefined): string {
  // A client that left already has none.
  const plain = address?.split('%', 1)[0] ?? '';
  if (!isIPv6(plain)) return plain;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail] = plain.split('::', 2);
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  // An IPv4 address at the end stands for two groups.
  const written = first.length + last.length + (plain.includes('.') ? 1 : 0);
  const groups = [...first, ...Array<string>(Math.max(0, 8 - written)).fill('0'), ...last];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
