import type { OpenContext } from '@rolekit/sdk';
import { basic, Cache } from '@rolekit/sdk/http';
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
export type FactSetClient = ReturnType<typeof createClient>;

/** What every tool is asked about ids. */
export interface AboutIds {
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
export function createClient({ config, http }: OpenContext<FactSetConfig>) {
  const api = http({
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
  const catalogue = (base: string, item: typeof fundamentalItem) =>
    catalogues.get(base, async () => {
      const { data } = await api.get(`${base}/metrics`, METRICS);
      return { items: new Map(data.map((entry) => [entry.metric, item(entry)])) };
    });

  return {
    api,
    username: config.username,
    jobWaitMs: config.jobWaitSeconds * 1000,
    fundamentalItems: () => catalogue(FUNDAMENTALS_API, fundamentalItem),
    estimateItems: () => catalogue(ESTIMATES_API, estimateItem),
    /** Companies that were resolved before, by upper-case id. */
    namings: new Cache<Naming>(24 * HOUR_MS, { most: MAX_CACHED_NAMES }),
  };
}
