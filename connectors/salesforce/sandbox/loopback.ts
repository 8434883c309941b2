import type { FastifyInstance } from 'fastify';
import { SalesforceError } from './errors.ts';
import type { Org } from './org.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Refuses what a page of another site in a browser could send: a Host that is not ours (a name that was
 * rebound to this machine), or an Origin other than our own. No CORS headers exist.
 */
export function guardLoopback(app: FastifyInstance, org: Org): void {
  app.addHook('onRequest', async (request) => {
    const { port } = new URL(org.baseUrl);
    const host = request.headers.host?.toLowerCase() ?? '';
    const { origin } = request.headers;
    const ownHosts = LOOPBACK.map((name) => `${name}:${port}`);
    if (!ownHosts.includes(host)) throw new SalesforceError('FORBIDDEN', `Host '${host}' is not this sandbox`);
    if (origin !== undefined && !ownHosts.some((own) => origin.toLowerCase() === `http://${own}`)) {
      throw new SalesforceError('FORBIDDEN', `Origin '${origin}' is not allowed`);
    }
  });
}
