import { randomUUID } from 'node:crypto';
import { type FastifyInstance, type FastifyRequest, type FastifyServerOptions, LogController } from 'fastify';

/** Where the log goes, a JSON object on each line. */
export interface LogOptions {
  /** `trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`. @default 'info' */
  level?: string;
  stream: { write(line: string): unknown };
}

const MASK = '[secret]';
/** Forms of secrets wherever they stand: our tokens, credentials after a scheme, those of a URL, values of named fields. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\brk_[\w-]{8,}/g, MASK],
  [/\b(Bearer|Basic|OAuth)( +|%20)[\w.~+/=-]{4,}/gi, `$1 ${MASK}`],
  [/(\/\/)[^/\s"@?#]+@/g, `$1${MASK}@`],
  [/([?&;](?:[\w-]*(?:token|secret|password|passwd|key|signature|auth|code)[\w-]*)=)[^&\s"\\]+/gi, `$1${MASK}`],
  [/("(?:set-)?cookie":")(?:[^"\\]|\\.)*"/gi, `$1${MASK}"`],
  [/("(?:proxy-)?authorization":")(?:[^"\\]|\\.)*"/gi, `$1${MASK}"`],
];

/** A line of the log without what must not be in it. */
export function withoutSecrets(line: string): string {
  return SECRETS.reduce((text, [pattern, mask]) => text.replace(pattern, mask), line);
}

/** What makes the server's logger, and names each request. */
export function logSettings(log: LogOptions | undefined): Partial<FastifyServerOptions> {
  return {
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
    logger:
      log === undefined
        ? false
        : {
            level: log.level ?? 'info',
            base: null,
            timestamp: () => `,"time":"${new Date().toISOString()}"`,
            formatters: { level: (label: string) => ({ level: label }) },
            // Headers are never logged: what is of interest of a request is in the line at its end.
            serializers: { req: facts, res: ({ statusCode }: { statusCode: number }) => ({ status: statusCode }) },
            stream: { write: (line: string) => void log.stream.write(withoutSecrets(line)) },
          },
  };
}

/** One line for each request, when it was answered; its id is in the answer too. */
export function logRequests(app: FastifyInstance): void {
  app.decorateRequest('principal', undefined);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        ...facts(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        address: request.ip,
        ...(request.principal === undefined ? {} : { token: request.principal.token.id }),
      },
      'request',
    );
  });
  app.addHook('onRequestAbort', async (request) => request.log.info(facts(request), 'client left'));
}

function facts(request: FastifyRequest): Record<string, unknown> {
  const { namespace, name } = (request.params ?? {}) as { namespace?: unknown; name?: unknown };
  return {
    method: request.method,
    path: request.url?.split('?', 1)[0]?.slice(0, 300),
    ...(typeof namespace === 'string' && typeof name === 'string' ? { plugin: `${namespace}/${name}` } : {}),
  };
}
