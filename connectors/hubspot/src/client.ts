import { type ListPage, type OpenContext, RolekitError } from '@rolekit/sdk';
import {
  bearer,
  byCursor,
  Cache,
  type HttpClient,
  type HttpRequest,
  type ListRequest,
  listPage,
  parseAnswer,
  refreshToken,
  staticToken,
  type TokenSource,
  unexpectedAnswer,
} from '@rolekit/sdk/http';
import { z } from 'zod';
import { type Paths, pathsOf } from './api-paths.ts';
import type { HubSpotConfig } from './connection.ts';
import { classify } from './errors.ts';
import {
  ACCOUNT,
  BATCH,
  type BatchAnswer,
  LABELS,
  type Label,
  MERGED_IDS,
  OBJECT,
  OWNERS,
  type Owner,
  type OwnType,
  PIPELINES,
  type Pipeline,
  PROPERTIES,
  type Property,
  TYPES,
  type VendorObject,
} from './wire.ts';

/** What the tools need of HubSpot's API. */
export interface HubSpotClient {
  readonly paths: Paths;
  /** One page of a list; `search` counts as one of the searches, which HubSpot limits apart. */
  page<S extends z.ZodType>(row: S, request: ListRequest & { search?: boolean }): Promise<ListPage<z.output<S>>>;
  get<S extends z.ZodType>(
    schema: S,
    path: string,
    signal: AbortSignal,
    query?: HttpRequest['query'],
  ): Promise<z.output<S>>;
  /**
   * Up to 100 objects by id, or by another property whose values are unique; those that do not exist are left out, and
   * of a merged one comes the record that it was merged into, with the ids that it took over.
   */
  read(type: string, ids: readonly string[], options: ReadOptions): Promise<VendorObject[]>;
  /** Sends what only reads, though it is a POST. */
  ask<S extends z.ZodType>(schema: S, path: string, json: unknown, signal: AbortSignal): Promise<z.output<S>>;
  /** Sends a write once; it is never repeated. */
  write<S extends z.ZodType>(schema: S, path: string, json: unknown, signal: AbortSignal): Promise<z.output<S>>;
  /** Sends a batch of writes once. */
  batch(type: string, verb: 'create' | 'update', inputs: unknown[], signal: AbortSignal): Promise<BatchAnswer>;
  /** Moves objects to where a person can restore them for 90 days; those that are gone are left out. */
  archive(type: string, ids: readonly string[], signal: AbortSignal): Promise<void>;
  properties(type: string, signal: AbortSignal): Promise<ReadonlyMap<string, Property>>;
  pipelines(type: string, signal: AbortSignal): Promise<readonly Pipeline[]>;
  owners(signal: AbortSignal): Promise<readonly Owner[]>;
  /** The types that somebody of this account made; none where the app may not see them. */
  ownTypes(signal: AbortSignal): Promise<readonly OwnType[]>;
  /** How objects of one type may be associated with those of another: without a label, and with each that the account has. */
  labels(from: string, to: string, signal: AbortSignal): Promise<readonly Label[]>;
  /** The number of the unlabelled association between two types. */
  associationType(from: string, to: string, signal: AbortSignal): Promise<{ category: string; typeId: number }>;
  account(signal: AbortSignal): Promise<z.output<typeof ACCOUNT>>;
}

export interface ReadOptions {
  properties: readonly string[];
  history?: readonly string[] | undefined;
  idProperty?: string | undefined;
  /** Those that were archived, and no others. @default false */
  archived?: boolean | undefined;
  signal: AbortSignal;
}

const SCHEMA_TTL_MS = 10 * 60_000;
const OWNERS_OF_PAGE = 500;
const EMPTY_PAGE = 'HubSpot sent a page without rows and says that there is more; rows may be missing.';

