import type { Readable } from 'node:stream';
import { mediaTypeOf } from '@rolekit/sdk/internal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressKey } from '../client-address.ts';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import { cacheFor } from '../response-cache.ts';
import type { Visibility } from '../store/readable.ts';
import { lifeOf } from './connection-signal.ts';
import { plainRequest } from './normalized-request.ts';
import { type PackRequest, Packs } from './pack-cache.ts';
import { RequestBodies } from './request-bodies.ts';
import { Sending } from './response-streams.ts';
import type { Pack } from './upload-pack.ts';

const REQUEST_TYPE = 'application/x-git-upload-pack-request';
const SERVICE_LINE = '001e# service=git-upload-pack\n0000';

interface RepositoryParams {
  namespace?: string;
  repository: string;
}

/**
 * Git over smart HTTP, read-only. A request is read whole, takes a slot in the turn of its address, is answered by a
 * `git upload-pack` of its own or by what an equal request was answered, and gives the slot back before the answer is sent:
 * neither who does not send nor who does not read holds one. Whatever the request waits for ends with its connection.
 */
export function gitRoutes(app: FastifyInstance, { access, repositories, answers, publicUrl }: GitContext): void {
  const bodies = new RequestBodies();
  const packs = new Packs(answers);
  const sending = new Sending();
  const found = (dir: string | undefined, path: string): string => {
    if (dir === undefined) throw new RegistryError('RK_GIT_UNKNOWN', { path });
    return dir;
  };
  const bodyOf = async (request: FastifyRequest<{ Params: RepositoryParams }>, asked: Asked): Promise<Readable> => {
    const { namespace, name } = repositoryOf(request.params);
    const listed = name === 'all' ? undefined : name;
    // a marketplace that is stale is waited for before a slot is taken
    const dir = namespace === undefined ? found(await repositories.marketplace(listed), request.url) : undefined;
    const { life, advertise, input } = asked;
    const protocol = protocolOf(request);
    const about: PackRequest = {
      repository: `${publicUrl()} ${namespace ?? ''} ${name}`,
      tag: namespace === undefined ? marketplaceTag(listed) : `plugin:${namespace}/${name}`,
      find: async () => dir ?? found(await repositories.plugin(namespace ?? '', name), request.url),
      advertise,
      input,
      protocol,
      by: addressKey(request.ip),
      signal: life.signal,
      log: request.log,
    };
    const hasServiceLine = advertise && protocol !== 'version=2';
    return packs.get(about, (pack) => sending.body(hasServiceLine ? withServiceLine(pack) : pack, life));
  };

  /** @throws where there is nothing that the request may read */
  const visibilityOf = async (request: FastifyRequest<{ Params: RepositoryParams }>): Promise<Visibility> => {
    const { namespace, name } = repositoryOf(request.params);
    const owner = namespace ?? (name === 'all' ? undefined : name);
    const visibility = owner === undefined ? 'public' : await access.repositories(request, owner);
    if (visibility === undefined) throw new RegistryError('RK_GIT_UNKNOWN', { path: request.url });
    return visibility;
  };

  // The body is read with deadlines of its own.
  app.addContentTypeParser(REQUEST_TYPE, (_request, body, done) => done(null, body));

  for (const base of ['/git/:repository', '/git/:namespace/:repository']) {
    app.get<{ Params: RepositoryParams; Querystring: { service?: string } }>(
      `${base}/info/refs`,
      { config: { access: 'repository' }, schema: { hide: true }, exposeHeadRoute: false },
      async (request, reply) => {
        if (request.query.service !== 'git-upload-pack') throw new RegistryError('RK_GIT_SERVICE');
        const life = lifeOf(reply);
        const visibility = await visibilityOf(request);
        const body = await bodyOf(request, { life, advertise: true, input: Buffer.alloc(0) });
        return send(reply, 'advertisement', visibility, body);
      },
    );
    app.post<{ Params: RepositoryParams; Body: Readable }>(
      `${base}/git-upload-pack`,
      { config: { access: 'repository' }, schema: { hide: true } },
      async (request, reply) => {
        const { 'content-type': type, 'content-encoding': encoding } = request.headers;
        if (mediaTypeOf(type) !== REQUEST_TYPE)
          throw new RegistryError('RK_MEDIA_TYPE', { found: type ?? 'without a type', expected: REQUEST_TYPE });
        const life = lifeOf(reply);
        const visibility = await visibilityOf(request);
        const input = plainRequest(await bodies.read(request.body, encoding, life));
        return send(reply, 'result', visibility, await bodyOf(request, { life, advertise: false, input }));
      },
    );
    for (const refused of ['git-receive-pack', 'HEAD', 'objects/*']) {
      app.all(`${base}/${refused}`, { config: { access: 'anybody' }, schema: { hide: true } }, async () => {
        throw new RegistryError('RK_GIT_SERVICE');
      });
    }
  }
}

/** Of the answers that change with the marketplace of a namespace, or of all. */
export function marketplaceTag(namespace: string | undefined): string {
  return `marketplace:${namespace ?? ''}`;
}

type GitContext = Pick<Context, 'access' | 'repositories' | 'answers' | 'publicUrl'>;

interface Asked {
  life: AbortController;
  advertise: boolean;
  input: Buffer;
}

interface Repository {
  namespace: string | undefined;
  name: string;
}

function repositoryOf({ namespace, repository }: RepositoryParams): Repository {
  return { namespace, name: repository.endsWith('.git') ? repository.slice(0, -4) : repository };
}

function withServiceLine(pack: Pack): Pack {
  const line = Buffer.from(SERVICE_LINE);
  return 'whole' in pack
    ? { whole: Buffer.concat([line, pack.whole]) }
    : { ...pack, head: Buffer.concat([line, pack.head]) };
}

function send(
  reply: FastifyReply,
  kind: 'advertisement' | 'result',
  visibility: Visibility,
  body: Readable,
): FastifyReply {
  return reply
    .header('content-type', `application/x-git-upload-pack-${kind}`)
    .header('cache-control', cacheFor({ isPublic: visibility === 'public' }))
    .send(body);
}

/** Passed to git as it came, so only in the form that git sends. */
function protocolOf(request: FastifyRequest): string | undefined {
  const protocol = request.headers['git-protocol'];
  return typeof protocol === 'string' && /^version=[012]$/.test(protocol) ? protocol : undefined;
}
