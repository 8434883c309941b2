import { expect, it } from 'vitest';
import { RegistryError } from './errors.ts';

// what follows is checked by the compiler only
export const wrong = () => [
  // @ts-expect-error its texts have placeholders
  new RegistryError('RK_PLUGIN_UNKNOWN'),
  // @ts-expect-error `hint` is missing
  new RegistryError('RK_PLUGIN_UNKNOWN', { plugin: 'acme/sales' }),
  // @ts-expect-error `plugn` is misspelt
  new RegistryError('RK_PLUGIN_UNKNOWN', { plugn: 'acme/sales', hint: '' }),
  // @ts-expect-error its texts have no `host`
  new RegistryError('RK_PLUGIN_UNKNOWN', { plugin: 'acme/sales', hint: '', host: 'a' }),
  // @ts-expect-error it has no placeholder
  new RegistryError('RK_TOKEN_MISSING', { token: 'a' }),
];

it('has its values in message and fix, beside the status of its row', () => {
  const { status, message, fix } = new RegistryError('RK_RATE_LIMITED', { seconds: 3 });
  expect([status, message, fix]).toEqual([
    429,
    'Too many requests. Try again in 3 s.',
    'Wait 3 s, then repeat the request.',
  ]);
});
