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
