import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RegistryError } from './errors.ts';

export interface SecurityOptions {
  /** Names that the Host header may carry besides the registry's own, `name` or `name:port`. */
  allowedHosts: readonly string[];
  publicUrl: string | undefined;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Another site's page in a browser gets nothing: a foreign Host (a rebound name) and a foreign Origin are refused before
 * anything is read. On an address of the network only the Origin is checked, unless allowed hosts were named.
 */
export function guard(app: FastifyInstance, options: SecurityOptions): void {
  app.addHook('onRequest', async (request, reply) => {
    setHeaders(request, reply);
    const hosts = ownHosts(app, options);
    const host = (request.headers.host ?? '').toLowerCase();
    if (hosts !== undefined && !hosts.includes(host)) {
      throw new RegistryError('RK_HOST_REFUSED', { host: host || 'nothing', allowed: hosts.join(', ') });
    }
    const { origin } = request.headers;
    // The MCP registry is read by pages of editors; it holds public facts only and takes no writes.
    if (origin === undefined || isMcpRegistry(request.url)) return;
    if (!isOwnOrigin(origin, host, options))
      throw new RegistryError('RK_ORIGIN_REFUSED', { origin: origin.slice(0, 100) });
  });
}

export function isMcpRegistry(url: string): boolean {
  return /^\/v0\.1(?:[/?]|$)/.test(url);
}

/** Undefined when any name may be used. */
function ownHosts(app: FastifyInstance, { allowedHosts, publicUrl }: SecurityOptions): string[] | undefined {
  const addresses = app.addresses().filter((address) => typeof address !== 'string');
  const onLoopback = addresses.every(({ address }) => address === '::1' || address.startsWith('127.'));
  if (!onLoopback && allowedHosts.length === 0) return undefined;
  const named = [...allowedHosts, ...(publicUrl === undefined ? [] : [new URL(publicUrl).host])].map((name) =>
    name.toLowerCase(),
  );
  const ports = addresses.map(({ port }) => port);
  const own = ports.flatMap((port) => LOOPBACK.map((name) => (port === 80 ? name : `${name}:${port}`)));
  const boundTo = addresses.map(
    ({ address, family, port }) =>
      `${String(family) === 'IPv6' || String(family) === '6' ? `[${address}]` : address}:${port}`,
  );
  const withPorts = named.flatMap((name) =>
    /:\d+$/.test(name) ? [name] : [name, ...ports.map((port) => `${name}:${port}`)],
  );
  // Without a socket the app is driven from inside the process.
  return [...new Set([...own, ...boundTo, ...withPorts, ...(ports.length === 0 ? [...LOOPBACK, 'localhost:80'] : [])])];
}

function isOwnOrigin(origin: string, host: string, { publicUrl }: SecurityOptions): boolean {
  if (publicUrl !== undefined && origin === new URL(publicUrl).origin) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

function setHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': isMcpRegistry(request.url) ? 'cross-origin' : 'same-origin',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
}
