import { expect, it } from 'vitest';
import { apiKey } from './api-key.ts';

it('a key with a line break is refused without being shown', () => {
  expect(() => apiKey({ in: 'header', name: 'x-api-key', key: 's3cret\n' })).toThrow(
    'the API key for x-api-key: it holds characters that no header can carry',
  );
});

it('a key goes where the vendor wants it, and nowhere else', async () => {
  const header = apiKey({ in: 'header', name: 'authorization', prefix: 'Token ', key: 'k' });
  expect([await header.headers(undefined), await header.query?.(undefined)]).toEqual([
    { authorization: 'Token k' },
    {},
  ]);
  const query = apiKey({ in: 'query', name: 'key', key: 'k' });
  expect([await query.headers(undefined), await query.query?.(undefined)]).toEqual([{}, { key: 'k' }]);
});
