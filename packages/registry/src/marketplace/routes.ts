import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { IndexDocument } from '../index-document.ts';
import { sendAnswer } from '../response-cache.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { Timeline } from './commit-timeline.ts';
import { Documents } from './documents.ts';

/** The marketplace of everything as one document, for hosts that read it by URL. */
export function marketplaceRoute(app: FastifyInstance, { feed, name, publicUrl }: Context, catalogue: Catalogue): void {
  let timeline = new Timeline(catalogue, undefined);
  let documents = { url: '', of: new Documents({ name, publicUrl: '' }) };
  const document = new IndexDocument(feed, publicUrl, async (url) => {
    try {
      await timeline.advance(Number.POSITIVE_INFINITY);
      if (documents.url !== url) documents = { url, of: new Documents({ name, publicUrl: url }) };
      return documents.of.claude(await timeline.entries());
    } catch (error) {
      timeline = new Timeline(catalogue, undefined);
      throw error;
    }
  });
  app.get('/marketplace.json', { config: { access: 'anybody' }, schema: { hide: true } }, async (request, reply) =>
    sendAnswer(request, reply, await document.answer()),
  );
}
