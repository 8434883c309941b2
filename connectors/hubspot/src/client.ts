import { type OpenContext, RolekitError } from '@rolekit/sdk';
import {
  bearer,
  byCursor,
  cached,
  keptRefreshToken,
  path,
  staticToken,
  type TokenSource,
  unexpectedAnswer,
} from '@rolekit/sdk/http';
import { z } from 'zod';
import { pathsOf } from './api-paths.ts';
import type { HubSpotConfig } from './connection.ts';
import { classify } from './errors.ts';
import { ACCOUNT, BATCH, LABEL, type Label, MERGED_IDS, OBJECT, OWN_TYPE, OWNER, PIPELINE, PROPERTY } from './wire.ts';

export interface ReadOptions {
  properties: readonly string[];
  history?: readonly string[];
  /** Another property whose values are unique. @default the id */
  idProperty?: string | undefined;
  /** Those that were archived, and no others. @default false */
  archived?: boolean | undefined;
}

/** What changes so seldom is asked for once in ten minutes. */
const SCHEMA_TTL_MS = 10 * 60_000;

/** The pages of HubSpot's lists. @param maxSize rows that one of them has at most */
export const byAfter = (maxSize: number) =>
  byCursor({ at: 'paging.next.after', param: 'after', sizeParam: 'limit', maxSize, total: 'total' });

/** What the tools need of HubSpot's API. */
export type HubSpotClient = ReturnType<typeof createClient>;

/** Opens a client; nothing is sent before the first call. @throws RK_NOT_CONNECTED without a credential */
export function createClient(context: OpenContext<HubSpotConfig>) {
  const { baseUrl, apiVersion } = context.config;
  const paths = pathsOf(apiVersion);
  const options = { baseUrl, auth: bearer(tokenSource(context)), classify };
  // the smallest accounts may send a hundred calls in ten seconds, shared with nothing but other processes of this app
  const api = context.http({ ...options, policy: { rates: [{ calls: 100, perMs: 10_000 }], concurrency: 8 } });
  /** For searches, which HubSpot limits apart. */
  const searching = context.http({ ...options, policy: { rates: [{ calls: 4, perMs: 1000 }], concurrency: 2 } });
  const write = <S extends z.ZodType>(schema: S, at: string, inputs: unknown[]) =>
    api.post(at, schema, { json: { inputs } });
  const rows = <S extends z.ZodType>(at: string, row: S) => api.all(at, row, { rows: 'results' });
  /** How objects of one type may be associated with those of another: without a label, and with each that the account has. */
  const labels = cached(SCHEMA_TTL_MS, async (pair) => {
    const [from = '', to = ''] = pair.split('/');
    return rows(paths.associations(from, to, '/labels'), LABEL);
  });
  return {
    ...{ paths, api, searching, write },
    /**
     * Up to 100 objects by id; those that do not exist are left out, and of a merged one comes the record that it was
     * merged into, with the ids that it took over.
     */
    async read(type: string, ids: readonly string[], { properties, history = [], idProperty, archived }: ReadOptions) {
      const names = archived ? properties : [...new Set([...properties, MERGED_IDS])];
      const query = archived ? { archived: 'true' } : {};
      const [first] = ids;
      // a batch would do too, but only a GET shows everybody on the way that nothing is changed
      if (ids.length === 1 && first !== undefined && idProperty === undefined) {
        const found = await api.get(paths.objects(type, path`/${first}`), OBJECT.optional(), {
          query: { ...query, properties: listed(names), propertiesWithHistory: listed(history) },
          policy: { rules: [{ status: 404, action: 'ignore' }] },
        });
        return found ? [found] : [];
      }
      const inputs = [...new Set(ids)].map((id) => ({ id }));
      const json = { inputs, properties: names, propertiesWithHistory: history, idProperty };
      return (await api.query(paths.objects(type, '/batch/read'), BATCH, { query, json })).results;
    },
    /** Moves objects to where a person can restore them for 90 days; those that are gone are left out. */
    archive(type: string, ids: readonly string[]) {
      const inputs = ids.map((id) => ({ id }));
      return write(z.unknown(), paths.objects(type, '/batch/archive'), inputs);
    },
    properties: cached(SCHEMA_TTL_MS, async (type) => {
      const all = await rows(paths.of('properties', path`/${type}`), PROPERTY);
      return new Map(all.map((property) => [property.name, property]));
    }),
    pipelines: cached(SCHEMA_TTL_MS, (type) => rows(paths.of('pipelines', path`/${type}`), PIPELINE)),
    /** Active and deactivated owners: old records still name those who left. */
    owners: cached(SCHEMA_TTL_MS, async () => {
      const of = (archived: boolean) =>
        api.all(paths.of('owners'), OWNER, { query: { archived }, rows: 'results', paging: byAfter(500), limit: 500 });
      const all = [...(await of(false)), ...(await of(true))];
      if (new Set(all.map(({ id }) => id)).size < all.length)
        throw unexpectedAnswer('HubSpot', 'it sent owners a second time');
      return all;
    }),
    /** The types that somebody of this account made; none where the app may not see them. */
    ownTypes: cached(SCHEMA_TTL_MS, async () => {
      const unseen = { status: [403, 404], action: 'ignore', answer: { results: [] } } as const;
      return api.all(paths.types, OWN_TYPE, { rows: 'results', policy: { rules: [unseen] } });
    }),
    labels: (from: string, to: string) => labels(`${from}/${to}`),
    account: () => api.get(paths.account, ACCOUNT),
  };
}

const listed = (names: readonly string[]) => (names.length > 0 ? names.join(',') : undefined);

/** The association without a label; of types of the account's own it may be the account's too. */
export function unlabelled(labels: readonly Label[]): Label | undefined {
  const plain = labels.filter(({ label }) => (label ?? null) === null);
  return plain.find(({ category }) => category === 'HUBSPOT_DEFINED') ?? plain[0];
}

function tokenSource(context: OpenContext<HubSpotConfig>): TokenSource {
  const { baseUrl, accessToken, clientId, clientSecret, refreshToken } = context.config;
  if (accessToken !== undefined) return staticToken(accessToken);
  if (clientId === undefined || clientSecret === undefined || refreshToken === undefined)
    throw new RolekitError('RK_NOT_CONNECTED', {
      connector: context.connector,
      reason: 'it needs an access token, or client id, client secret and refresh token of an OAuth app',
      command: 'rolekit connect hubspot',
    });
  const http = context.http({ baseUrl });
  const client = { path: '/oauth/v1/token', clientId, clientSecret, refreshToken };
  return keptRefreshToken(context, 'refreshToken', { http, ...client });
}
