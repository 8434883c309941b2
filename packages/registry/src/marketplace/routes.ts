import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { JSON_TYPE, sendAnswer } from '../response-cache.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { Timeline } from './commit-timeline.ts';
import { claudeMarketplace } from './documents.ts';
import { listed } from './marketplace-entries.ts';

/** The marketplace of everything as one document, for hosts that read it by URL. */
export function marketplaceRoute(
  app: FastifyInstance,
  { answers, name, publicUrl }: Context,
  catalogue: Catalogue,
): void {
  let timeline = new Timeline(catalogue, undefined);
  let folding: Promise<void> = Promise.resolve();

  const advance = async () => {
    try {
      for await (const _ of timeline.advance());
    } catch (error) {
      timeline = new Timeline(catalogue, undefined);
      throw error;
    }
  };

  app.get('/marketplace.json', { config: { access: 'anybody' }, schema: { hide: true } }, async (request, reply) => {
    const answer = await answers.get('marketplace', ['lists'], JSON_TYPE, async () => {
      // One fold at a time: it moves the one timeline.
      folding = folding.then(advance, advance);
      await folding;
      const { shown } = listed(timeline.entries.values());
      return `${JSON.stringify(claudeMarketplace({ name, publicUrl: publicUrl() }, shown), null, 2)}\n`;
    });
    return sendAnswer(request, reply, answer);
  });
}
