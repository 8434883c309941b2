import { loopbackHosts, loopbackRefusal } from '@rolekit/sdk/loopback';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RegistryError } from './errors.ts';

export interface SecurityOptions {
  /** Names that the Host header may carry besides the registry's own, `name` or `name:port`. */
  allowedHosts: readonly string[];
  publicUrl: string | undefined;
}

/**
 * Another site's page in a browser gets nothing: a foreign Host (a rebound name) and a foreign Origin are refused before
 * anything is read. On an address of the network any one Host is taken, unless allowed hosts were named.
 */
export function guard(app: FastifyInstance, options: SecurityOptions): void {
  const names = namesOf(app, options);
  app.addHook('onRequest', (request, reply, done) => {
    setHeaders(request, reply);
    const { hosts, origins } = names();
    const refusal = loopbackRefusal(request.raw, {
      hosts,
      origins: origins ?? ownOrigins([request.headers.host ?? ''], options),
      // The MCP registry is read by pages of editors; it holds public facts only and takes no writes.
      anyOrigin: isMcpRegistry(request.url),
    });
    if (refusal?.header === 'host')
      throw new RegistryError('RK_HOST_REFUSED', {
        host: refusal.found,
        allowed: hosts?.join(', ') ?? 'a single Host header',
      });
    if (refusal) throw new RegistryError('RK_ORIGIN_REFUSED', { origin: refusal.found });
    done();
  });
}

interface Names {
  /** Undefined when any name may be used. */
  hosts: string[] | undefined;
  /** Undefined when they follow from the name that was used. */
  origins: string[] | undefined;
}

/** The names of the registry, found out once for each time that it begins or ends to listen. */
function namesOf(app: FastifyInstance, options: SecurityOptions): () => Names {
  let known: (Names & { listening: boolean }) | undefined;
  // of `localhost` there is a second address, which comes after the first
  app.addHook('onListen', async () => {
    known = undefined;
  });
  return () => {
    const { listening } = app.server;
    if (known?.listening !== listening) {
      const hosts = ownHosts(app, options);
      known = { listening, hosts, origins: hosts && ownOrigins(hosts, options) };
    }
    return known;
  };
}

export function isMcpRegistry(url: string): boolean {
  return /^\/v0\.1(?:[/?]|$)/.test(url);
}

/** Undefined when any name may be used. */
function ownHosts(app: FastifyInstance, { allowedHosts, publicUrl }: SecurityOptions): string[] | undefined {
  const addresses = app.addresses().filter((address) => typeof address !== 'string');
  const onLoopback = addresses.every(({ address }) => address === '::1' || address.startsWith('127.'));
  if (!onLoopback && allowedHosts.length === 0) return undefined;
  // Without a socket the app is driven from inside the process.
  const ports = addresses.length === 0 ? [80] : addresses.map(({ port }) => port);
  const names = [...allowedHosts, ...(publicUrl === undefined ? [] : [new URL(publicUrl).host])];
  const withPorts = names.flatMap((name) =>
    /:\d+$/.test(name) ? [name] : [name, ...ports.map((port) => `${name}:${port}`)],
  );
  const boundTo = addresses.map(({ address }) => address);
  return [...new Set([...ports.flatMap((port) => loopbackHosts(port, ...boundTo)), ...withPorts])];
}

/** A proxy may have put its own name into Host; Origin is then still of the public URL. */
function ownOrigins(hosts: readonly string[], { publicUrl }: SecurityOptions): string[] {
  const origins = hosts.flatMap((host) => [`http://${host}`, `https://${host}`]);
  return publicUrl === undefined ? origins : [...origins, new URL(publicUrl).origin];
}

function setHeaders(request: FastifyRequest, reply: FastifyReply): void {
  reply.headers({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cross-origin-resource-policy': isMcpRegistry(request.url) ? 'cross-origin' : 'same-origin',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  });
}
