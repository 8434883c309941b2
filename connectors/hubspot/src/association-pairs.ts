import { didYouMean, outcomesOf, type SentItem } from '@rolekit/sdk';
import { inBatches } from '@rolekit/sdk/http';
import type { z } from 'zod';
import { CHUNK } from './batch-requests.ts';
import { byAfter, type HubSpotClient, unlabelled } from './client.ts';
import { ASSOCIATED, ASSOCIATION, type Label, type PAIRS } from './wire.ts';

/** Two objects, and how they are associated: in the vendor's categories and numbers; none is not at all. */
export interface Pair {
  id: string;
  toId: string;
}
/** Numbers are those of a category: a label that somebody made may have the number of one of HubSpot's. */
export type Types = readonly string[];

export const typeKeyOf = ({ category, typeId }: Pick<Label, 'category' | 'typeId'>) => `${category}/${typeId}`;

export const keyOf = ({ id, toId }: Pair) => `${id}/${toId}`;

/** How each pair is associated at present. */
export async function currentTypes(client: HubSpotClient, from: string, to: string, pairs: readonly Pair[]) {
  const wanted = new Set(pairs.map(keyOf));
  const found = new Map<string, Types>();
  const see = (id: string, others: z.output<typeof ASSOCIATION>[]) => {
    for (const { toObjectId: toId, associationTypes } of others)
      if (wanted.has(keyOf({ id, toId }))) found.set(keyOf({ id, toId }), sorted(associationTypes.map(typeKeyOf)));
  };
  await inBatches([...new Set(pairs.map(({ id }) => id))], { most: CHUNK }, async (ids) => {
    const [only] = ids;
    // as with objects: a GET shows everybody on the way that nothing is changed
    if (ids.length === 1 && only !== undefined) {
      const options = { rows: 'results', paging: byAfter(500), limit: 500, key: toIdOf };
      see(only, await client.api.all(client.paths.associated(from, only, to), ASSOCIATION, options));
      return [];
    }
    let inputs: { id: string; after?: string }[] = ids.map((id) => ({ id }));
    while (inputs.length > 0) {
      const path = client.paths.associations(from, to, '/batch/read');
      const { results } = await client.api.query(path, ASSOCIATED, { json: { inputs } });
      for (const { from: item, to: others } of results) see(item.id, others);
      inputs = results.flatMap(({ from: { id }, paging }) => (paging?.next ? [{ id, after: paging.next.after }] : []));
    }
    return [];
  });
  return found;
}

const toIdOf = ({ toObjectId }: z.output<typeof ASSOCIATION>) => toObjectId;

export function sorted(types: readonly string[]): Types {
  return [...new Set(types)].sort();
}

/** The association that a caller names; undefined, with a problem, for one that this account does not have. */
export function labelNamed(labels: readonly Label[], name: string | undefined, problems: string[]): Label | undefined {
  if (name === undefined) return unlabelled(labels);
  const found = labels.find(({ label }) => label?.toLowerCase() === name.toLowerCase());
  if (found) return found;
  const known = labels.flatMap(({ label }) => (label ? [{ name: label, label }] : []));
  const more =
    known.length === 0 ? 'there are none' : `there are: ${known.map((candidate) => candidate.name).join(', ')}`;
  problems.push(`there is no label \`${name}\` (${didYouMean(name, known) || more})`);
  return undefined;
}

/** In words, for a person. */
export function inWords(types: Types, labels: readonly Label[]): string {
  if (types.length === 0) return 'not associated';
  const words = types.flatMap((type) => labels.find((label) => typeKeyOf(label) === type)?.label ?? []);
  return words.length === 0 ? 'associated' : `associated as ${words.join(', ')}`;
}

/** What became of each pair, by its two ids. */
export function pairOutcomes({ results, errors = [] }: z.output<typeof PAIRS>, items: readonly SentItem<Pair>[]) {
  const done = new Set(results.map(({ fromObjectId: id, toObjectId: toId }) => keyOf({ id, toId })));
  return outcomesOf(items, ({ sent }) => {
    if (done.has(keyOf(sent))) return { id: sent.toId };
    const error = errors.find(({ context }) => {
      const named = Object.values(context ?? {}).flat();
      return named.includes(sent.id) && named.includes(sent.toId);
    });
    return error && { id: sent.toId, reason: error.message };
  });
}
