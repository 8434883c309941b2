import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { BASES_TAG, CACHE, cacheFor, clientHas, JSON_TYPE, sendAnswer } from '../response-cache.ts';
import { openArchive } from '../store/archives.ts';
import type { CatalogueReads, FullVersion } from '../store/catalogue.ts';
import { findPlugin, findVersion, tagsOf } from './find-plugin.ts';
import { answers, PLUGIN, type PluginParams, SKILL, VERSION, type VersionParams } from './openapi-document.ts';
import { pluginDetail, pluginSummary, versionDetail, versionSummary } from './views.ts';

interface ListQuery {
  q?: string;
  role?: string;
  connector?: string;
  namespace?: string;
  limit: number;
  cursor?: string;
}

const LIST_QUERY = {
  type: 'object',
  properties: {
    q: {
      type: 'string',
      maxLength: 200,
      description: 'Words of two letters or more; the end of a word may be missing',
    },
    role: { type: 'string' },
    connector: { type: 'string' },
    namespace: { type: 'string' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    cursor: { type: 'string', maxLength: 500 },
  },
};

/** Sends what `build` makes of what the request may read; kept for all who see the same. */
type SendJson = (
  request: FastifyRequest,
  reply: FastifyReply,
  tags: readonly string[],
  build: (catalogue: CatalogueReads) => Promise<unknown>,
) => Promise<FastifyReply>;

/** Everything of `/v1` that reads the catalogue. */
export function readRoutes(app: FastifyInstance, context: Context): void {
  const json: SendJson = async (request, reply, tags, build) => {
    const sight = await context.access.sight(request);
    const answer = await context.answers.get(`${sight.key}${request.url}`, tags, JSON_TYPE, async () =>
      JSON.stringify(await build(sight.reads)),
    );
    return sendAnswer(request, reply, answer, cacheFor(sight));
  };

  app.get<{ Querystring: ListQuery }>(
    '/v1/plugins',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'List or search plugins',
        tags: ['read'],
        querystring: LIST_QUERY,
        response: answers({ 200: 'PluginList' }, 400),
      },
    },
    async (request, reply) =>
      json(request, reply, ['lists'], async (catalogue) => {
        const { q, ...query } = request.query;
        const page = await catalogue.plugins({ ...query, text: q });
        return { plugins: page.plugins.map(pluginSummary), next: page.next };
      }),
  );

  app.get<{ Params: PluginParams }>(
    '/v1/plugins/:namespace/:name',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'One plugin with its versions and channels',
        tags: ['read'],
        params: PLUGIN,
        response: answers({ 200: 'PluginDetail' }, 404),
      },
    },
    async (request, reply) =>
      json(request, reply, tagsOf(request.params), async (catalogue) => {
        const { namespace, name } = request.params;
        const plugin = await findPlugin(catalogue, namespace, name);
        return pluginDetail(
          plugin,
          await catalogue.versions(namespace, name),
          await catalogue.channels(namespace, name),
        );
      }),
  );

  app.get<{ Params: PluginParams }>(
    '/v1/plugins/:namespace/:name/versions',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'The versions of a plugin, newest publication first',
        tags: ['read'],
        params: PLUGIN,
        response: answers({ 200: 'VersionList' }, 404),
      },
    },
    async (request, reply) =>
      json(request, reply, tagsOf(request.params), async (catalogue) => {
        const { namespace, name } = request.params;
        await findPlugin(catalogue, namespace, name);
        return {
          id: `${namespace}/${name}`,
          versions: (await catalogue.versions(namespace, name)).map(versionSummary).reverse(),
        };
      }),
  );

  app.get<{ Params: VersionParams }>(
    '/v1/plugins/:namespace/:name/versions/:version',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'One version, by number, channel or `latest`',
        tags: ['read'],
        params: VERSION,
        response: answers({ 200: 'VersionDetail' }, 404),
      },
    },
    async (request, reply) =>
      json(request, reply, [...tagsOf(request.params), BASES_TAG], async (catalogue) => {
        const version = await findVersion(catalogue, request.params);
        const plugin = await findPlugin(catalogue, version.namespace, version.name);
        const channels = await catalogue.channels(version.namespace, version.name);
        const refused = (await context.company.refusals(version)).get(version.version) ?? [];
        return versionDetail(version, channels, plugin.latest, refused, await catalogue.bases(version));
      }),
  );

  app.get<{ Params: VersionParams }>(
    '/v1/plugins/:namespace/:name/versions/:version/tools',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'The `tools.json` of a version: every tool definition with its digest',
        tags: ['read'],
        params: VERSION,
        response: answers({ 200: { type: 'object', additionalProperties: true } }, 404),
      },
    },
    async (request, reply) =>
      json(
        request,
        reply,
        tagsOf(request.params),
        async (catalogue) => (await findVersion(catalogue, request.params)).tools,
      ),
  );

  app.get<{ Params: VersionParams & { skill: string } }>(
    '/v1/plugins/:namespace/:name/versions/:version/skills/:skill',
    {
      config: { access: 'sight' },
      schema: {
        summary: 'The SKILL.md of one skill',
        tags: ['read'],
        params: SKILL,
        produces: ['text/markdown'],
        response: answers({ 200: { type: 'string' } }, 404),
      },
    },
    async (request, reply) => {
      const { skill } = request.params;
      const sight = await context.access.sight(request);
      const answer = await context.answers.get(
        `${sight.key}${request.url}`,
        tagsOf(request.params),
        'text/markdown; charset=utf-8',
        async () => {
          const version = await findVersion(sight.reads, request.params);
          const text = await sight.reads.skillText(version.namespace, version.name, version.version, skill);
          if (text !== undefined) return text;
          const names = version.skills.map(({ name }) => name).join(', ');
          throw new RegistryError('RK_SKILL_UNKNOWN', {
            plugin: `${version.namespace}/${version.name}`,
            version: version.version,
            skill,
            hint: `It has ${names || 'no skills'}.`,
          });
        },
      );
      return sendAnswer(request, reply, answer, cacheFor(sight, cacheOf(request.params)));
    },
  );

  const archive = async (request: FastifyRequest<{ Params: VersionParams }>, reply: FastifyReply) => {
    const sight = await context.access.sight(request);
    const version = await findVersion(sight.reads, request.params);
    await context.company.allow(version);
    return sendArchive(request, reply, context, version, cacheFor(sight, cacheOf(request.params)));
  };
  const archiveSchema = {
    summary: 'The archive of a version',
    tags: ['read'],
    params: VERSION,
    produces: ['application/gzip'],
    response: answers({ 200: { type: 'string', format: 'binary' } }, 403, 404, 500),
  };
  app.get<{ Params: VersionParams }>(
    '/v1/plugins/:namespace/:name/versions/:version/archive',
    { config: { access: 'sight' }, schema: archiveSchema, exposeHeadRoute: false },
    archive,
  );
  app.head<{ Params: VersionParams }>(
    '/v1/plugins/:namespace/:name/versions/:version/archive',
    { config: { access: 'sight' }, schema: { ...archiveSchema, summary: 'Size and checksum of the archive' } },
    archive,
  );
}

/** An exact version never changes; what a channel or `latest` points at does. */
function cacheOf({ version }: VersionParams): string {
  return /^\d/.test(version) ? CACHE.immutable : CACHE.revalidate;
}

async function sendArchive(
  request: FastifyRequest,
  reply: FastifyReply,
  { blobs }: Context,
  version: FullVersion,
  cache: string,
): Promise<FastifyReply> {
  const etag = `"${version.tgzDigest}"`;
  const about = { etag, 'cache-control': cache, 'x-rolekit-digest': version.digest };
  if (clientHas(request, etag)) return reply.headers(about).code(304).send();
  // Before any header is set: what is damaged must not be kept by anybody.
  const archive = await openArchive(blobs, version);
  reply.headers({
    ...about,
    'content-type': 'application/gzip',
    'content-length': archive.size,
    'content-disposition': `attachment; filename="${version.namespace}-${version.name}-${version.version}.tgz"`,
  });
  if (request.method !== 'HEAD') return reply.send(archive.stream());
  await archive.close();
  return reply.send();
}
