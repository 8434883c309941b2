// What both versions know of HubSpot: its searches, its batches, its limits.
import { z } from 'zod';

/** What HubSpot takes in one request of a batch, and gives in one page of a search. */
export const CHUNK = 100;
export const PAGE_SIZE = 100;

export const TYPE = z.enum(['companies', 'contacts', 'deals']);
export type Type = z.output<typeof TYPE>;
export const pathOf = (type: Type, rest: string) => `/crm/v3/objects/${type}/${rest}`;

const OBJECT = z.object({ id: z.string(), properties: z.record(z.string(), z.string().nullable()) });
export const FOUND = z.object({
  total: z.int(),
  results: z.array(OBJECT),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
});
export const READ = z.object({ results: z.array(OBJECT) });
export const WRITTEN = READ.extend({
  errors: z
    .array(z.object({ message: z.string(), context: z.object({ ids: z.array(z.string()).default([]) }).optional() }))
    .default([]),
});

export const ROW = z.record(z.string(), z.string().nullable());
export type Row = z.output<typeof ROW>;
export const rowOf = ({ id, properties }: z.output<typeof OBJECT>, names: readonly string[]): Row => ({
  id,
  ...Object.fromEntries(names.map((name) => [name, properties[name] ?? null])),
});

const VALUE = z.union([z.string(), z.number(), z.boolean()]);
const FILTER = z.object({
  propertyName: z.string(),
  operator: z.enum([
    'EQ',
    'NEQ',
    'LT',
    'LTE',
    'GT',
    'GTE',
    'BETWEEN',
    'IN',
    'NOT_IN',
    'HAS_PROPERTY',
    'CONTAINS_TOKEN',
  ]),
  value: VALUE.optional(),
  highValue: VALUE.optional().describe('For BETWEEN.'),
  values: z.array(VALUE).max(100).optional().describe('For IN and NOT_IN.'),
});
/** One filter less than HubSpot takes in a group: that one is the position. */
const GROUPS = z.array(z.object({ filters: z.array(FILTER).min(1).max(5) })).max(3);

export const SEARCH_INPUT = z.object({
  object: TYPE,
  filterGroups: GROUPS.default([]).describe('Groups joined by OR, filters in a group by AND.'),
  properties: z.array(z.string()).min(1).max(100).describe('Columns.'),
});

/** A page behind the last id: HubSpot's own positions end at 10,000, and shift when objects change. */
export function searchBody({ filterGroups, properties }: z.output<typeof SEARCH_INPUT>, last: string | undefined) {
  const behind = { propertyName: 'hs_object_id', operator: 'GT', value: last };
  const groups = filterGroups.length > 0 ? filterGroups : [{ filters: [] }];
  return {
    filterGroups: last === undefined ? filterGroups : groups.map(({ filters }) => ({ filters: [...filters, behind] })),
    properties,
    sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
    limit: PAGE_SIZE,
  };
}

/** What is wrong with a page, if anything. */
export function problemOf({ results, paging }: z.output<typeof FOUND>, last: string | undefined): string | undefined {
  if (results.length === 0 && paging?.next) return 'it sent a page without rows and says that there is more';
  if (last !== undefined && results.some(({ id }) => Number(id) <= Number(last))) return 'it sent a page twice';
  return undefined;
}

export const UPDATE_INPUT = z.object({
  object: TYPE,
  items: z
    .array(z.object({ id: z.string().regex(/^\d+$/), properties: z.record(z.string(), VALUE) }))
    .min(1)
    .max(500)
    .describe('Only what changes.'),
});

type Values = Record<string, string>;

/** An object, the values that a person is shown, and those that replace them. */
export interface Change {
  item: number;
  id: string;
  before: Values;
  after: Values;
}
export type Current = ReadonlyMap<string, Row>;

export const readBody = (ids: readonly string[], names: readonly string[]) => ({
  inputs: ids.map((id) => ({ id })),
  properties: names,
});
export const updateBody = (changes: readonly Change[]) => ({
  inputs: changes.map(({ id, after }) => ({ id, properties: after })),
});

/** What of a call would change; or what is wrong with it. */
export function changesOf({ items, object }: z.output<typeof UPDATE_INPUT>, current: Current): Change[] | string {
  const ids = items.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) return `${object} ${twice} is named twice.`;
  const gone = ids.filter((id) => !current.has(id));
  if (gone.length > 0) return `There are no ${object} ${gone.slice(0, 10).join(', ')}.`;
  const changes = items.flatMap(({ id, properties }, index): Change[] => {
    const now = current.get(id) ?? {};
    const after = Object.entries(properties).flatMap(([name, value]): [string, string][] =>
      String(value) === (now[name] ?? '') ? [] : [[name, String(value)]],
    );
    const before = after.map(([name]): [string, string] => [name, now[name] ?? '']);
    const change = { item: index + 1, id, before: Object.fromEntries(before), after: Object.fromEntries(after) };
    return after.length === 0 ? [] : [change];
  });
  return changes.length > 0 ? changes : `All of these ${object} already have these values.`;
}

/** Changes whose objects do not have the values of one side at present. */
export function different(changes: readonly Change[], side: 'before' | 'after', current: Current): Change[] {
  return changes.filter(({ id, [side]: values }) =>
    Object.entries(values).some(([name, value]) => (current.get(id)?.[name] ?? '') !== value),
  );
}

export interface Outcome {
  item: number;
  id: string;
  outcome: 'done' | 'failed';
  reason?: string;
}

/** What became of each item, as far as the answer tells. */
export function outcomesOf({ results, errors }: z.output<typeof WRITTEN>, changes: readonly Change[]): Outcome[] {
  return changes.flatMap(({ item, id }): Outcome[] => {
    if (results.some((result) => result.id === id)) return [{ item, id, outcome: 'done' }];
    const error = errors.find(({ context }) => context?.ids.includes(id));
    return error ? [{ item, id, outcome: 'failed', reason: error.message }] : [];
  });
}

/** The vendor's words: its message without the JSON in it, and the details that say more. */
export function messageOf(body: unknown): string | undefined {
  const { message, errors } = (body ?? {}) as { message?: string; errors?: { message?: string }[] };
  const details = Array.isArray(errors) ? errors.map((error) => error.message ?? '') : [];
  return message && [message.split(/: \[\{/)[0], ...details].join(' ');
}

/** How long a limit lasts that has no Retry-After; undefined for what is none. */
export function limitMs(status: number, body: unknown): number | undefined {
  // a record that is locked for a moment: nothing was done
  if (status === 423) return 2000;
  if (status !== 429) return undefined;
  const { policyName } = (body ?? {}) as { policyName?: string };
  const known: Record<string, number> = { SECONDLY: 1000, TEN_SECONDLY_ROLLING: 10_000, DAILY: 3_600_000 };
  return known[policyName ?? ''];
}
