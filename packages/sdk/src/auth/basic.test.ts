import { expect, it } from 'vitest';
import { basic } from './basic.ts';

it('sends user name and key as HTTP Basic, in UTF-8, and names both forms of the key as secrets', async () => {
  const auth = basic('ACME-1234', 'kéy');
  expect(await auth.headers(undefined)).toEqual({ authorization: 'Basic QUNNRS0xMjM0OmvDqXk=' });
  expect(auth.secrets()).toEqual(['kéy', 'QUNNRS0xMjM0OmvDqXk=']);
});

it('takes the user name for the secret where the password is none, as vendors do that want the key there', () => {
  expect(basic('sk_live_1234', '').secrets()).toEqual(['sk_live_1234', '', 'c2tfbGl2ZV8xMjM0Og==']);
  expect(basic('sk_live_1234', 'x').secrets()).toContain('sk_live_1234');
});

it('refuses a user name that would end in the middle, without repeating it', () => {
  expect(() => basic('ada:pa55word', 'x')).toThrow('the user name: it has a colon, which HTTP Basic cannot send');
});
