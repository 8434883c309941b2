import { sandboxClock } from '@rolekit/demo-data';
import { loopbackNames, loopbackRefusal } from '@rolekit/sdk/loopback';
import type { RunningSandbox, SandboxOptions } from '@rolekit/sdk/testing';
import Fastify from 'fastify';
import { ACCOUNT, DATABASE, READ_ROLE, USER, WAREHOUSE } from './account.ts';
import { createCredentials } from './auth.ts';
import { driverProtocol } from './driver/routes.ts';
import { Engine } from './engine/engine.ts';
import { VendorError } from './errors.ts';
import { type Fault, sqlApi } from './sql-api/routes.ts';
import { Statements } from './statements.ts';

export interface SnowflakeSandboxOptions extends SandboxOptions {
  /** Told one line for each request. */
  log?(line: string): void;
  /** How long a synchronous request of the SQL API waits before it answers 202. @default 45 000 */
  syncMs?: number;
  /** Rows of one partition of a result. @default 10 000 */
  partitionRows?: number;
  /** A first partition of more rows is left out of the answer to a submission (391908). @default none is */
  inlineRows?: number;
  /** How long the suspended warehouse takes to wake. @default 1 500 */
  resumeMs?: number;
  /** Milliseconds between the starts of two statements; with 0 they start in one moment. @default 1 */
  stepMs?: number;
  /** Rows of PRODUCT.EVENT_ARCHIVE, made by DuckDB when they are read; 0 leaves the table out. @default 0 */
  rows?: number;
}

export interface SnowflakeSandbox extends RunningSandbox {
  /** Handles of statements that a client cancelled. */
  cancelled(): readonly string[];
  /** Makes the next calls of the SQL API fail. */
  failNext(...faults: Fault[]): void;
}

/** Starts a server that speaks Snowflake's SQL API and driver protocol over the demo company's warehouse. */
export async function startSandbox(options: SnowflakeSandboxOptions = {}): Promise<SnowflakeSandbox> {
  const clock = sandboxClock(options.clock, options.stepMs);
  const now = clock.now().toISOString();
  const syncMs = options.syncMs ?? 45_000;
  const [credentials, engine] = await Promise.all([
    createCredentials(),
    Engine.open({
      archiveRows: options.rows ?? 0,
      partitionRows: options.partitionRows ?? options.pageRows ?? 10_000,
      resumeMs: options.resumeMs ?? 1500,
      now: clock.now,
    }),
  ]);
  const statements = new Statements(engine, clock);
  const faults: Fault[] = [];
  let baseUrl = '';
  const app = Fastify({ bodyLimit: 16 * 1024 * 1024, forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    if (loopbackRefusal(request.raw, loopbackNames(baseUrl)))
      return reply.code(403).send({ code: '390000', message: 'Only this machine may use the sandbox.' });
    options.log?.(`${request.method} ${request.url.split('?')[0]}`);
  });
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => {
    try {
      done(null, body === '' ? {} : JSON.parse(body as string));
    } catch {
      done(
        Object.assign(new VendorError('391902', '', 'The request body is not valid JSON.', 400), { statusCode: 400 }),
        undefined,
      );
    }
  });
  app.setErrorHandler((error, _, reply) => {
    if (error instanceof VendorError)
      return reply
        .code(error.status === 422 ? 200 : error.status)
        .send({ code: error.code, message: error.message, success: false, data: null });
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    return reply.code(status).send({ code: String(status), message: (error as Error).message });
  });
  sqlApi(app, {
    credentials,
    statements,
    syncMs,
    inlineRows: options.inlineRows ?? Number.POSITIVE_INFINITY,
    faults,
  });
  driverProtocol(app, { credentials, statements, syncMs, baseUrl: () => baseUrl });
  baseUrl = await app.listen({ port: options.port ?? 0, host: options.host ?? '127.0.0.1' });
  return {
    name: 'snowflake',
    baseUrl,
    environment: 'sandbox',
    now,
    credentials: {
      accessUrl: baseUrl,
      account: ACCOUNT,
      username: USER,
      password: credentials.password,
      privateKey: credentials.privateKey,
      token: credentials.token,
      warehouse: WAREHOUSE,
      database: DATABASE,
      role: READ_ROLE,
    },
    values: {
      accountUrl: baseUrl,
      account: ACCOUNT,
      user: USER,
      privateKey: credentials.privateKey,
      role: READ_ROLE,
      warehouse: WAREHOUSE,
      database: DATABASE,
    },
    stats: () => ({ ...engine.counts }),
    faults: {
      isSignIn: () => false,
      isPage: ({ method, path }) => method === 'GET' && /[?&]partition=/.test(path),
      emptyPage: (body) => ({ ...(body as object), data: [] }),
    },
    cancelled: () => statements.cancelled,
    failNext: (...next) => void faults.push(...next),
    async close() {
      await statements.close();
      await app.close();
      engine.close();
    },
  };
}
