import { type OpenContext, RolekitError } from '@rolekit/sdk';
import {
  bearer,
  byNextUrl,
  Cache,
  clientCredentials,
  type HttpRequest,
  type HttpResponse,
  listPage,
  parseAnswer,
  pause,
  refreshToken,
  type TokenSource,
  unexpectedAnswer,
} from '@rolekit/sdk/http';
import type { z } from 'zod';
import type { SalesforceConfig } from './connection.ts';
import { classify, classifyToken } from './errors.ts';
import { explain } from './explain-errors.ts';
import { type ApiUsage, parseLimitInfo } from './limit-info.ts';
import { type ObjectSchema, toSchema } from './schema.ts';
import {
  DESCRIBE_ANSWER,
  LIMITS_ANSWER,
  OBJECTS_ANSWER,
  type ObjectEntry,
  QUERY_ANSWER,
  type QueryAnswer,
  SAVED,
  SEARCH_ANSWER,
  type VendorRecord,
} from './wire.ts';

/** What the tools need of Salesforce's REST API. */
export interface SalesforceClient {
  readonly environment: 'production' | 'sandbox';
  /** The first batch of a result. */
  query(soql: string, options?: { signal?: AbortSignal | undefined }): Promise<QueryAnswer>;
  /** One page of a result that is read to its end. */
  page(soql: string, at: PageAt): Promise<QueryAnswer & { next: string | undefined; notes: string[] }>;
  search(sosl: string, signal?: AbortSignal): Promise<VendorRecord[]>;
  objects(signal?: AbortSignal): Promise<ObjectEntry[]>;
  /** @throws RK_INVALID_REQUEST with the nearest names for an object that does not exist */
  describe(object: string, signal?: AbortSignal): Promise<ObjectSchema>;
  create(object: string, fields: Record<string, unknown>, signal?: AbortSignal): Promise<string>;
  update(object: string, id: string, fields: Record<string, unknown>, signal?: AbortSignal): Promise<void>;
  /** Moves a record to the recycle bin. */
  remove(object: string, id: string, signal?: AbortSignal): Promise<void>;
  /** The corporate currency and, where it is known, the user's; undefined in an org with one currency. */
  currencies(signal?: AbortSignal): Promise<Currencies | undefined>;
  limits(signal?: AbortSignal): Promise<z.output<typeof LIMITS_ANSWER>>;
  /** Id of the user that the token stands for. */
  userId(signal?: AbortSignal): Promise<string>;
  /** Where the org lives; known after the first call. */
  instanceUrl(signal?: AbortSignal): Promise<string>;
  /** Calls of the last 24 hours, as the latest answer said. */
  usage(): ApiUsage | undefined;
}

interface Currencies {
  corporate: string;
  user: string | undefined;
}

interface PageAt {
  cursor: string | undefined;
  limit: number;
  signal: AbortSignal;
}

export const TOKEN_PATH = '/services/oauth2/token';
const DESCRIBE_TTL_MS = 10 * 60_000;
const LOCK_ATTEMPTS = 3;
const LOCK_PAUSE_MS = 400;

