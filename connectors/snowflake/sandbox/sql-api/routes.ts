import { gzipSync } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { USER, WAREHOUSE, WRITE_ROLE } from '../account.ts';
import { checkApiAuth, type DemoCredentials } from '../auth.ts';
import type { Binding } from '../engine/bindings.ts';
import type { WireRow } from '../engine/result.ts';
import { endsWithin, type Statement, type Statements } from '../statements.ts';

export interface ApiOptions {
  credentials: DemoCredentials;
  statements: Statements;
  /** How long a synchronous request waits. */
  syncMs: number;
  /** A first partition of more rows is not part of the answer to a submission, only of GET. */
  inlineRows: number;
  /** Taken from the front: what the next calls fail with instead of running. */
  faults: Fault[];
}

/** A failure on demand. */
export interface Fault {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

interface SubmitBody {
  statement?: unknown;
  timeout?: number;
  database?: string;
  schema?: string;
  warehouse?: string;
  role?: string;
  bindings?: Record<string, Binding>;
  parameters?: Record<string, string | number>;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const MAX_SECONDS = 604_800;

/** The SQL API v2. */
export function sqlApi(app: FastifyInstance, options: ApiOptions): void {
  const { statements } = options;

  app.addHook('preHandler', async (request, reply) => {
    if (!request.url.startsWith('/api/v2/')) return;
    const fault = options.faults.shift();
    if (fault)
      return reply
        .code(fault.status)
        .headers(fault.headers ?? {})
        .send(fault.body ?? '');
    if (!request.headers['user-agent'])
      return reply.code(400).send({ code: '390142', message: 'The User-Agent header is missing.' });
    const failure = await checkApiAuth(request.raw, options.credentials, new Date());
    if (failure) return reply.code(401).send(failure);
  });

  app.post('/api/v2/statements', async (request, reply) => {
    const body = request.body as SubmitBody;
    const query = request.query as Record<string, string | undefined>;
    if (!/json/.test(request.headers['content-type'] ?? 'json'))
      return reply.code(415).send({ message: 'Unsupported media type' });
    if (typeof body?.statement !== 'string' || body.statement.trim() === '')
      return reply.code(400).send({ code: '391902', message: 'The statement is missing or empty.' });
    if (query.requestId !== undefined && !UUID.test(query.requestId))
      return reply.code(400).send({ code: '391903', message: 'requestId is not a UUID.' });
    const statement = statements.submit(
      {
        sql: body.statement,
        context: {
          role: body.role ?? WRITE_ROLE,
          warehouse: body.warehouse ?? WAREHOUSE,
          database: body.database,
          schema: body.schema,
        },
        bindings: body.bindings ?? {},
        statementCount: Number(body.parameters?.MULTI_STATEMENT_COUNT ?? body.parameters?.multi_statement_count ?? 1),
        timeoutSeconds: body.timeout === 0 ? MAX_SECONDS : (body.timeout ?? 0),
      },
      query.requestId,
    );
    if (query.async === 'true' || !(await endsWithin(statement, options.syncMs))) return stillRunning(reply, statement);
    return answer(reply, statement, 0, query.nullable !== 'false', options.inlineRows);
  });

  app.get('/api/v2/statements/:handle', async (request, reply) => {
    const statement = findStatement(request, reply);
    if (!statement) return reply;
    const query = request.query as Record<string, string | undefined>;
    if (!(await endsWithin(statement, 0))) return stillRunning(reply, statement);
    return answer(reply, statement, Number(query.partition ?? 0), query.nullable !== 'false');
  });

  app.post('/api/v2/statements/:handle/cancel', async (request, reply) => {
    const statement = findStatement(request, reply);
    if (!statement) return reply;
    if (await endsWithin(statement, 0))
      return reply.code(422).send({
        ...failureOf(statement),
        code: '000605',
        message: 'Identified SQL statement is not currently executing.',
        sqlState: '02000',
      });
    statements.cancel(statement);
    await endsWithin(statement, 1000);
    return {
      code: '000604',
      sqlState: '57014',
      message: 'SQL execution canceled',
      statementHandle: statement.handle,
      statementStatusUrl: urlOf(statement),
    };
  });

  function findStatement(request: FastifyRequest, reply: FastifyReply): Statement | undefined {
    const { handle } = request.params as { handle: string };
    const found = statements.find(handle);
    if (!found)
      void reply.code(404).send({ code: '390142', message: `Statement ${handle} not found for user ${USER}.` });
    return found;
  }
}

function urlOf({ handle }: Statement): string {
  return `/api/v2/statements/${handle}`;
}

function stillRunning(reply: FastifyReply, statement: Statement): FastifyReply {
  return reply.code(202).send({
    code: '333334',
    message: 'Asynchronous execution in progress. Use provided query id to perform query monitoring and management.',
    statementHandle: statement.handle,
    statementStatusUrl: urlOf(statement),
  });
}

function failureOf(statement: Statement): Record<string, unknown> {
  return { statementHandle: statement.handle, statementStatusUrl: urlOf(statement), createdOn: statement.startedAt };
}

async function answer(
  reply: FastifyReply,
  statement: Statement,
  partition: number,
  nullable: boolean,
  inlineRows = Number.POSITIVE_INFINITY,
): Promise<FastifyReply> {
  const { error, result } = statement;
  if (error || !result)
    return reply
      .code(error?.status ?? 500)
      .send({ code: error?.code, sqlState: error?.sqlState, message: error?.message, ...failureOf(statement) });
  const count = result.partitions.length;
  if (!Number.isInteger(partition) || partition < 0 || partition >= count)
    return reply
      .code(400)
      .send({ code: '391907', message: `Partition ${partition} does not exist; there are ${count}.` });
  const tooLarge = (result.partitions[0]?.rowCount ?? 0) > inlineRows;
  const rows = tooLarge ? [] : await result.read(partition);
  const data = nullable ? rows : rows.map((row) => row.map((value) => value ?? 'null'));
  void reply.header('link', links(statement, partition, count));
  if (partition > 0) {
    return reply
      .header('content-type', 'application/json')
      .header('content-encoding', 'gzip')
      .send(gzipSync(JSON.stringify({ data }), { level: 1 }));
  }
  return reply.code(200).send({
    resultSetMetaData: {
      numRows: result.total,
      format: 'jsonv2',
      partitionInfo: result.partitions.map(({ rowCount, uncompressedSize }, index) =>
        index === 0
          ? { rowCount, uncompressedSize }
          : { rowCount, uncompressedSize, compressedSize: Math.round(uncompressedSize / 5) },
      ),
      rowType: result.columns.map(({ name, type, nullable: mayBeNull, precision, scale, length, byteLength }) => ({
        name,
        database: '',
        schema: '',
        table: '',
        nullable: mayBeNull,
        type: type.toLowerCase(),
        ...(precision === null ? {} : { precision }),
        ...(scale === null ? {} : { scale }),
        ...(length === null ? {} : { length, byteLength: byteLength ?? length }),
      })),
    },
    ...(tooLarge ? { code: '391908' } : { data: data as WireRow[], code: '090001' }),
    statementStatusUrl: urlOf(statement),
    requestId: statement.handle,
    sqlState: '00000',
    statementHandle: statement.handle,
    message: 'Statement executed successfully.',
    createdOn: statement.startedAt,
    ...(result.stats
      ? {
          stats: {
            numRowsInserted: result.stats.inserted,
            numRowsUpdated: result.stats.updated,
            numRowsDeleted: result.stats.deleted,
            numDuplicateRowsUpdated: 0,
          },
        }
      : {}),
  });
}

function links(statement: Statement, partition: number, count: number): string {
  const link = (number: number, rel: string): string => `<${urlOf(statement)}?partition=${number}>;rel="${rel}"`;
  return [
    link(0, 'first'),
    ...(partition > 0 ? [link(partition - 1, 'prev')] : []),
    ...(partition + 1 < count ? [link(partition + 1, 'next')] : []),
    link(count - 1, 'last'),
  ].join(',');
}
