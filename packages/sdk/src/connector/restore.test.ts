import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { named } from './named-ids.ts';
import { changedSince, fittedArguments, writtenIn } from './restore.ts';

const animal = z.object({
  id: z.string(),
  owner: z.string().optional(),
  body: z
    .union([
      z.strictObject({ kind: z.literal('cat'), lives: z.int() }),
      z.strictObject({ kind: z.literal('cow'), milk: z.int(), box: z.strictObject({ side: z.number() }).optional() }),
    ])
    .optional(),
});

describe('the arguments that set back', () => {
  it.each<[string, object, object | undefined]>([
    [
      'lose what no choice takes',
      { id: '7', body: { kind: 'cow', milk: 3, box: { side: 1, id: 'b' }, at: 5 } },
      { id: '7', body: { kind: 'cow', milk: 3, box: { side: 1 } } },
    ],
    ['have ids without their names', { id: '7', owner: named('4', 'Maja') }, { id: '7', owner: '4' }],
    ['cannot be what no choice is', { id: '7', body: { kind: 'dog' } }, undefined],
    ['cannot be null where the tool takes none', { id: '7', owner: null }, undefined],
    ['cannot lack what the tool needs', { body: { kind: 'cat', lives: 9 } }, undefined],
  ])('%s', (_, values, expected) => {
    expect(fittedArguments(animal, { ...values })).toEqual(expected);
  });
});

describe('what was written', () => {
  const after = { title: 'New', tags: ['a'], box: { side: 1 } };

  it.each([
    [{ title: 'Newer', tags: ['a'], box: { side: 1 } }, ['title']],
    [{ title: 'New', tags: ['a', 'b'], box: { side: 2 } }, ['tags', 'box']],
    [{ title: 'New', tags: undefined, box: null }, ['tags', 'box']],
    [{ title: 'New', tags: ['a'], box: { side: '1', id: 'b1' }, at: 1 }, []],
  ])('is no longer %j', (now, moved) => {
    expect(changedSince(now, after)).toEqual(moved);
  });

  it('may be what the vendor made of it', () => {
    const written = writtenIn({ title: 'NEW', tags: [], box: null, at: 1 }, { title: 'Old', tags: [], box: null });
    expect(written).toEqual({ title: 'NEW', tags: [], box: null });
    expect(changedSince({ title: 'NEW' }, after, written ?? {})).toEqual([]);
    expect(changedSince({ title: 'Old' }, after, written ?? {})).toEqual(['title']);
  });

  it('is not told by an answer that lacks one of the values', () => {
    expect(writtenIn({ title: 'New' }, { title: 'Old', tags: [] })).toBeUndefined();
    expect(writtenIn(undefined, { title: 'Old' })).toBeUndefined();
    expect(writtenIn({ done: true }, null)).toBeUndefined();
  });
});
