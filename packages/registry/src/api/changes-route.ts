import { PassThrough } from 'node:stream';
import { asksFor } from '@rolekit/sdk/internal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { cacheFor, JSON_TYPE, sendAnswer } from '../response-cache.ts';
import type { StoredEvent } from '../store/catalogue.ts';
import { answers } from './openapi-document.ts';

interface ChangesQuery {
  since: number;
  limit: number;
}

const HEARTBEAT_MS = 15_000;
const MAX_FEEDS = 200;
/** A reader that does not read is cut off; it comes back with the last event that it saw. */
const MAX_BACKLOG = 1024 * 1024;

/** The event sequence: as pages, or as server-sent events that first catch up and then follow. */
export function changesRoute(app: FastifyInstance, context: Context): void {
  const open = new Set<PassThrough>();
  app.addHook('preClose', async () => {
    for (const stream of open) stream.end();
  });

  app.get<{ Querystring: ChangesQuery }>(
    '/v1/changes',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'What changed, in order; with `Accept: text/event-stream` as it happens',
        tags: ['read'],
        querystring: {
          type: 'object',
          properties: {
            since: { type: 'integer', minimum: 0, default: 0, description: 'Events after this number' },
            limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
          },
        },
        response: answers({ 200: 'ChangeList' }, 400, 503),
      },
      exposeHeadRoute: false,
    },
    async (request, reply) => {
      reply.header('vary', 'accept');
      if (asksFor(request.headers.accept, 'text/event-stream', 'application/json'))
        return follow(request, reply, context, open);
      const { since, limit } = request.query;
      const sight = await context.access.sight(request);
      const answer = await context.answers.get(
        `${sight.key}changes ${since} ${limit}`,
        ['lists'],
        JSON_TYPE,
        async () => {
          const events = await sight.reads.events(since, limit);
          return JSON.stringify({ events, next: events.at(-1)?.seq ?? since });
        },
      );
      return sendAnswer(request, reply, answer, cacheFor(sight));
    },
  );
}

async function follow(
  request: FastifyRequest<{ Querystring: ChangesQuery }>,
  reply: FastifyReply,
  { access, feed }: Context,
  open: Set<PassThrough>,
): Promise<FastifyReply> {
  await access.sight(request);
  if (open.size >= MAX_FEEDS) throw new RegistryError('RK_FEED_BUSY', {}, { headers: { 'retry-after': '30' } });
  const stream = new PassThrough({ highWaterMark: MAX_BACKLOG });
  open.add(stream);
  let seen = startOf(request);
  let isReading = false;
  let wasWoken = false;

  // Always read from the sequence, never from the announcement: nothing is missed, doubled or out of order.
  const catchUp = async () => {
    let events: StoredEvent[];
    do {
      wasWoken = false;
      // asked again each time: a token that ended or a member that left sees no more
      events = await (await access.sight(request)).reads.events(seen, 100);
      for (const event of events) {
        seen = event.seq;
        if (stream.writableEnded || !stream.write(frame(event))) return stop();
      }
    } while (events.length > 0 || wasWoken);
  };
  const wake = async () => {
    wasWoken = true;
    if (isReading) return;
    isReading = true;
    try {
      await catchUp();
    } catch (error) {
      request.log.error({ err: error }, 'change feed');
      stop();
    } finally {
      isReading = false;
    }
  };
  const beat = setInterval(() => stream.write(': \n\n'), HEARTBEAT_MS);
  const unlisten = feed.listen(() => void wake());
  const stop = () => {
    clearInterval(beat);
    unlisten();
    open.delete(stream);
    stream.end();
  };
  stream.once('close', stop);
  reply.raw.once('close', stop);

  stream.write('retry: 2000\n\n');
  void wake();
  return reply
    .header('cache-control', 'no-store')
    .header('content-type', 'text/event-stream; charset=utf-8')
    .send(stream);
}

/** A browser that reconnects says what it saw last. */
function startOf(request: FastifyRequest<{ Querystring: ChangesQuery }>): number {
  const last = String(request.headers['last-event-id'] ?? '');
  return /^[1-9]\d{0,14}$/.test(last) ? Number(last) : request.query.since;
}

function frame(event: StoredEvent): string {
  return `id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
