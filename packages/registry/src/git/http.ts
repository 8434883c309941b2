import { type Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RegistryError } from '../errors.ts';
import { Slots } from '../slots.ts';
import { gitMissing, startGit } from './process.ts';
import type { Repositories } from './repositories.ts';

const DEADLINE_MS = 120_000;
/** What a client asks and has; a clone of everything needs far less. */
const REQUEST_BYTES = 16 * 1024 * 1024;
const AT_ONCE = 8;
const WAITING = 64;

interface RepositoryParams {
  namespace?: string;
  repository: string;
}

/** Git over smart HTTP, read-only: each answer is a `git upload-pack` of its own. */
export function gitRoutes(app: FastifyInstance, repositories: Repositories): void {
  const slots = new Slots(AT_ONCE, WAITING);
  const find = async ({ namespace, repository }: RepositoryParams, path: string): Promise<string> => {
    const name = repository.endsWith('.git') ? repository.slice(0, -4) : repository;
    const dir =
      namespace !== undefined
        ? await repositories.plugin(namespace, name)
        : await repositories.marketplace(name === 'all' ? undefined : name);
    if (dir === undefined) throw new RegistryError('RK_GIT_UNKNOWN', { path });
    return dir;
  };

  // The body goes to git as it comes: a stream, perhaps compressed.
  app.addContentTypeParser('application/x-git-upload-pack-request', (_request, body, done) => done(null, body));

  for (const base of ['/git/:repository', '/git/:namespace/:repository']) {
    app.get<{ Params: RepositoryParams; Querystring: { service?: string } }>(
      `${base}/info/refs`,
      { schema: { hide: true }, exposeHeadRoute: false },
      async (request, reply) => {
        if (request.query.service !== 'git-upload-pack') throw new RegistryError('RK_GIT_SERVICE');
        const dir = await find(request.params, request.url);
        const release = await slots.take();
        const version2 = protocolOf(request) === 'version=2';
        const service = '# service=git-upload-pack\n';
        const head = version2 ? '' : `${(service.length + 4).toString(16).padStart(4, '0')}${service}0000`;
        return answer(request, reply, {
          dir,
          args: ['--advertise-refs'],
          kind: 'advertisement',
          head,
          body: undefined,
          release,
        });
      },
    );
    app.post<{ Params: RepositoryParams; Body: Readable }>(
      `${base}/git-upload-pack`,
      { schema: { hide: true } },
      async (request, reply) => {
        if (request.headers['content-type'] !== 'application/x-git-upload-pack-request') {
          throw new RegistryError('RK_MEDIA_TYPE', {
            found: request.headers['content-type'] ?? 'without a type',
            expected: 'application/x-git-upload-pack-request',
          });
        }
        const dir = await find(request.params, request.url);
        const release = await slots.take();
        return answer(request, reply, { dir, args: [], kind: 'result', head: '', body: request.body, release });
      },
    );
    for (const refused of ['git-receive-pack', 'HEAD', 'objects/*']) {
      app.all(`${base}/${refused}`, { schema: { hide: true } }, async () => {
        throw new RegistryError('RK_GIT_SERVICE');
      });
    }
  }
}

interface Answer {
  dir: string;
  args: readonly string[];
  kind: 'advertisement' | 'result';
  head: string;
  body: Readable | undefined;
  release: () => void;
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { dir, args, kind, head, body, release }: Answer,
): Promise<FastifyReply> {
  const protocol = protocolOf(request);
  const child = startGit(
    ['upload-pack', '--strict', '--stateless-rpc', ...args, dir],
    protocol === undefined ? {} : { GIT_PROTOCOL: protocol },
  );
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  child.once('close', () => {
    clearTimeout(timer);
    release();
  });
  // The client may go away at any time: git must not stay behind, nor keep its slot.
  reply.raw.once('close', () => child.kill('SIGKILL'));
  child.stdin.on('error', () => {});
  child.stderr.on('data', (chunk: Buffer) =>
    request.log.warn({ git: chunk.toString('utf8').slice(0, 500) }, 'git upload-pack'),
  );
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', (cause) => {
      release();
      reject(gitMissing(cause));
    });
  });

  if (body === undefined) child.stdin.end();
  else feed(request, body, child.stdin, () => child.kill('SIGKILL'));
  reply.header('content-type', `application/x-git-upload-pack-${kind}`).header('cache-control', 'no-cache');
  return reply.send(head === '' ? child.stdout : child.stdout.pipe(withHead(head)));
}

function feed(request: FastifyRequest, body: Readable, stdin: NodeJS.WritableStream, end: () => void): void {
  const encoding = request.headers['content-encoding'];
  const plain = encoding === 'gzip' || encoding === 'x-gzip' ? body.pipe(createGunzip()) : body;
  const limited = plain.pipe(atMost(REQUEST_BYTES));
  for (const stream of [body, plain, limited]) stream.on('error', end);
  limited.pipe(stdin);
}

function atMost(limit: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(new RegistryError('RK_BODY_TOO_LARGE'));
      else done(null, chunk);
    },
  });
}

function withHead(head: string): Transform {
  const stream = new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) });
  stream.write(head);
  return stream;
}

/** Passed to git as it came, so only in the form that git sends. */
function protocolOf(request: FastifyRequest): string | undefined {
  const protocol = request.headers['git-protocol'];
  return typeof protocol === 'string' && /^version=[012]$/.test(protocol) ? protocol : undefined;
}
