import { expect, it } from 'vitest';
import { basic } from './basic.ts';

it('sends user name and key as HTTP Basic, in UTF-8, and names both forms of the key as secrets', async () => {
  const auth = basic('ACME-1234', 'kéy');
  expect(await auth.headers(undefined)).toEqual({ authorization: 'Basic QUNNRS0xMjM0OmvDqXk=' });
  expect(auth.secrets()).toEqual(['kéy', 'QUNNRS0xMjM0OmvDqXk=']);
});
