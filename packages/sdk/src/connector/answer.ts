import type { ItemResult } from './tool-call.ts';

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
