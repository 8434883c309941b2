import { describe, expect, test } from 'vitest';
import { withFields } from './fields.ts';

const ROWS = [
  {
    id: 'd1',
    owner: { email: 'ada@example.com', name: 'Ada' },
    'Account.Name': 'Acme',
    lines: [{ sum: 1 }, { sum: 2 }],
  },
  { id: 'd2', owner: null, stage: 'Open' },
];

const envelope = { items: ROWS, page: { returned: 2 } };

describe('a field that no row has is refused', () => {
  test.each([
    ['stge', 'Did you mean `stage`?'],
    ['owner.emial', 'Did you mean `owner.email`?'],
    ['constructor', 'Its fields are id, owner, Account.Name, lines, stage.'],
    ['owner.zzzzzzzzzz', 'Did you mean `owner`?'],
  ])('%s', (field, fix) => {
    expect(() => withFields(envelope, ['id', field])).toThrowError(
      expect.objectContaining({ code: 'RK_USAGE', message: `The result has no field \`${field}\`.`, fix }),
    );
  });
});

describe('of values of metrics', () => {
  const metrics = {
    items: [
      { id: 'Q', status: 'not_found' },
      { id: 'A', values: { SALES: 5, 'SALES.high': 6, PE: null }, marks: { PE: 1 } },
    ],
    columns: [{ metrics: ['SALES'], unit: 'currency' }, { metrics: ['PE'] }],
    footnotes: { 1: { message: 'No earnings.' } },
    page: { returned: 2 },
  };

  test('one that is none is refused', () => {
    expect(() => withFields(metrics, ['SALE'])).toThrowError(
      expect.objectContaining({ message: 'The result has no metric `SALE`.', fix: 'Did you mean `SALES`?' }),
    );
  });

  test('metrics are chosen, with their measures and footnotes', () => {
    expect(withFields(metrics, ['SALES'])).toEqual({
      items: [
        { id: 'Q', status: 'not_found' },
        { id: 'A', values: { SALES: 5, 'SALES.high': 6 } },
      ],
      columns: [{ metrics: ['SALES'], unit: 'currency' }],
      page: { returned: 2 },
    });
    expect(withFields(metrics, ['PE'])).toMatchObject({
      items: [{ id: 'Q' }, { values: { PE: null }, marks: { PE: 1 } }],
      footnotes: { 1: { message: 'No earnings.' } },
    });
  });
});

test('chosen fields come in the order of the choice, nested ones by their path', () => {
  expect(withFields(envelope, ['owner.email', 'id', 'lines.sum', 'Account.Name'])).toEqual({
    items: [
      { 'owner.email': 'ada@example.com', id: 'd1', 'lines.sum': [1, 2], 'Account.Name': 'Acme' },
      { 'owner.email': null, id: 'd2', 'lines.sum': null, 'Account.Name': null },
    ],
    page: { returned: 2 },
  });
});

test('of one thing they are chosen too', () => {
  expect(withFields({ item: ROWS[0] }, ['owner.name'])).toEqual({ item: { 'owner.name': 'Ada' } });
});

test('where no row came, no field is unknown', () => {
  expect(withFields({ items: [] }, ['any'])).toEqual({ items: [] });
});

test('without a choice all fields stay', () => {
  expect(withFields(envelope, [])).toBe(envelope);
});
