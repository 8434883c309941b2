import type { FastifyInstance } from 'fastify';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { cacheFor, JSON_TYPE, sendAnswer, toAnswer } from '../response-cache.ts';
import { findVersion } from './find-plugin.ts';
import { derivedVersion, lineageBase } from './lineage-view.ts';
import { answers, VERSION, type VersionParams } from './openapi-document.ts';

interface LineageQuery {
  limit: number;
  cursor?: string;
}

/** What a version is based on, and what is based on it. Made for each request: it depends on other plugins. */
export function lineageRoute(app: FastifyInstance, { access }: Context): void {
  app.get<{ Params: VersionParams; Querystring: LineageQuery }>(
    '/v1/plugins/:namespace/:name/versions/:version/lineage',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'The bases of a version, and its clients',
        description: 'Both as who asks may see them.',
        tags: ['read'],
        params: VERSION,
        querystring: {
          type: 'object',
          properties: {
            limit: { type: 'integer', minimum: 1, maximum: 100, default: 50 },
            cursor: { type: 'string', maxLength: 20 },
          },
        },
        response: answers({ 200: 'Lineage' }, 400, 404, 410),
      },
    },
    async (request, reply) => {
      const { limit, cursor } = request.query;
      const before = cursor === undefined ? undefined : Number(cursor);
      if (cursor !== undefined && !/^[1-9]\d{0,14}$/.test(cursor)) throw new RegistryError('RK_CURSOR_INVALID');
      const sight = await access.sight(request);
      const found = await findVersion(sight.reads, request.params);
      const { namespace, name, version } = found;
      const bases = await sight.reads.bases(found);
      const rows = await sight.reads.derived(found, { limit: limit + 1, before });
      const page = rows.slice(0, limit);
      const body = {
        id: `${namespace}/${name}`,
        version,
        bases: bases.map(lineageBase),
        derived: page.map(derivedVersion),
        next: rows.length > limit ? String(page.at(-1)?.seq) : null,
      };
      return sendAnswer(request, reply, toAnswer(JSON.stringify(body), JSON_TYPE), cacheFor(sight));
    },
  );
}
