import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { IndexDocument } from '../index-document.ts';
import { sendAnswer } from '../response-cache.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { Timeline } from './commit-timeline.ts';
import { Documents } from './documents.ts';

/**
 * The marketplace of everything as one document, for hosts that read it by URL: the one of `all.git`, or made for itself while git
 * is missing or nothing can be written.
 */
export function marketplaceRoute(
  app: FastifyInstance,
  { feed, name, publicUrl, repositories }: Context,
  catalogue: Catalogue,
): void {
  const alone = new IndexDocument(feed, publicUrl, async (url) => {
    const timeline = new Timeline(catalogue, undefined);
    await timeline.advance(Number.POSITIVE_INFINITY);
    const documents = new Documents({ name, publicUrl: url });
    documents.update(await timeline.changes());
    return Buffer.concat(documents.claude());
  });
  app.get('/marketplace.json', { config: { access: 'anybody' }, schema: { hide: true } }, async (request, reply) =>
    sendAnswer(request, reply, await repositories.index().catch(() => alone.answer())),
  );
}
