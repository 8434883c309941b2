import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RouteAccess } from './access/route-access.ts';
import { RegistryError } from './errors.ts';

/** What is under way for longer is cut off; sent again, it is found or done. Fastify gives the whole hook twice this. */
const DRAIN_MS = 5000;
const READING: ReadonlySet<RouteAccess | undefined> = new Set(['anybody', 'sight', 'repository', 'read', undefined]);

/** At the end of a registry, lets the changes come to theirs that are under way, and refuses new ones. Reads go on until then. */
export function drainChanges(app: FastifyInstance): void {
  const open = new Set<FastifyRequest>();
  let isEnding = false;
  let ended = () => {};
  app.addHook('onRequest', async (request) => {
    if (!isChange(request)) return;
    if (isEnding) throw new RegistryError('RK_STOPPING', {}, { headers: { 'retry-after': '2', connection: 'close' } });
    open.add(request);
  });
  const end = (request: FastifyRequest) => {
    open.delete(request);
    if (open.size === 0) ended();
  };
  app.addHook('onResponse', async (request) => end(request));
  // who left waits for nothing
  app.addHook('onRequestAbort', async (request) => end(request));
  app.addHook('preClose', async () => {
    isEnding = true;
    if (open.size === 0) return;
    const ending = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await Promise.race([ending, sleep(DRAIN_MS, undefined, { ref: false })]);
  });
}

function isChange({ method, routeOptions }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD' && !READING.has(routeOptions.config.access);
}
