import type { FastifyInstance } from 'fastify';
import { addressKey } from './client-address.ts';
import type { Rate } from './rate-limits.ts';

/** What costs more than sending a prepared answer: searches, and archives. */
const HEAVY = /^(?:\/|\/v1\/plugins|\/v0\.1\/servers)\/?\?(?:.*&)?(?:q|search)=|^\/v1\/.*\/archive\/?(?:\?|$)/;

/** Counts heavy reads by address. */
export function limitReads(app: FastifyInstance, reads: Rate): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (HEAVY.test(request.url)) reads.take(addressKey(request.ip));
    done();
  });
}
