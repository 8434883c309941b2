import type { Readable } from 'node:stream';
import { isName, mediaTypeOf, versionPath } from '@rolekit/sdk/internal';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { actorOf, principalOf, tokenIdOf } from '../access/authentication.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { publicPath } from '../public-path.ts';
import { announceEvents } from '../publish/announce.ts';
import { publish } from '../publish/index.ts';
import { JSON_TYPE } from '../response-cache.ts';
import { termsFor } from '../review/people.ts';
import type { Deprecation, StoredEvent } from '../store/catalogue.ts';
import { findVersion } from './find-plugin.ts';
import { answers, CHANNEL, PLUGIN, type PluginParams, VERSION, type VersionParams } from './openapi-document.ts';
import { REASON } from './reason.ts';
import { versionSummary } from './views.ts';

type ChannelParams = PluginParams & { channel: string };
type VersionRequest = FastifyRequest<{ Params: VersionParams }>;

const ARCHIVE_TYPE = 'application/gzip';
const ARCHIVE_TYPES = [ARCHIVE_TYPE, 'application/x-gzip', 'application/octet-stream'];
const SECURITY = [{ token: [] }];
const REFUSALS = [401, 403] as const;
const WAIVER_LENGTH = 500;
interface Publication {
  Params: PluginParams;
  Querystring: { channel?: string; waiver?: string };
  Headers: { 'rolekit-waiver'?: string; 'rolekit-signature'?: string };
  Body: Readable | null;
}