/** Opens a client; nothing is sent before the first call. @throws RK_NOT_CONNECTED without a credential */
export function createClient(context: OpenContext<HubSpotConfig>): HubSpotClient {
  const { config } = context;
  const paths = pathsOf(config.apiVersion);
  const auth = bearer(tokenSource(context));
  const options = { baseUrl: config.baseUrl, auth, classify };
  // the smallest accounts may send a hundred calls in ten seconds, shared with nothing but other processes of this app
  const http = context.http({ ...options, policy: { rates: [{ calls: 100, perMs: 10_000 }], concurrency: 8 } });
  const searching = context.http({
    ...options,
    policy: { rates: [{ calls: 4, perMs: 1000 }], concurrency: 2 },
  });
  const properties = new Cache<ReadonlyMap<string, Property>>(SCHEMA_TTL_MS);
  const pipelines = new Cache<readonly Pipeline[]>(SCHEMA_TTL_MS);
  const owners = new Cache<readonly Owner[]>(SCHEMA_TTL_MS);
  const ownTypes = new Cache<readonly OwnType[]>(SCHEMA_TTL_MS);
  const labels = new Cache<readonly Label[]>(SCHEMA_TTL_MS);

  async function ask<S extends z.ZodType>(
    schema: S,
    request: HttpRequest,
    by: HttpClient = http,
  ): Promise<z.output<S>> {
    const { body } = await by.request(request);
    return parseAnswer('HubSpot', schema, body, `the answer of ${request.path}`);
  }

  /** A batch of one would do too, but only a GET shows everybody on the way that nothing is changed. */
  async function readOne(
    path: string,
    names: readonly string[],
    { history = [], archived, signal }: Omit<ReadOptions, 'properties'>,
  ) {
    const query = {
      ...(archived ? { archived: 'true' } : {}),
      ...(names.length > 0 ? { properties: names.join(',') } : {}),
      ...(history.length > 0 ? { propertiesWithHistory: history.join(',') } : {}),
    };
    try {
      return [await ask(OBJECT, { path, query, signal })];
    } catch (error) {
      if (error instanceof RolekitError && error.kind === 'not_found') return [];
      throw error;
    }
  }

  const client: HubSpotClient = {
    paths,
    async page(row, { search, ...request }) {
      const page = await listPage(search ? searching : http, request);
      return {
        items: page.items.map((item) => parseAnswer('HubSpot', row, item, 'a row of its answer')),
        next: page.next,
        total: page.total,
        notes: [...(page.notes ?? []), ...(page.items.length === 0 && page.next !== undefined ? [EMPTY_PAGE] : [])],
      };
    },
    get: (schema, path, signal, query) => ask(schema, { path, signal, ...(query ? { query } : {}) }),
    async read(type, ids, { properties: asked, history, idProperty, archived, signal }) {
      const names = archived ? asked : [...new Set([...asked, MERGED_IDS])];
      const [first] = ids;
      if (ids.length === 1 && first !== undefined && idProperty === undefined)
        return readOne(paths.objects(type, `/${encodeURIComponent(first)}`), names, { history, archived, signal });
      const json = {
        inputs: [...new Set(ids)].map((id) => ({ id })),
        properties: names,
        propertiesWithHistory: history ?? [],
        ...(idProperty === undefined ? {} : { idProperty }),
      };
      const path = paths.objects(type, '/batch/read');
      const query = archived ? { archived: 'true' } : {};
      return (await ask(BATCH, { method: 'POST', path, query, json, repeatable: true, signal })).results;
    },
    ask: (schema, path, json, signal) => ask(schema, { method: 'POST', path, json, repeatable: true, signal }),
    write: (schema, path, json, signal) => ask(schema, { method: 'POST', path, json, repeatable: false, signal }),
    batch: (type, verb, inputs, signal) =>
      client.write(BATCH, paths.objects(type, `/batch/${verb}`), { inputs }, signal),
    async archive(type, ids, signal) {
      const inputs = ids.map((id) => ({ id }));
      await client.write(z.unknown(), paths.objects(type, '/batch/archive'), { inputs }, signal);
    },
    properties: (type, signal) =>
      properties.get(
        type,
        async (shared) => {
          const { results } = await ask(PROPERTIES, {
            path: paths.of('properties', `/${encodeURIComponent(type)}`),
            signal: shared,
          });
          return new Map(results.map((result) => [result.name, result]));
        },
        signal,
      ),
    pipelines: (type, signal) =>
      pipelines.get(
        type,
        async (shared) =>
          (await ask(PIPELINES, { path: paths.of('pipelines', `/${encodeURIComponent(type)}`), signal: shared }))
            .results,
        signal,
      ),
    owners: (signal) => owners.get('', (shared) => allOwners(client, shared), signal),
    ownTypes: (signal) =>
      ownTypes.get(
        '',
        async (shared) => {
          try {
            return (await ask(TYPES, { path: paths.types, signal: shared })).results;
          } catch (error) {
            if (error instanceof RolekitError && (error.kind === 'forbidden' || error.kind === 'not_found')) return [];
            throw error;
          }
        },
        signal,
      ),
    labels: (from, to, signal) =>
      labels.get(
        `${from}/${to}`,
        async (shared) =>
          (await ask(LABELS, { path: paths.associations(from, to, '/labels'), signal: shared })).results,
        signal,
      ),
    async associationType(from, to, signal) {
      const plain = unlabelled(await client.labels(from, to, signal));
      if (plain) return plain;
      throw new RolekitError('RK_INVALID_REQUEST', {
        reason: `${from} cannot be associated with ${to}.`,
        hint: 'Associate with another kind of object.',
      });
    },
    account: (signal) => ask(ACCOUNT, { path: paths.account, signal }),
  };
  return client;
}

