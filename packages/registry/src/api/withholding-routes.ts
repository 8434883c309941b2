import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf, type Sight, tokenIdOf } from '../access/authentication.ts';
import type { Context } from '../context.ts';
import { announceEvents } from '../publish/announce.ts';
import { removeTakenDown } from '../publish/unreferred-blob.ts';
import { CACHE, JSON_TYPE } from '../response-cache.ts';
import { reviewStatusOf, statusOf } from '../review/version-status.ts';
import { visibleReview } from '../review/visible-review.ts';
import type { StoredEvent, StoredVersion, Withholder } from '../store/catalogue.ts';
import { findVersion } from './find-plugin.ts';
import { lineageBase } from './lineage-view.ts';
import { answers, VERSION, type VersionParams } from './openapi-document.ts';
import { REASON } from './reason.ts';

const SECURITY = [{ token: [] }];
const REFUSALS = [401, 403] as const;

type VersionRequest = FastifyRequest<{ Params: VersionParams }>;

/** Whether a version may be used now, and the ways to say that it may not. */
export function withholdingRoutes(app: FastifyInstance, context: Context): void {
  const { access, catalogue, rates } = context;

  app.get<{ Params: VersionParams }>(
    '/v1/plugins/:namespace/:name/versions/:version/status',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'Whether a version may be used now',
        description: 'Asked before a version is installed from a cache: it is never kept.',
        tags: ['read'],
        params: VERSION,
        response: answers({ 200: 'VersionStatus' }, 404),
      },
    },
    async (request, reply) =>
      reply
        .header('cache-control', CACHE.private)
        .type(JSON_TYPE)
        .send(await presentStatus(request)),
  );

  const change = (
    verb: 'quarantine' | 'unquarantine' | 'takedown',
    summary: string,
    description: string,
    run: (request: VersionRequest, by: Withholder, reason: string) => Promise<StoredEvent | undefined>,
  ) =>
    app.post<{ Params: VersionParams; Body: { reason: string } }>(
      `/v1/plugins/:namespace/:name/versions/:version/${verb}`,
      {
        config: { access: 'manage' },
        schema: {
          summary,
          description,
          tags: ['write'],
          security: SECURITY,
          params: VERSION,
          ...(verb === 'unquarantine'
            ? {}
            : { body: { type: 'object', properties: { reason: REASON }, required: ['reason'] } }),
          response: answers({ 200: 'VersionStatus' }, 400, ...REFUSALS, 404, 410),
        },
        onRequest: async (request) => rates.changes.take(tokenIdOf(request)),
      },
      async (request, reply) => {
        const isAdministrator = request.principal?.account?.isAdministrator === true;
        const by = { name: actorOf(request), isAdministrator };
        const event = await run(request, by, request.body?.reason ?? '');
        await announceEvents([event], context, request.log);
        const row = await recorded(request);
        if (row?.withheld?.state === 'taken-down') await removeTakenDown(row.tgzDigest, context);
        return reply.type(JSON_TYPE).send(await presentStatus(request));
      },
    );

  change(
    'quarantine',
    'Serve a version nowhere',
    'It is in no list, search, archive or repository; who reads the plugin is told why. It can be lifted.',
    ({ params }, by, reason) => catalogue.withhold(params, { state: 'quarantined', reason }, by),
  );
  change(
    'unquarantine',
    'Lift a quarantine',
    'What an administrator quarantined, an administrator lifts.',
    ({ params }, by) => catalogue.release(params, by),
  );
  change(
    'takedown',
    'Remove the bytes of a version for good',
    'Its record stays, and its number is not used again.',
    ({ params }, by, reason) => catalogue.withhold(params, { state: 'taken-down', reason }, by),
  );

  async function presentStatus(request: VersionRequest) {
    const now = catalogue.tokens.now().toISOString();
    const { reads } = await sightOf(request);
    const row = await recorded(request);
    if (row === undefined) {
      const review = await visibleReview(request.params, request.principal, context);
      if (review !== undefined) return reviewStatusOf(review.review, now);
    }
    const version = row ?? (await findVersion(reads, request.params));
    return statusOf(version, now, (await reads.bases(version)).map(lineageBase));
  }

  async function recorded(request: VersionRequest): Promise<StoredVersion | undefined> {
    const { reads } = await sightOf(request);
    const { namespace, name, version } = request.params;
    return (
      (await reads.recorded(namespace, name, version)) ??
      (version === 'latest' ? reads.version(namespace, name, version) : undefined)
    );
  }

  async function sightOf(request: VersionRequest): Promise<Sight> {
    return request.principal === undefined ? access.sight(request) : access.sightOf(request.principal);
  }
}
