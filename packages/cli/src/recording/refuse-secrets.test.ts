import { expect, test } from 'vitest';
import { refuseSecrets } from './refuse-secrets.ts';

const SECRETS = ['planted-credential'];

test.each([
  [{ accessToken: 'x' }, 'accessToken'],
  [{ filter: { api_key: 'x' } }, 'api_key'],
  [{ text: 'see planted-credential there' }, 'text'],
  [{ list: ['a', { note: 'Bearer abcdefghijk' }] }, 'note'],
  [{ text: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc' }, 'text'],
  [{ 'planted-credential': 1 }, 'a name'],
])('%j is refused by the name of its argument, without the secret', (args, name) => {
  expect(() => refuseSecrets(args, SECRETS)).toThrow(
    new RegExp(`^\`${name}\` looks like a secret, and a playbook is a file that others read. The call was not made.$`),
  );
});

test.each([
  { cursor: 'eyJhIjoxfQ' },
  { text: 'the secret of good tokens', tokens: 500, maxTokens: '7' },
  { password: '' },
])('%j is no secret', (args) => {
  expect(refuseSecrets(args, SECRETS)).toBeUndefined();
});
