import { quotedName } from '../tree/hidden-characters.ts';
import { named, nameIn, UNKNOWN_NAME } from './named-ids.ts';
import type { ItemResult, WritePlan } from './tool-call.ts';

const ANSWER = Symbol.for('dev.rolekit.answer');

/** What a handler answers with something beside the item. */
export interface Answer<Item> extends ItemResult<Item> {
  readonly [ANSWER]: true;
}

/**
 * An item, and what is said with it: notes, the instant of the data, files, or what undoing a write needs.
 *
 * @example
 * ```ts
 * return answer(order, { notes: ['Prices are of yesterday.'] });
 * ```
 */
export function answer<Item>(item: Item, beside: Omit<ItemResult<Item>, 'item'>): Answer<Item> {
  return { ...beside, item, [ANSWER]: true };
}

/** The item of a handler, alone or with something beside it, as the server has it. */
export function itemResultOf<Item>(answered: Item | Answer<Item>): ItemResult<Item> {
  return typeof answered === 'object' && answered !== null && ANSWER in answered
    ? answered
    : { item: answered as Item };
}

type Filled<T> = { [K in keyof T]?: Exclude<T[K], null | undefined | ''> };

/**
 * The fields of a row that have a value: none that is undefined, null, an empty text or an empty list.
 *
 * @example
 * ```ts
 * return { id, name, ...filled({ email: user.email, tags: user.tags }) };
 * ```
 */
export function filled<T extends object>(fields: T): Filled<T> {
  const isFilled = (value: unknown) => (Array.isArray(value) ? value.length > 0 : (value ?? '') !== '');
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => isFilled(value))) as Filled<T>;
}

/**
 * A long text as a row has it: at most `most` characters, and how many more there are.
 *
 * @param tool which tool has the whole text
 */
export function shortened(text: string, most: number, tool: string): string {
  return text.length <= most ? text : `${text.slice(0, most)}… (${text.length - most} more characters: ${tool})`;
}

/** What a write would do. Without a summary, it is the tool’s title and `of`: what it changes, as a person knows it. */
export type Change = Omit<WritePlan, 'summary'> & {
  summary?: string;
  of?: string;
  /** Arguments that set it back, in the place of those that changed; null where none can. @default the values before */
  back?: Record<string, unknown> | null;
};

/** What a change is about, where its record alone does not say it. */
export interface ChangeDetails {
  /**
   * The ids that the call has, of an API that tells no name but that of its record, which is the last one. Of those, and of ids among
   * the values, a person reads that their names are not known.
   */
  ids?: readonly (string | number)[];
  /** What is sent beside the values of the record, such as who is told of it. */
  beside?: Record<string, unknown>;
  /** The values that a write replaces as a whole: `restore` sets back those too that it does not name. */
  whole?: readonly string[];
  /** The argument whose members the values are. @default they are the arguments */
  under?: string;
}

/** The values that a record may get; without a record, any. */
type ValuesOf<R> = R extends object ? { [K in keyof R]?: R[K] | undefined } : object;

/**
 * The change of a record's fields, for `plan`. The record is called by its name in the question. Null in its place is what does not
 * exist yet, null as its values what is deleted.
 *
 * @example
 * ```ts
 * plan: async ({ id, stage }, api) => changeOf(await api.get(path`/deals/${id}`, DEAL), { stage }),
 * plan: async (deal) => changeOf(null, deal),
 * plan: async ({ id }, api) => changeOf(await api.get(path`/deals/${id}`, DEAL), null),
 * ```
 */
export function changeOf<R extends object | null>(
  record: R,
  after: ValuesOf<R> | null,
  { ids, beside, whole, under }: ChangeDetails = {},
): Change {
  const given = after && defined(after);
  const values: Record<string, unknown> | null = given && { ...given, ...defined(beside ?? {}) };
  const before = record && picked(record, Object.keys(given ?? record));
  const back = record && given ? valuesBefore(record, given, whole) : null;
  return {
    before,
    after: values,
    of: ids ? idsWithNames(record, values ?? record ?? {}, ids) : nameOf(record, values),
    ...(whole || under ? { back: back && (under ? { [under]: back } : back) } : {}),
  };
}

function defined(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Null where the record does not tell a value that is given. A whole that lacks a value had none. */
function valuesBefore(record: object, given: object, whole?: readonly string[]): Record<string, unknown> | null {
  const values = picked(record, [...new Set([...Object.keys(given), ...(whole ?? [])])]);
  if (Object.keys(given).some((name) => values[name] === undefined)) return null;
  return whole ? Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? undefined])) : values;
}

function picked(record: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => [name, Object.hasOwn(record, name) ? record[name as keyof object] : undefined]),
  );
}

function nameOf(record: object | null, values: object | null): string {
  const name = nameIn(record ?? values);
  if (!record) return name === undefined ? '' : quotedName(name);
  const { id } = record as { id?: unknown };
  return typeof id === 'string' || typeof id === 'number' ? String(named(String(id), name)) : (name ?? '');
}

const ID_MEMBER = /"(?:ids?|\w*[a-z0-9]Ids?|\w*_ids?)":/;

function idsWithNames(record: object | null, values: object, ids: readonly (string | number)[]): string {
  const last = ids.length - 1;
  const nameAt = (at: number) => (at === last ? nameIn(record) : undefined) ?? UNKNOWN_NAME;
  const own = record ? undefined : nameIn(values);
  const shown = ids.map(String);
  const rest = Object.fromEntries(Object.entries(values).filter(([, value]) => !shown.includes(String(value))));
  return [
    ...shown.map((id, at) => String(named(id, nameAt(at)))),
    ...(own === undefined ? [] : [quotedName(own)]),
    ...(ID_MEMBER.test(JSON.stringify(rest)) ? [`- other ids ${UNKNOWN_NAME}`] : []),
  ].join(' ');
}
