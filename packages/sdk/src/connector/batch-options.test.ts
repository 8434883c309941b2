import { expect, it } from 'vitest';
import { outcomesOf, refuseProblems, standingOf } from './batch-options.ts';

const items = [
  { item: 1, sent: { id: 'a', before: { total: '1' }, after: { total: '2' } } },
  { item: 2, sent: { id: 'b', before: { total: '1', note: '' } } },
];
const standing = (now: Record<string, Record<string, unknown>>) => [...standingOf(items, new Map(Object.entries(now)))];

it('tells what stands as before from what is done already', () => {
  expect(standing({ a: { total: '1' }, b: { total: '1', note: '' } })).toEqual([
    [1, 'before'],
    [2, 'before'],
  ]);
  // what is to be deleted is done when it is gone
  expect(standing({ a: { total: '2' } })).toEqual([
    [1, 'after'],
    [2, 'after'],
  ]);
});

it('names the fields that somebody else changed', () => {
  expect(standing({ b: { total: '3', note: 'x' } })).toEqual([
    [1, { reason: 'It no longer exists.' }],
    [2, { reason: 'Changed by someone else: total, note.' }],
  ]);
});

it('compares as the vendor does', () => {
  const now = new Map([['a', { total: '1.0' }]]);
  const isSame = (_: string, value: string | undefined, other: string | undefined) => Number(value) === Number(other);
  expect(standingOf(items.slice(0, 1), now, isSame).get(1)).toBe('before');
});

it('refuses all problems of a batch at once, by item where there are several', () => {
  const refusal = (...problems: string[][]) => {
    try {
      return refuseProblems(
        problems.map((list) => ({ problems: list })),
        'Look.',
      );
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refusal([], [])).toBeUndefined();
  expect(refusal(['a', 'b'])).toBe('a; b. Nothing was changed.');
  expect(refusal(['a'], [], ['c'])).toBe('item 1: a. item 3: c. Nothing was changed.');
  expect(refusal(...Array.from({ length: 12 }, () => ['x']))).toContain(
    'item 10: x (and 2 more items). Nothing was changed.',
  );
});

it('an item without an outcome stays unknown', () => {
  const sent = ['a', 'b', 'c'].map((id, index) => ({ item: index + 1, sent: id, idempotencyKey: '' }));
  const found = outcomesOf(sent, ({ sent: id }) =>
    id === 'a' ? { id } : id === 'b' ? { id, reason: 'Locked.' } : undefined,
  );
  expect(found).toEqual([
    { item: 1, id: 'a', outcome: 'done' },
    { item: 2, id: 'b', outcome: 'failed', reason: 'Locked.' },
  ]);
});
