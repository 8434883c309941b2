import type { OpenContext, ToolCall } from '@rolekit/sdk';
import { basic, Cache, parseAnswer } from '@rolekit/sdk/http';
import type { z } from 'zod';
import { type Catalogue, estimateItem, fundamentalItem } from './catalogue.ts';
import type { FactSetConfig } from './connection.ts';
import { classify } from './errors.ts';
import { METRICS } from './wire.ts';

export const FUNDAMENTALS_API = '/content/factset-fundamentals/v2';
export const ESTIMATES_API = '/content/factset-estimates/v2';
export const PRICES_API = '/content/factset-global-prices/v1';

/** What a company is called, by any of its ids. */
export interface Naming {
  ticker: string | undefined;
  name: string | undefined;
  fsymId: string | undefined;
  currency: string | undefined;
  exchange: string | undefined;
}

/** What the tools need of FactSet's APIs. */
export interface FactSetClient {
  readonly username: string;
  readonly jobWaitMs: number;
  /** Sends a request that only reads, at the vendor's pace, and checks the form of the answer. */
  post<S extends z.ZodType>(schema: S, path: string, json: unknown, signal?: AbortSignal): Promise<z.output<S>>;
  get<S extends z.ZodType>(
    schema: S,
    path: string,
    query: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<z.output<S>>;
  fundamentalItems(signal?: AbortSignal): Promise<Catalogue>;
  estimateItems(signal?: AbortSignal): Promise<Catalogue>;
  /** Companies that were resolved before, by upper-case id. */
  readonly namings: Cache<Naming>;
}

/** A call about ids, of any tool. */
export type Call<I = unknown> = ToolCall<I & AboutIds, FactSetClient>;

interface AboutIds {
  ids: string[];
  currency?: string | undefined;
  allowMixedFiscalYears?: boolean | undefined;
}

const HOUR_MS = 60 * 60_000;
/** The result of a batch job over 5,000 ids comes in one piece. */
const MAX_RESPONSE_BYTES = 128 * 1024 * 1024;
/** Names change rarely; a long-lived process still forgets them. */
const MAX_CACHED_NAMES = 20_000;

/** Opens a client; nothing is sent before the first call. */
export function createClient(context: OpenContext<FactSetConfig>): FactSetClient {
  const { config } = context;
  const http = context.http({
    baseUrl: config.baseUrl,
    auth: basic(config.username, config.apiKey),
    classify,
    policy: {
      // FactSet allows ten requests a second and ten at once; the rest is for the user's other programs
      rates: [{ kind: 'window', calls: 8, perMs: 1000 }],
      concurrency: 4,
      timeoutMs: 60_000,
      maxBytes: MAX_RESPONSE_BYTES,
    },
  });
  const catalogues = new Cache<Catalogue>(HOUR_MS);

  async function send<S extends z.ZodType>(
    schema: S,
    request: Parameters<typeof http.request>[0],
  ): Promise<z.output<S>> {
    const response = await http.request({ ...request, repeatable: true });
    return parseAnswer('FactSet', schema, response.body, `the answer of ${request.path}`);
  }

  const catalogue = (api: string, item: typeof fundamentalItem, signal: AbortSignal | undefined) =>
    catalogues.get(
      api,
      async (shared) => {
        const { data } = await send(METRICS, { path: `${api}/metrics`, signal: shared });
        return { items: new Map(data.map((entry) => [entry.metric, item(entry)])) };
      },
      signal,
    );

  return {
    username: config.username,
    jobWaitMs: config.jobWaitSeconds * 1000,
    post: (schema, path, json, signal) => send(schema, { method: 'POST', path, json, signal }),
    get: (schema, path, query, signal) => send(schema, { path, query, signal }),
    fundamentalItems: (signal) => catalogue(FUNDAMENTALS_API, fundamentalItem, signal),
    estimateItems: (signal) => catalogue(ESTIMATES_API, estimateItem, signal),
    namings: new Cache<Naming>(24 * HOUR_MS, { most: MAX_CACHED_NAMES }),
  };
}
