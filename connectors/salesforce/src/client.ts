import { type ListPage, type OpenContext, RolekitError } from '@rolekit/sdk';
import {
  apiOf,
  bearer,
  byNextUrl,
  Cache,
  cached,
  clientCredentials,
  type HttpRequest,
  type HttpResponse,
  keptRefreshToken,
  path,
  pause,
  type TokenSource,
  unexpectedAnswer,
} from '@rolekit/sdk/http';
import type { z } from 'zod';
import type { SalesforceConfig } from './connection.ts';
import { classify, classifyToken } from './errors.ts';
import { explain } from './explain-errors.ts';
import { type ApiUsage, parseLimitInfo } from './limit-info.ts';
import type { Row } from './rows.ts';
import { type ObjectSchema, toSchema } from './schema.ts';
import {
  DESCRIBE_ANSWER,
  LIMITS_ANSWER,
  OBJECTS_ANSWER,
  type ObjectEntry,
  QUERY_ANSWER,
  type QueryAnswer,
  RECORD,
  SAVE_RESULTS,
  SAVED,
  type SaveResult,
  SEARCH_ANSWER,
  type VendorRecord,
} from './wire.ts';

/** What the tools need of Salesforce's REST API. */
export interface SalesforceClient {
  readonly environment: 'production' | 'sandbox';
  /** The first batch of a result. */
  query(soql: string): Promise<QueryAnswer>;
  /** One page of a result that is read to its end. Without a cursor it is where the caller of the tool goes on. */
  page(soql: string, at: { limit: number; cursor?: string | undefined }): Promise<ListPage<VendorRecord>>;
  search(sosl: string): Promise<VendorRecord[]>;
  objects(): Promise<ObjectEntry[]>;
  /** @throws RK_INVALID_REQUEST with the nearest names for an object that does not exist */
  describe(object: string): Promise<ObjectSchema>;
  create(object: string, fields: Record<string, unknown>): Promise<string>;
  update(object: string, id: string, fields: Record<string, unknown>): Promise<void>;
  /** Moves a record to the recycle bin. */
  remove(object: string, id: string): Promise<void>;
  /** Up to 200 records at once, each by itself: what became of each, in their order. */
  createMany(object: string, records: readonly Row[]): Promise<SaveResult[]>;
  updateMany(object: string, records: readonly (Row & { id: string })[]): Promise<SaveResult[]>;
  removeMany(ids: readonly string[]): Promise<SaveResult[]>;
  /** The corporate currency and, where it is known, the user's; undefined in an org with one currency. */
  currencies(): Promise<Currencies | undefined>;
  limits(): Promise<z.output<typeof LIMITS_ANSWER>>;
  /** Id of the user that the token stands for. */
  userId(): Promise<string>;
  /** Where the org lives; known after the first call. */
  instanceUrl(): Promise<string>;
  /** Calls of the last 24 hours, as the latest answer said. */
  usage(): ApiUsage | undefined;
}

interface Currencies {
  corporate: string;
  user: string | undefined;
}

export const TOKEN_PATH = '/services/oauth2/token';
const DESCRIBE_TTL_MS = 10 * 60_000;
const LOCK_ATTEMPTS = 3;
const LOCK_PAUSE_MS = 400;

