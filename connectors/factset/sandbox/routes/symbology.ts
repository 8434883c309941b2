import type { ListedCompany } from '@rolekit/demo-data';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FactSetError, invalidValue, missing } from '../errors.ts';
import { idsOf, listOf, oneOf, paramsOf } from '../params.ts';
import type { SandboxState } from '../state.ts';

const IDENTIFIERS = {
  tickerRegion: (company: ListedCompany) => company.ticker,
  fsymRegionalId: (company: ListedCompany) => company.fsymId,
  fsymSecurityId: (company: ListedCompany) => company.securityId,
  fsymListingId: (company: ListedCompany) => company.listingId,
  fsymEntityId: (company: ListedCompany) => company.entityId,
  ISIN: (company: ListedCompany) => company.isin,
} as const;
type Identifier = keyof typeof IDENTIFIERS;

/** Types that the vendor has and the fictional market has no ids of. */
const WITHOUT_IDS: readonly string[] = ['SEDOL', 'CUSIP', 'tickerExchange', 'BIC', 'CIK', 'LEI', 'WKN', 'EIN', 'RSSD'];

export function registerSymbology(app: FastifyInstance, state: SandboxState): void {
  const handler = (request: FastifyRequest) => {
    const params = paramsOf(request, ['ids', 'inputSymbolType', 'outputSymbolTypes']);
    const ids = idsOf(state, request, params, 100);
    const known = Object.keys(IDENTIFIERS) as Identifier[];
    const input = oneOf(params, 'inputSymbolType', [...known, ...WITHOUT_IDS], 'tickerRegion');
    const outputs = listOf(params, 'outputSymbolTypes');
    if (outputs.length === 0) throw missing('outputSymbolTypes');
    if (outputs.some((output) => !known.includes(output as Identifier) && !WITHOUT_IDS.includes(output)))
      throw invalidValue('outputSymbolTypes');
    return { data: ids.map((id) => resolve(state, id, input, outputs)) };
  };
  app.get('/content/symbology/v3/identifier-resolution', handler);
  app.post('/content/symbology/v3/identifier-resolution', handler);
}

function resolve(state: SandboxState, id: string, input: string, outputs: readonly string[]) {
  const company = state.market.find(id)?.company;
  const identify = IDENTIFIERS[input as Identifier];
  const found = company && identify?.(company).toUpperCase() === id.toUpperCase() ? company : undefined;
  return {
    requestId: id,
    inputSymbolType: input,
    ...Object.fromEntries(
      outputs.map((output) => [fieldOf(output), found ? (IDENTIFIERS[output as Identifier]?.(found) ?? null) : null]),
    ),
    name: found?.name ?? null,
    frefListingExchange: found?.exchange ?? null,
    currency: found?.currency ?? null,
  };
}

/** Types in capitals are fields in small letters: `ISIN` is answered as `isin`. */
function fieldOf(output: string): string {
  return output === output.toUpperCase() ? output.toLowerCase() : output;
}

interface LookupBody {
  data?: { searchText?: unknown; datasets?: unknown };
  meta?: { limitPerDataset?: unknown };
}

export function registerLookup(app: FastifyInstance, state: SandboxState): void {
  app.post<{ Body: LookupBody | null }>('/idsearch/v2/lookup', (request) => {
    const { data, meta } = request.body ?? {};
    if (typeof data?.searchText !== 'string' || data.searchText.trim() === '') throw missing('searchText');
    if (!Array.isArray(data.datasets) || data.datasets.length === 0) throw missing('datasets');
    const limit = meta?.limitPerDataset === undefined ? 10 : Number(meta.limitPerDataset);
    if (!Number.isInteger(limit) || limit < 1) throw new FactSetError(400, 'limitPerDataset must be a positive number');
    const found = data.datasets.some((dataset: { dataset?: unknown }) => dataset?.dataset === 'equities')
      ? search(state, data.searchText).slice(0, limit)
      : [];
    return {
      data: found.map((company) => ({
        dataset: 'equities',
        id: company.ticker,
        idType: 'tickerRegion',
        name: company.name,
        issuerName: company.name,
        entityId: company.entityId,
        fsymRegionalId: company.fsymId,
        fsymListingId: company.listingId,
      })),
      meta: { resultCount: { equities: found.length } },
    };
  });
}

/** Best first: the very id, then names and tickers that begin with the text, then those in which every word occurs. */
function search(state: SandboxState, text: string): ListedCompany[] {
  const wanted = text.trim().toLowerCase();
  const exact = state.market.find(wanted)?.company;
  const scored = state.market.companies.flatMap((company) => {
    const ticker = company.ticker.toLowerCase();
    const name = company.name.toLowerCase();
    const whole = `${name} ${ticker} ${company.isin.toLowerCase()} ${company.fsymId.toLowerCase()}`;
    if (ticker === wanted || name === wanted) return [{ company, score: 0 }];
    if (ticker.startsWith(`${wanted}-`)) return [{ company, score: 1 }];
    if (name.startsWith(wanted) || ticker.startsWith(wanted)) return [{ company, score: 2 }];
    return wanted.split(/\s+/).every((word) => whole.includes(word)) ? [{ company, score: 3 }] : [];
  });
  const found = scored
    .sort((a, b) => a.score - b.score || a.company.name.localeCompare(b.company.name))
    .map((item) => item.company);
  return exact && !found.includes(exact) ? [exact, ...found] : found;
}
