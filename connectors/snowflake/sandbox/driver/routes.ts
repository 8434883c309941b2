import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ACCOUNT, ROLES, USER, WAREHOUSE, WRITE_ROLE } from '../account.ts';
import { checkJwt, type DemoCredentials } from '../auth.ts';
import type { Binding } from '../engine/bindings.ts';
import type { WireRow } from '../engine/result.ts';
import { errors, VendorError } from '../errors.ts';
import { endsWithin, type Statement, type Statements } from '../statements.ts';
import { type ColumnType, textColumn } from '../types.ts';
import { chunkKey, type DriverSession, infoOf, PARAMETERS, switchContext, TYPE_IDS, tokenOf } from './session.ts';

export interface DriverOptions {
  credentials: DemoCredentials;
  statements: Statements;
  /** How long a query request waits before it says that the query goes on. */
  syncMs: number;
  baseUrl(): string;
}

const HOUR = 3600;

/** The protocol of Snowflake's drivers, as far as their clients use it for queries. */
export function driverProtocol(app: FastifyInstance, options: DriverOptions): void {
  const { statements, credentials } = options;
  const sessions = new Map<string, DriverSession>();
  const fail = (code: string, message: string, data: unknown = null) => ({ data, code, message, success: false });

  app.post('/session/v1/login-request', async (request) => {
    const { data = {} } = request.body as { data?: Record<string, unknown> };
    const query = request.query as Record<string, string | undefined>;
    const failure = await checkLogin(data);
    if (failure)
      return fail(failure.code, failure.message, { nextAction: 'RETRY_LOGIN', authnMethod: 'USERNAME_PASSWORD' });
    const role = query.roleName?.toUpperCase() ?? WRITE_ROLE;
    if (!ROLES.some(({ name }) => name === role)) {
      const { code, message } = errors.unknownRole(role);
      return fail(code, message);
    }
    const session: DriverSession = {
      id: sessions.size + 1,
      token: randomBytes(24).toString('base64url'),
      masterToken: randomBytes(24).toString('base64url'),
      context: {
        role,
        warehouse: query.warehouse?.toUpperCase() ?? WAREHOUSE,
        database: query.databaseName?.toUpperCase(),
        schema: query.schemaName?.toUpperCase(),
      },
    };
    sessions.set(session.token, session);
    return {
      data: {
        token: session.token,
        masterToken: session.masterToken,
        validityInSeconds: HOUR,
        masterValidityInSeconds: 4 * HOUR,
        displayUserName: USER,
        serverVersion: '10.38.0',
        sessionId: session.id,
        parameters: PARAMETERS,
        sessionInfo: infoOf(session),
      },
      code: null,
      message: null,
      success: true,
    };
  });

  async function checkLogin(data: Record<string, unknown>): Promise<{ code: string; message: string } | undefined> {
    const wrong = { code: '390100', message: 'Incorrect username or password was specified.' };
    if (String(data.ACCOUNT_NAME ?? '').toUpperCase() !== ACCOUNT)
      return { code: '390102', message: 'Incorrect account was specified.' };
    if (String(data.LOGIN_NAME ?? '').toUpperCase() !== USER) return wrong;
    if (data.AUTHENTICATOR === 'SNOWFLAKE_JWT') return checkJwt(String(data.TOKEN ?? ''), credentials, new Date());
    if (data.AUTHENTICATOR === 'PROGRAMMATIC_ACCESS_TOKEN')
      return data.TOKEN === credentials.token
        ? undefined
        : { code: '394400', message: 'Programmatic access token is invalid.' };
    return data.PASSWORD === credentials.password ? undefined : wrong;
  }

  app.post('/session/token-request', async (request) => {
    const { oldSessionToken } = request.body as { oldSessionToken?: string };
    const session = sessions.get(oldSessionToken ?? '');
    if (!session || tokenOf(request) !== session.masterToken)
      return fail('390114', 'Authentication token has expired. The user must authenticate again.');
    sessions.delete(session.token);
    session.token = randomBytes(24).toString('base64url');
    sessions.set(session.token, session);
    return {
      data: {
        sessionToken: session.token,
        masterToken: session.masterToken,
        validityInSecondsST: HOUR,
        validityInSecondsMT: 4 * HOUR,
        sessionId: session.id,
      },
      code: null,
      message: null,
      success: true,
    };
  });

  app.post('/session', async (request, reply) => {
    const session = sessionOf(request, reply);
    if (session && (request.query as { delete?: string }).delete === 'true') sessions.delete(session.token);
    return reply.sent ? reply : { data: null, code: null, message: null, success: true };
  });

  app.post('/session/heartbeat', async (request, reply) => {
    sessionOf(request, reply);
    return reply.sent ? reply : { data: null, code: null, message: null, success: true };
  });

  app.post('/telemetry/send', async () => ({ data: 'Log Received', code: null, message: null, success: true }));

  app.post('/queries/v1/query-request', async (request, reply) => {
    const session = sessionOf(request, reply);
    if (!session) return reply;
    const body = request.body as {
      sqlText?: string;
      bindings?: Record<string, Binding>;
      asyncExec?: boolean;
      parameters?: Record<string, unknown>;
    };
    const sql = body.sqlText ?? '';
    const switched = whole(() => switchContext(session.context, sql));
    if (switched instanceof VendorError) return failure(switched, '');
    if (switched) return success(session, undefined, [], [['Statement executed successfully.']], 'status');
    const statement = statements.submit(
      {
        sql,
        context: { ...session.context },
        bindings: body.bindings ?? {},
        statementCount: Number(body.parameters?.MULTI_STATEMENT_COUNT ?? 1),
        timeoutSeconds: 0,
      },
      (request.query as { requestId?: string }).requestId,
    );
    if (body.asyncExec || !(await endsWithin(statement, options.syncMs)))
      return going(statement, body.asyncExec === true);
    return finished(session, statement);
  });

  app.get('/queries/:id/result', async (request, reply) => {
    const session = sessionOf(request, reply);
    if (!session) return reply;
    const statement = statements.find((request.params as { id: string }).id);
    if (!statement) return fail('000709', `Statement ${(request.params as { id: string }).id} not found`);
    if (!(await endsWithin(statement, options.syncMs))) return going(statement, false);
    return finished(session, statement);
  });

  app.get('/monitoring/queries/:id', async (request, reply) => {
    if (!sessionOf(request, reply)) return reply;
    const { id } = request.params as { id: string };
    const statement = statements.find(id);
    const status = statement && (statement.error ? 'FAILED_WITH_ERROR' : statement.result ? 'SUCCESS' : 'RUNNING');
    const queries = status
      ? [
          {
            id,
            status,
            sqlText: statement?.submission.sql,
            ...(statement?.error ? { errorCode: statement.error.code, errorMessage: statement.error.message } : {}),
          },
        ]
      : [];
    return { data: { queries }, code: null, message: null, success: true };
  });

  const abort = async (request: FastifyRequest, reply: FastifyReply, statement: Statement | undefined) => {
    if (!sessionOf(request, reply)) return reply;
    if (!statement) return fail('000605', 'Identified SQL statement is not currently executing.');
    statements.cancel(statement);
    return { data: null, code: null, message: null, success: true };
  };
  app.post('/queries/v1/abort-request', async (request, reply) =>
    abort(request, reply, statements.ofRequest(String((request.body as { requestId?: string }).requestId))),
  );
  app.post('/queries/:id/abort-request', async (request, reply) =>
    abort(request, reply, statements.find((request.params as { id: string }).id)),
  );

  // large results lie elsewhere (object storage) for real drivers: no session, only the address
  app.get('/chunks/:id/:key/:part', async (request, reply) => {
    const { id, part, key } = request.params as { id: string; part: string; key: string };
    const statement = statements.find(id);
    if (!statement?.result || key !== chunkKey(statement)) return reply.code(403).send();
    const rows = await statement.result.read(Number(part));
    return reply
      .header('content-type', 'binary/octet-stream')
      .header('content-encoding', 'gzip')
      .send(gzipSync(JSON.stringify(rows).slice(1, -1), { level: 1 }));
  });

  function sessionOf(request: FastifyRequest, reply: FastifyReply): DriverSession | undefined {
    const session = sessions.get(tokenOf(request) ?? '');
    if (!session)
      void reply
        .code(200)
        .send(fail('390104', 'Session token is invalid. User must login again to access the service.'));
    return session;
  }

  function going({ handle }: Statement, detached: boolean) {
    return {
      data: {
        queryId: handle,
        getResultUrl: `/queries/${handle}/result`,
        queryAbortsAfterSecs: 300,
        progressDesc: null,
      },
      code: detached ? '333334' : '333333',
      message: 'Query execution in progress. Query can be monitored by its id.',
      success: true,
    };
  }

  function failure({ code, message, sqlState }: VendorError, queryId: string) {
    return fail(code, message, {
      internalError: false,
      errorCode: code,
      age: 0,
      sqlState,
      queryId,
      line: -1,
      pos: -1,
      type: 'COMPILATION',
    });
  }

  async function finished(session: DriverSession, statement: Statement) {
    const { error, result } = statement;
    if (error || !result) {
      return failure(error ?? new VendorError('000603', 'XX000', 'no result'), statement.handle);
    }
    const [, ...rest] = result.partitions;
    const answered = success(session, statement, statement.result?.columns ?? [], await result.read(0));
    return {
      ...answered,
      data: {
        ...answered.data,
        total: result.total,
        returned: result.total,
        ...(rest.length === 0
          ? {}
          : {
              chunks: rest.map(({ rowCount, uncompressedSize }, index) => ({
                url: `${options.baseUrl()}/chunks/${statement.handle}/${chunkKey(statement)}/${index + 1}`,
                rowCount,
                uncompressedSize,
                compressedSize: Math.round(uncompressedSize / 5),
              })),
              chunkHeaders: { 'x-sandbox-chunk': '1' },
            }),
      },
    };
  }

  function success(
    session: DriverSession,
    statement: Statement | undefined,
    columns: readonly ColumnType[],
    rows: WireRow[],
    only?: string,
  ) {
    const described = only ? [textColumn(only)] : columns;
    return {
      data: {
        parameters: PARAMETERS,
        rowtype: described.map((column) => ({
          ...column,
          type: column.type.toLowerCase(),
          database: '',
          schema: '',
          table: '',
        })),
        rowset: rows.map((row) =>
          row.map((value, index) =>
            described[index]?.type === 'BOOLEAN' && value !== null ? (value === 'true' ? '1' : '0') : value,
          ),
        ),
        total: rows.length,
        returned: rows.length,
        queryId: statement?.handle ?? '',
        databaseProvider: null,
        finalDatabaseName: session.context.database ?? null,
        finalSchemaName: session.context.schema ?? null,
        finalWarehouseName: session.context.warehouse ?? null,
        finalRoleName: session.context.role,
        numberOfBinds: 0,
        arrayBindSupported: false,
        statementTypeId: TYPE_IDS[statement?.type ?? ''] ?? 4096,
        version: 1,
        sendResultTime: statements.now(),
        queryResultFormat: 'json',
      },
      code: null,
      message: null,
      success: true,
    };
  }
}

/** What it gives, or the vendor's error that it ends with. */
function whole<T>(work: () => T): T | VendorError {
  try {
    return work();
  } catch (error) {
    if (error instanceof VendorError) return error;
    throw error;
  }
}