/** Opens a client; the first call fetches the token. */
export function createClient(context: OpenContext<SalesforceConfig>): SalesforceClient {
  const { config } = context;
  const data = `/services/data/${config.apiVersion}`;
  const tokens = tokenSource(context);
  let usage: ApiUsage | undefined;
  const schemas = new Cache<ObjectSchema>(DESCRIBE_TTL_MS);

  const http = context.http({
    baseUrl: config.instanceUrl ?? config.loginUrl,
    auth: bearer(tokens),
    timeoutMs: 120_000,
    classify(response) {
      usage = parseLimitInfo(response.headers.get('sforce-limit-info')) ?? usage;
      return classify(response);
    },
  });

  async function instanceUrl(): Promise<string> {
    if (config.instanceUrl !== undefined) return trimmed(config.instanceUrl);
    await tokens.get();
    const url = tokens.answer().instance_url;
    if (typeof url === 'string' && URL.canParse(url)) return trimmed(url);
    throw unexpectedAnswer('Salesforce', 'the token endpoint named no instance_url');
  }

  async function send(request: HttpRequest): Promise<HttpResponse> {
    const base = await instanceUrl();
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await http.request({ ...request, path: new URL(request.path, base).href });
      } catch (error) {
        const locked = error instanceof RolekitError && error.data.vendorCode === 'UNABLE_TO_LOCK_ROW';
        if (!locked || attempt >= LOCK_ATTEMPTS) throw error;
        // a locked row means that nothing was changed, so that even a create may be sent again
        await pause(LOCK_PAUSE_MS * attempt);
      }
    }
  }

  const explained = (request: HttpRequest): Promise<HttpResponse> =>
    send(request).catch(async (error: unknown) => {
      throw await explain.error(client, error);
    });
  // what explains an error is not explained itself
  const catalog = apiOf('Salesforce', { request: send });
  const api = apiOf('Salesforce', { request: explained });

  const client: SalesforceClient = {
    environment: context.environment,
    instanceUrl,
    usage: () => usage,
    query: (soql) => api.get(`${data}/query`, QUERY_ANSWER, batchesOf(soql, 2000)),
    page: (soql, at) =>
      api.list(`${data}/query`, RECORD, {
        ...batchesOf(soql, at.limit),
        ...at,
        rows: 'records',
        paging: byNextUrl({ at: 'nextRecordsUrl', total: 'totalSize' }),
        key: ({ Id }) => Id as string | undefined,
      }),
    search: async (sosl) => (await api.get(`${data}/search`, SEARCH_ANSWER, { query: { q: sosl } })).searchRecords,
    objects: cached(DESCRIBE_TTL_MS, async () => (await catalog.get(`${data}/sobjects`, OBJECTS_ANSWER)).sobjects),
    async describe(object) {
      const entry = (await client.objects()).find(({ name }) => name.toLowerCase() === object.toLowerCase());
      if (!entry) throw await explain.unknownObject(client, object);
      const { name } = entry;
      return schemas.get(name, async () =>
        toSchema(await catalog.get(data + path`/sobjects/${name}/describe`, DESCRIBE_ANSWER)),
      );
    },
    create: async (object, json) => (await api.post(data + path`/sobjects/${object}`, SAVED, { json })).id,
    async update(object, id, json) {
      await api.request({ method: 'PATCH', path: data + path`/sobjects/${object}/${id}`, json, repeatable: true });
    },
    remove: (object, id) => api.delete(data + path`/sobjects/${object}/${id}`),
    createMany: (object, records) =>
      api.post(`${data}/composite/sobjects`, SAVE_RESULTS, collectionOf(object, records)),
    updateMany: (object, records) =>
      api.patch(`${data}/composite/sobjects`, SAVE_RESULTS, collectionOf(object, records)),
    removeMany: (ids) =>
      api.delete(`${data}/composite/sobjects`, SAVE_RESULTS, { query: { ids: ids.join(','), allOrNone: false } }),
    currencies: cached(DESCRIBE_TTL_MS, readCurrencies),
    limits: () => catalog.get(`${data}/limits`, LIMITS_ANSWER),
    async userId() {
      await tokens.get();
      const identity = tokens.answer().id;
      const id = typeof identity === 'string' ? /\/id\/\w+\/(\w+)$/.exec(identity)?.[1] : undefined;
      if (id === undefined) throw unexpectedAnswer('Salesforce', 'the token endpoint named no user');
      return id;
    },
  };

  async function readCurrencies(): Promise<Currencies | undefined> {
    const hasSeveral = (await client.objects()).some((object) => object.name === 'CurrencyType');
    if (!hasSeveral) return undefined;
    const { records } = await client.query('SELECT IsoCode FROM CurrencyType WHERE IsCorporate = true');
    const user = await client.userId().catch(() => undefined);
    const own = user && (await client.query(`SELECT DefaultCurrencyIsoCode FROM User WHERE Id = '${user}'`));
    const currency = own ? own.records[0]?.DefaultCurrencyIsoCode : undefined;
    return {
      corporate: String(records[0]?.IsoCode ?? 'the corporate currency'),
      user: typeof currency === 'string' ? currency : undefined,
    };
  }

  return client;
}

/** Records of one object, none of which waits for the others. */
function collectionOf(type: string, records: readonly Row[]) {
  return { json: { allOrNone: false, records: records.map((record) => ({ attributes: { type }, ...record })) } };
}

/** A query, and how many of its rows come at once: Salesforce takes 200 to 2,000. */
function batchesOf(soql: string, size: number) {
  return {
    query: { q: soql },
    headers: { 'sforce-query-options': `batchSize=${Math.min(2000, Math.max(200, size))}` },
  };
}

function tokenSource(context: OpenContext<SalesforceConfig>): TokenSource {
  const { clientId, clientSecret, refreshToken, loginUrl, instanceUrl } = context.config;
  // the client credentials flow works on the org's own domain only
  const baseUrl = refreshToken === undefined ? (instanceUrl ?? loginUrl) : loginUrl;
  const http = context.http({ baseUrl, classify: classifyToken });
  const client = { http, path: TOKEN_PATH, clientId, clientSecret };
  if (refreshToken !== undefined) return keptRefreshToken(context, 'refreshToken', { ...client, refreshToken });
  return clientCredentials({ ...client, connector: context.connector });
}

function trimmed(url: string): string {
  return url.replace(/\/+$/, '');
}