/** Active and deactivated owners: old records still name those who left. */
async function allOwners(client: HubSpotClient, signal: AbortSignal): Promise<Owner[]> {
  const found: Owner[] = [];
  for (const archived of [false, true]) {
    let cursor: string | undefined;
    do {
      const page = await client.page(OWNERS.shape.results.element, {
        request: { path: client.paths.of('owners'), query: { archived } },
        paging: byCursor({ at: 'paging.next.after', param: 'after', sizeParam: 'limit', maxSize: OWNERS_OF_PAGE }),
        rows: rowsOf,
        cursor,
        limit: OWNERS_OF_PAGE,
        signal,
      });
      if (page.items.some((item) => found.some((other) => other.id === item.id)))
        throw unexpectedAnswer('HubSpot', 'it sent owners a second time');
      found.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
  }
  return found;
}

/** The association without a label; of types of the account's own it may be the account's too. */
export function unlabelled(labels: readonly Label[]): Label | undefined {
  const plain = labels.filter(({ label }) => (label ?? null) === null);
  return plain.find(({ category }) => category === 'HUBSPOT_DEFINED') ?? plain[0];
}

/** The rows of most of HubSpot's lists. */
export function rowsOf(body: unknown): unknown[] | undefined {
  const results = (body as { results?: unknown } | undefined)?.results;
  return Array.isArray(results) ? results : undefined;
}

function tokenSource(context: OpenContext<HubSpotConfig>): TokenSource {
  const { config, connector, http, save, exclusive } = context;
  if (config.accessToken !== undefined) return staticToken(config.accessToken);
  const { clientId, clientSecret, refreshToken: refresh } = config;
  if (clientId === undefined || clientSecret === undefined || refresh === undefined)
    throw new RolekitError('RK_NOT_CONNECTED', {
      connector,
      reason: 'it needs an access token, or client id, client secret and refresh token of an OAuth app',
      command: 'rolekit connect hubspot',
    });
  return refreshToken({
    connector,
    http: http({ baseUrl: config.baseUrl }),
    path: '/oauth/v1/token',
    clientId,
    clientSecret,
    refreshToken: refresh,
    save: (rotated) => save({ refreshToken: rotated }),
    exclusive: exclusive && ((work) => exclusive('refreshToken', work)),
  });
}
