import { RolekitError } from '@rolekit/sdk';
import type { FactSetClient, Naming } from './client.ts';
import { FOUND, RESOLVED } from './wire.ts';

/** Ids of one request to the symbology API. */
const BATCH = 100;
/** Beyond this many, names are not worth the requests. */
const MAX_IDS = 1000;
const MAX_CANDIDATES = 10;

/** The types of id that FactSet takes as they are, by their form. */
const FORMS = [
  ['tickerRegion', /^[A-Z0-9][A-Z0-9.]*-[A-Z]{2}$/],
  ['fsymRegionalId', /^[0-9B-DF-HJ-NP-TV-Z]{6}-R$/],
  ['fsymSecurityId', /^[0-9B-DF-HJ-NP-TV-Z]{6}-S$/],
  ['fsymListingId', /^[0-9B-DF-HJ-NP-TV-Z]{6}-L$/],
  ['fsymEntityId', /^[0-9A-Z]{6}-E$/],
  ['ISIN', /^[A-Z]{2}[A-Z0-9]{9}[0-9]$/],
] as const;
type IdType = (typeof FORMS)[number][0];

export interface Candidate {
  id: string;
  name: string;
  fsymId: string | undefined;
}

/** What became of one id. Only `ok` ids are asked for. */
export type Identified =
  | { asked: string; status: 'ok'; send: string; naming: Naming | undefined; note?: string }
  | { asked: string; status: 'not_found'; message: string }
  | { asked: string; status: 'ambiguous'; message: string; candidates: Candidate[] };

export interface Identification {
  all: Identified[];
  notes: string[];
}

export function typeOfId(id: string): IdType | undefined {
  return FORMS.find(([, form]) => form.test(id))?.[0];
}

/**
 * Finds out which security each id means. What has the form of an id is resolved; anything else, such as a name or a bare
 * ticker, is searched, and counts only when exactly one company has that name or ticker. FactSet itself would take a bare
 * ticker for the American one.
 */
export async function identify(client: FactSetClient, asked: readonly string[]): Promise<Identification> {
  const ids = [...new Map(asked.map((id) => [id.trim().toUpperCase(), id.trim()])).values()].filter((id) => id !== '');
  if (ids.length > MAX_IDS) return { all: ids.map(byForm), notes: [`Names are left out: more than ${MAX_IDS} ids.`] };
  const notes: string[] = [];
  await resolveAll(
    client,
    ids.map((id) => id.toUpperCase()),
  ).catch((error: unknown) => {
    if (!(error instanceof RolekitError) || error.kind !== 'forbidden') throw error;
    notes.push('Names are left out: the FactSet subscription has no symbology API.');
  });
  const all = await Promise.all(ids.map((id) => identifyOne(client, id, notes.length === 0)));
  return { all, notes };
}

function byForm(id: string): Identified {
  if (typeOfId(id.toUpperCase())) return { asked: id, status: 'ok', send: id.toUpperCase(), naming: undefined };
  return {
    asked: id,
    status: 'not_found',
    message: 'It does not have the form of an id; find it with factset_resolve_ids.',
  };
}

async function identifyOne(client: FactSetClient, id: string, resolved: boolean): Promise<Identified> {
  const key = id.toUpperCase();
  if (typeOfId(key)) {
    const naming = client.namings.peek(key);
    if (naming?.fsymId === undefined && naming?.name === undefined && resolved)
      return {
        asked: id,
        status: 'not_found',
        message: 'FactSet knows no such id; search the company with factset_search_ids.',
      };
    return { asked: id, status: 'ok', send: key, naming };
  }
  const found = await searchIds(client, id, MAX_CANDIDATES);
  const exact = found.filter((candidate) => isNamed(candidate, id));
  const [only] = exact.length === 1 ? exact : found.length === 1 ? found : [];
  if (only) {
    const naming = { ticker: only.id, name: only.name, fsymId: only.fsymId, currency: undefined, exchange: undefined };
    return {
      asked: id,
      status: 'ok',
      send: only.id,
      naming,
      note: `${id} was taken for ${only.id} (${only.name}), the only match.`,
    };
  }
  if (found.length === 0)
    return { asked: id, status: 'not_found', message: 'No listed company has that name or ticker.' };
  const candidates = exact.length > 1 ? exact : found;
  const message = `${candidates.length} companies fit; repeat the call with the id of the one that is meant.`;
  return { asked: id, status: 'ambiguous', message, candidates };
}

const LEGAL_FORM = /\s+(inc|corp|corporation|company|co|ltd|limited|plc|ag|se|sa|nv|k\.?k)\.?$/i;

/** Is this the name or the ticker, legal form and region left out? */
function isNamed({ id, name }: Candidate, text: string): boolean {
  const wanted = text.toLowerCase().replace(LEGAL_FORM, '');
  return (
    id.split('-')[0]?.toLowerCase() === text.toLowerCase() || name.toLowerCase().replace(LEGAL_FORM, '') === wanted
  );
}

/** Asks the symbology API for what is not known yet: one type of id at a time, a hundred at most. */
async function resolveAll(client: FactSetClient, ids: readonly string[]): Promise<void> {
  const byType = new Map<IdType, string[]>();
  for (const id of ids) {
    const type = typeOfId(id);
    if (type && !client.namings.peek(id)) byType.set(type, [...(byType.get(type) ?? []), id]);
  }
  const requests = [...byType].flatMap(([type, group]) =>
    Array.from({ length: Math.ceil(group.length / BATCH) }, (_, index) => ({
      type,
      ids: group.slice(index * BATCH, (index + 1) * BATCH),
    })),
  );
  await Promise.all(requests.map((request) => resolveBatch(client, request)));
}

async function resolveBatch(client: FactSetClient, { type, ids }: { type: IdType; ids: string[] }): Promise<void> {
  const { data } = await client.api.query('/content/symbology/v3/identifier-resolution', RESOLVED, {
    json: { ids, inputSymbolType: type, outputSymbolTypes: ['tickerRegion', 'fsymRegionalId'] },
  });
  for (const row of data) {
    client.namings.set(row.requestId.toUpperCase(), {
      ticker: row.tickerRegion ?? undefined,
      name: row.name ?? undefined,
      fsymId: row.fsymRegionalId ?? undefined,
      currency: row.currency ?? undefined,
      exchange: row.frefListingExchange ?? undefined,
    });
  }
}

/** Listed companies by name, ticker or id, best first. */
export async function searchIds(client: FactSetClient, text: string, limit: number): Promise<Candidate[]> {
  const { data } = await client.api.query('/idsearch/v2/lookup', FOUND, {
    json: { data: { searchText: text, datasets: [{ dataset: 'equities' }] }, meta: { limitPerDataset: limit } },
  });
  return data.flatMap(({ id, name, fsymRegionalId }) =>
    id ? [{ id, name: name ?? id, fsymId: fsymRegionalId ?? undefined }] : [],
  );
}