/** Opens a client; the first call fetches the token. */
export function createClient(context: OpenContext<SalesforceConfig>): SalesforceClient {
  const { config } = context;
  const tokens = tokenSource(context);
  let usage: ApiUsage | undefined;
  const schemas = new Cache<ObjectSchema>(DESCRIBE_TTL_MS);
  const index = new Cache<ObjectEntry[]>(DESCRIBE_TTL_MS);
  const currencies = new Cache<Currencies | undefined>(DESCRIBE_TTL_MS);

  const http = context.http({
    baseUrl: config.instanceUrl ?? config.loginUrl,
    auth: bearer(tokens),
    timeoutMs: 120_000,
    classify(response) {
      usage = parseLimitInfo(response.headers.get('sforce-limit-info')) ?? usage;
      return classify(response);
    },
  });

  async function instanceUrl(signal?: AbortSignal): Promise<string> {
    if (config.instanceUrl !== undefined) return trimmed(config.instanceUrl);
    await tokens.get(signal);
    const url = tokens.answer().instance_url;
    if (typeof url === 'string' && URL.canParse(url)) return trimmed(url);
    throw unexpectedAnswer('Salesforce', 'the token endpoint named no instance_url');
  }

  async function send(request: HttpRequest): Promise<HttpResponse> {
    const base = await instanceUrl(request.signal ?? undefined);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await http.request({ ...request, path: new URL(request.path, base).href });
      } catch (error) {
        const locked = error instanceof RolekitError && error.data.vendorCode === 'UNABLE_TO_LOCK_ROW';
        if (!locked || attempt >= LOCK_ATTEMPTS || request.signal?.aborted) throw error;
        // a locked row means that nothing was changed, so that even a create may be sent again
        await pause(LOCK_PAUSE_MS * attempt, request.signal);
      }
    }
  }

  const queryOf = (soql: string, batchSize: number): HttpRequest => ({
    path: data('/query'),
    query: { q: soql },
    headers: { 'sforce-query-options': `batchSize=${Math.min(2000, Math.max(200, batchSize))}` },
  });
  const data = (path: string): string => `/services/data/${config.apiVersion}${path}`;

  async function read<S extends z.ZodType>(schema: S, request: HttpRequest): Promise<z.output<S>> {
    return parseAnswer('Salesforce', schema, (await send(request)).body);
  }

  const client: SalesforceClient = {
    environment: context.environment,
    instanceUrl,
    usage: () => usage,
    query: (soql, { signal } = {}) => explained(read(QUERY_ANSWER, { ...queryOf(soql, 2000), signal })),
    page: (soql, { cursor, limit, signal }) =>
      explained(
        listPage(
          { request: send },
          {
            request: queryOf(soql, limit),
            paging: byNextUrl({ at: 'nextRecordsUrl', total: 'totalSize' }),
            rows: rowsOf,
            key: (row) => (row as VendorRecord).Id as string | undefined,
            cursor,
            limit,
            signal,
          },
        ).then(({ response, next, notes = [] }) => ({
          ...parseAnswer('Salesforce', QUERY_ANSWER, response.body),
          next,
          notes,
        })),
      ),
    search: (sosl, signal) =>
      explained(
        read(SEARCH_ANSWER, { path: data('/search'), query: { q: sosl }, signal }).then(
          (answer) => answer.searchRecords,
        ),
      ),
    objects: (signal) =>
      index.get(
        '',
        async (shared) => (await read(OBJECTS_ANSWER, { path: data('/sobjects'), signal: shared })).sobjects,
        signal,
      ),
    async describe(object, signal) {
      const entry = (await client.objects(signal)).find(
        (candidate) => candidate.name.toLowerCase() === object.toLowerCase(),
      );
      if (!entry) throw await explain.unknownObject(client, object);
      const path = data(`/sobjects/${entry.name}/describe`);
      return schemas.get(
        entry.name,
        async (shared) => toSchema(await read(DESCRIBE_ANSWER, { path, signal: shared })),
        signal,
      );
    },
    create: (object, fields, signal) =>
      explained(
        read(SAVED, { method: 'POST', path: data(`/sobjects/${object}`), json: fields, signal }).then(
          (saved) => saved.id,
        ),
      ),
    update: (object, id, fields, signal) =>
      explained(
        send({ method: 'PATCH', path: data(`/sobjects/${object}/${id}`), json: fields, repeatable: true, signal }).then(
          () => {},
        ),
      ),
    remove: (object, id, signal) =>
      explained(send({ method: 'DELETE', path: data(`/sobjects/${object}/${id}`), signal }).then(() => {})),
    currencies: (signal) => currencies.get('', (shared) => readCurrencies(shared), signal),
    limits: (signal) => read(LIMITS_ANSWER, { path: data('/limits'), signal }),
    async userId(signal) {
      await tokens.get(signal);
      const identity = tokens.answer().id;
      const id = typeof identity === 'string' ? /\/id\/\w+\/(\w+)$/.exec(identity)?.[1] : undefined;
      if (id === undefined) throw unexpectedAnswer('Salesforce', 'the token endpoint named no user');
      return id;
    },
  };

  async function readCurrencies(signal: AbortSignal): Promise<Currencies | undefined> {
    const hasSeveral = (await client.objects(signal)).some((object) => object.name === 'CurrencyType');
    if (!hasSeveral) return undefined;
    const { records } = await client.query('SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true', { signal });
    const user = await client.userId(signal).catch(() => undefined);
    const own =
      user && (await client.query(`SELECT DefaultCurrencyIsoCode FROM User WHERE Id = '${user}'`, { signal }));
    const currency = own ? own.records[0]?.DefaultCurrencyIsoCode : undefined;
    return {
      corporate: String(records[0]?.IsoCode ?? 'the corporate currency'),
      user: typeof currency === 'string' ? currency : undefined,
    };
  }

  async function explained<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw await explain.error(client, error);
    }
  }

  return client;
}

function tokenSource({ config, connector, http, save, exclusive }: OpenContext<SalesforceConfig>): TokenSource {
  const { clientId, clientSecret } = config;
  const client = { connector, path: TOKEN_PATH, clientId, clientSecret };
  if (config.refreshToken !== undefined) {
    return refreshToken({
      ...client,
      http: http({ baseUrl: config.loginUrl, classify: classifyToken }),
      refreshToken: config.refreshToken,
      save: (rotated) => save({ refreshToken: rotated }),
      exclusive: exclusive && ((work) => exclusive('refreshToken', work)),
    });
  }
  // the client credentials flow works on the org's own domain only
  const baseUrl = config.instanceUrl ?? config.loginUrl;
  return clientCredentials({ ...client, http: http({ baseUrl, classify: classifyToken }) });
}

function rowsOf(body: unknown): unknown[] | undefined {
  const records = (body as { records?: unknown } | undefined)?.records;
  return Array.isArray(records) ? records : undefined;
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