/** Everything of `/v1` that changes the catalogue. Each needs a token. */
export function writeRoutes(app: FastifyInstance, context: Context): void {
  const { catalogue } = context;
  // Taken as a stream: nothing of it is read before the token was checked.
  app.addContentTypeParser(ARCHIVE_TYPES, (_request, body, done) => done(null, body));

  const publication = (what: { summary: string; description: string }) => ({
    config: { access: 'publish' as const },
    schema: {
      ...what,
      tags: ['write'],
      security: SECURITY,
      consumes: ['application/gzip'],
      params: PLUGIN,
      querystring: {
        type: 'object',
        properties: {
          channel: { type: 'string', description: 'Channel that then points at this version' },
          waiver: {
            type: 'string',
            maxLength: WAIVER_LENGTH,
            description: 'As the header, for text that is not ASCII',
          },
        },
      },
      headers: {
        type: 'object',
        properties: {
          'rolekit-waiver': {
            type: 'string',
            maxLength: WAIVER_LENGTH,
            description: 'Why a version number lower than its changes is right; shown to everyone',
          },
          'rolekit-signature': {
            type: 'string',
            maxLength: 12_000,
            description: 'The publisher’s signature: base64 of a DSSE envelope with an in-toto statement',
          },
        },
      },
      response: answers(
        { 200: 'PublishResult', 201: 'PublishResult', 202: 'PublishResult' },
        400,
        ...REFUSALS,
        409,
        413,
        415,
        422,
        429,
      ),
    },
    onRequest: async (request: FastifyRequest<Publication>) => {
      context.rates.publishes.take(tokenIdOf(request));
      const type = mediaTypeOf(request.headers['content-type']);
      if (!ARCHIVE_TYPES.includes(type)) {
        throw new RegistryError('RK_MEDIA_TYPE', { found: type || 'without a type', expected: ARCHIVE_TYPE });
      }
      const limit = context.limits.archiveBytes;
      if (Number(request.headers['content-length']) > limit) throw new RegistryError('RK_ARCHIVE_TOO_LARGE', { limit });
    },
  });

  const published = (request: FastifyRequest<Publication>, dryRun: boolean) => {
    const { channel, waiver } = request.query;
    if (channel !== undefined) checkChannel(channel);
    if (request.body === null || request.body === undefined)
      throw new RegistryError('RK_MEDIA_TYPE', { found: 'empty', expected: ARCHIVE_TYPE });
    const { params, body, log } = request;
    const reason = (waiver ?? request.headers['rolekit-waiver'])?.trim() || undefined;
    const publisher = {
      publishedBy: actorOf(request),
      tokenId: tokenIdOf(request),
      signature: request.headers['rolekit-signature'],
    };
    const terms = termsFor(principalOf(request), context);
    const { reads } = context.access.sightOf(principalOf(request));
    return publish({ ...params, reads, ...publisher, terms, body, channel, waiver: reason, dryRun, log }, context);
  };

  app.post<Publication>(
    '/v1/plugins/:namespace/:name/versions',
    publication({
      summary: 'Publish a version',
      description:
        'The body is the archive. 201: created. 200: this version with this digest already existed. 202: it waits for approval.',
    }),
    async (request, reply) => {
      const result = await published(request, false);
      const path = versionPath(request.params, result.version);
      const isWaiting = result.state === 'waiting';
      reply.header('location', `${publicPath(context.publicUrl())}${path}${isWaiting ? '/status' : ''}`);
      return reply
        .code(isWaiting ? 202 : result.created ? 201 : 200)
        .type(JSON_TYPE)
        .send(result);
    },
  );

  // a path of its own: a registry that does not know it publishes nothing
  app.post<Publication>(
    '/v1/plugins/:namespace/:name/dry-run',
    publication({
      summary: 'What would come of a publication',
      description: 'Refuses what a publication refuses, and writes nothing. `created` says whether it would be.',
    }),
    async (request, reply) => reply.type(JSON_TYPE).send(await published(request, true)),
  );

  app.put<{ Params: ChannelParams; Body: { version: string } }>(
    '/v1/plugins/:namespace/:name/channels/:channel',
    {
      config: { access: 'manage' },
      schema: {
        summary: 'Point a channel at a version',
        tags: ['write'],
        security: SECURITY,
        params: CHANNEL,
        body: { type: 'object', properties: { version: { type: 'string' } }, required: ['version'] },
        response: answers({ 200: 'Channel' }, 400, ...REFUSALS, 404, 422),
      },
      onRequest: manage(context),
    },
    async (request) => {
      const { namespace, name, channel } = request.params;
      const { version } = request.body;
      checkChannel(channel);
      const event = await catalogue.setChannel(namespace, name, channel, version);
      await announceEvents([event], context, request.log);
      return { channel, version };
    },
  );

  app.delete<{ Params: ChannelParams }>(
    '/v1/plugins/:namespace/:name/channels/:channel',
    {
      config: { access: 'manage' },
      schema: {
        summary: 'Remove a channel',
        tags: ['write'],
        security: SECURITY,
        params: CHANNEL,
        response: answers({ 204: { type: 'null' } }, ...REFUSALS, 404),
      },
      onRequest: manage(context),
    },
    async (request, reply) => {
      const { namespace, name, channel } = request.params;
      const event = await catalogue.removeChannel(namespace, name, channel);
      await announceEvents([event], context, request.log);
      return reply.code(204).send();
    },
  );

  app.post<{ Params: VersionParams; Body: { reason: string } }>(
    '/v1/plugins/:namespace/:name/versions/:version/yank',
    {
      config: { access: 'manage' },
      schema: {
        summary: 'Yank a version: it stays readable, and is never `latest`',
        tags: ['write'],
        security: SECURITY,
        params: VERSION,
        body: { type: 'object', properties: { reason: REASON }, required: ['reason'] },
        response: answers({ 200: 'VersionSummary' }, 400, ...REFUSALS, 404),
      },
      onRequest: manage(context),
    },
    async (request) => yank(request, request.body.reason),
  );

  app.post<{ Params: VersionParams }>(
    '/v1/plugins/:namespace/:name/versions/:version/unyank',
    {
      config: { access: 'manage' },
      schema: {
        summary: 'Take a yank back',
        tags: ['write'],
        security: SECURITY,
        params: VERSION,
        response: answers({ 200: 'VersionSummary' }, ...REFUSALS, 404),
      },
      onRequest: manage(context),
    },
    async (request) => yank(request, null),
  );

  app.post<{ Params: VersionParams; Body: { message: string; replacement?: string | null } }>(
    '/v1/plugins/:namespace/:name/versions/:version/deprecate',
    {
      config: { access: 'manage' },
      schema: {
        summary: 'Deprecate a version: it stays installable, with a warning',
        tags: ['write'],
        security: SECURITY,
        params: VERSION,
        body: {
          type: 'object',
          properties: {
            message: REASON,
            replacement: {
              type: ['string', 'null'],
              maxLength: 129,
              pattern: '^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$',
              description: '`namespace/name` of what to use instead',
            },
          },
          required: ['message'],
        },
        response: answers({ 200: 'VersionSummary' }, 400, ...REFUSALS, 404),
      },
      onRequest: manage(context),
    },
    async (request) => {
      const { message, replacement = null } = request.body;
      return deprecate(request, { message, replacement });
    },
  );

  app.post<{ Params: VersionParams }>(
    '/v1/plugins/:namespace/:name/versions/:version/undeprecate',
    {
      config: { access: 'manage' },
      schema: {
        summary: 'Take a deprecation back',
        tags: ['write'],
        security: SECURITY,
        params: VERSION,
        response: answers({ 200: 'VersionSummary' }, ...REFUSALS, 404),
      },
      onRequest: manage(context),
    },
    async (request) => deprecate(request, null),
  );

  async function yank(request: VersionRequest, reason: string | null) {
    const { namespace, name, version } = request.params;
    return changed(request, await catalogue.yank(namespace, name, version, reason, actorOf(request)));
  }

  async function deprecate(request: VersionRequest, deprecation: Deprecation | null) {
    const { namespace, name, version } = request.params;
    return changed(request, await catalogue.deprecate(namespace, name, version, deprecation, actorOf(request)));
  }

  async function changed(request: VersionRequest, event: StoredEvent | undefined) {
    await announceEvents([event], context, request.log);
    const { reads } = context.access.sightOf(request.principal);
    return versionSummary(await findVersion(reads, request.params));
  }
}

function manage({ rates }: Context) {
  return async (request: FastifyRequest<{ Params: PluginParams }>) => rates.changes.take(tokenIdOf(request));
}

function checkChannel(channel: string): void {
  const refuse = (reason: string) => new RegistryError('RK_CHANNEL_INVALID', { channel, reason });
  if (channel === 'latest') throw refuse('`latest` is computed');
  // A channel that starts with a digit could not be told from a version.
  if (!isName(channel) || /^\d/.test(channel))
    throw refuse(isName(channel) ? 'it begins with a digit, as versions do' : 'it has other characters than a name');
}
