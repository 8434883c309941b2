import { expect, it } from 'vitest';
import { apiKey } from './api-key.ts';
import { basic } from './basic.ts';
import { together } from './combined-credentials.ts';

it('sends every credential, the cookies in one header, and masks all of them', async () => {
  const all = together(
    apiKey({ in: 'header', name: 'x-key', key: 'key-one' }),
    apiKey({ in: 'query', name: 'app', key: 'key-two' }),
    apiKey({ in: 'cookie', name: 'a', key: 'key-three' }),
    apiKey({ in: 'cookie', name: 'b', key: 'key-four' }),
    basic('ada', 'pass-word'),
  );
  expect([await all.headers(undefined), await all.query?.(undefined)]).toEqual([
    { 'x-key': 'key-one', cookie: 'a=key-three; b=key-four', authorization: 'Basic YWRhOnBhc3Mtd29yZA==' },
    { app: 'key-two' },
  ]);
  expect(all.secrets()).toEqual(['key-one', 'key-two', 'key-three', 'key-four', 'pass-word', 'YWRhOnBhc3Mtd29yZA==']);
});

it('a refusal reaches each of them, and so does the end', async () => {
  const told: string[] = [];
  const noted = (name: string) => ({
    headers: async () => ({}),
    refresh: (refused?: Record<string, string>) => void told.push(`${name} ${refused?.authorization}`),
    secrets: () => [],
    close: async () => void told.push(`${name} closed`),
  });
  const all = together(noted('a'), noted('b'));
  all.refresh({ authorization: 'Bearer old' });
  await all.close?.();
  expect(told).toEqual(['a Bearer old', 'b Bearer old', 'a closed', 'b closed']);
});
