import { expect, it } from 'vitest';
import { readAt } from './value-at.ts';

it('finds nothing where a place leads past what is there', () => {
  expect(readAt({ a: null }, 'a.b')).toBeUndefined();
  expect(readAt('text', 'length')).toBeUndefined();
  expect(readAt({}, 'constructor')).toBeUndefined();
  expect(readAt({ '@odata': {} }, '@odata.nextLink')).toBeUndefined();
});

it('reads dotted places, and members whose own name has dots', () => {
  const document = { paging: { next: { after: '7' } }, '@odata.nextLink': '/next', page: { 'a.b': 1 } };
  expect(readAt(document, '')).toBe(document);
  expect(readAt([{ errorCode: 'X' }], '0.errorCode')).toBe('X');
  expect(readAt(document, 'paging.next.after')).toBe('7');
  expect(readAt(document, '@odata.nextLink')).toBe('/next');
  expect(readAt(document, 'page.a.b')).toBe(1);
});
