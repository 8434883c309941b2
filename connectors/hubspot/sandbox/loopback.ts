import type { FastifyInstance } from 'fastify';
import { HubSpotError } from './errors.ts';
import type { Portal } from './portal.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Refuses what a page of another site in a browser could send: a Host that is not ours, or another Origin. */
export function guardLoopback(app: FastifyInstance, portal: Portal): void {
  app.addHook('onRequest', async (request) => {
    const { port } = new URL(portal.baseUrl);
    const own = LOOPBACK.map((name) => `${name}:${port}`);
    const host = request.headers.host?.toLowerCase() ?? '';
    const { origin } = request.headers;
    const isForeign = origin !== undefined && !own.some((one) => origin.toLowerCase() === `http://${one}`);
    if (!own.includes(host) || isForeign)
      throw new HubSpotError('VALIDATION_ERROR', 'Not a request for this sandbox', { status: 403 });
  });
}
