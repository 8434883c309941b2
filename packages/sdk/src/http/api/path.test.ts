import { expect, it } from 'vitest';
import { path } from './path.ts';

it('encodes each value as one segment', () => {
  expect(path`/v1/${'a/b?c#d'}/rows/${7}`).toBe('/v1/a%2Fb%3Fc%23d/rows/7');
  expect(path`/v1/account`).toBe('/v1/account');
});

it.each(['', '.', '..'])('refuses %j, which would lead elsewhere', (id) => {
  expect(() => path`/v1/${id}/rows`).toThrow(expect.objectContaining({ code: 'RK_INVALID_REQUEST' }));
});
