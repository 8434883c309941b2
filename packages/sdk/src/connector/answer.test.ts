import { describe, expect, it } from 'vitest';
import { changeOf, filled, shortened } from './answer.ts';

it('leaves out fields without a value, and keeps those that say no or nothing', () => {
  const fields = { none: undefined, gone: null, blank: '', list: [], no: false, zero: 0, tags: ['a'], name: 'Tea' };
  expect(filled(fields)).toEqual({ no: false, zero: 0, tags: ['a'], name: 'Tea' });
});

it('says of a long text how much is left, and where', () => {
  expect(shortened('abc', 3, 'shop_get_order')).toBe('abc');
  expect(shortened('abcde', 3, 'shop_get_order')).toBe('abc… (2 more characters: shop_get_order)');
});

const deal = { id: '7', name: 'Tea', stage: 'open', note: 'n' };

it('is of the fields that change, and called by the name of the record', () => {
  expect(changeOf(deal, { stage: 'won' })).toEqual({
    before: { stage: 'open' },
    after: { stage: 'won' },
    of: '7 "Tea"',
  });
});

it('is of what does not exist yet, or of what is deleted', () => {
  expect(changeOf(null, { name: 'Rye' })).toEqual({ before: null, after: { name: 'Rye' }, of: '"Rye"' });
  expect(changeOf(deal, null)).toEqual({ before: deal, after: null, of: '7 "Tea"' });
});

it('says of which ids the API tells no name', () => {
  const ids = ['shop-1', 'tea'];
  expect(changeOf(deal, { stage: 'won' }, { ids }).of).toBe('shop-1 "(name not known)" tea "Tea"');
  expect(changeOf(deal, { ownerId: '4' } as object, { ids }).of).toContain('tea "Tea" - other ids (name not known)');
  expect(changeOf({ ...deal, ownerId: 4 }, null, { ids: [7] }).of).toBe('7 "Tea" - other ids (name not known)');
  expect(changeOf({ objectId: '7' }, null, { ids: [] }).of).toBe('- other ids (name not known)');
  expect(changeOf(null, { id: 'tea', name: 'Rye' }, { ids: ['tea'] }).of).toBe('tea "(name not known)" "Rye"');
});

it('shows what is sent beside the values, and compares none of it', () => {
  const { before, after } = changeOf(deal, { stage: 'won' }, { beside: { notify: 'no', by: undefined } });
  expect([before, after]).toEqual([{ stage: 'open' }, { stage: 'won', notify: 'no' }]);
});

describe('the arguments that set it back', () => {
  const record = { id: '7', title: 'Old', price: null, note: 'n', at: 5 };

  it('of a whole are all of its values, and none that it lacked', () => {
    const whole = ['title', 'price', 'note'];
    expect(changeOf(record, { title: 'New' }, { whole }).back).toEqual({ title: 'Old', price: undefined, note: 'n' });
    expect(changeOf(record, { title: 'New', more: 1 } as object, { whole }).back).toBeNull();
  });

  it('stand under the argument that has them', () => {
    expect(changeOf(record, { title: 'New' }, { under: 'body' }).back).toEqual({ body: { title: 'Old' } });
    expect(changeOf(record, { more: 1 } as object, { under: 'body' }).back).toBeNull();
    expect(changeOf(record, { title: 'New' }, { under: 'body', whole: ['title', 'note'] }).back).toEqual({
      body: { title: 'Old', note: 'n' },
    });
  });

  it('are the values before, where nothing else is said', () => {
    expect('back' in changeOf(record, { title: 'New' })).toBe(false);
  });
});

it('leaves out what is not given', () => {
  const { before, after } = changeOf(deal, { stage: 'won', note: undefined });
  expect([before, after]).toEqual([{ stage: 'open' }, { stage: 'won' }]);
});
