import { expect, it } from 'vitest';
import { QueryCursors } from './cursors.ts';
import type { JsonRecord, JsonResult } from './soql/bind-projection.ts';

const record = (name: string): JsonRecord => ({ attributes: { type: 'Contact' }, Name: name });

it('pages the records of a subquery, each parent with a locator of its own', () => {
  const cursors = new QueryCursors();
  const children: JsonResult = { totalSize: 3, done: true, records: [record('a'), record('b'), record('c')] };
  const parent = { attributes: { type: 'Account' }, Contacts: children, Cases: null };
  const result = { totalSize: 1, length: 1, page: () => [parent] };
  const first = cursors.firstPage(result, 2, 'v62.0');
  expect(first).toMatchObject({ totalSize: 1, done: true });
  const contacts = first.records[0]?.Contacts as JsonResult & { nextRecordsUrl: string };
  expect(contacts).toMatchObject({ totalSize: 3, done: false, records: [{ Name: 'a' }, { Name: 'b' }] });
  const rest = cursors.page(contacts.nextRecordsUrl.split('/').at(-1) ?? '', null, 'v62.0');
  expect(rest).toEqual({ totalSize: 3, done: true, records: [record('c')] });
  expect(first.records[0]?.Cases).toBeNull();
});
