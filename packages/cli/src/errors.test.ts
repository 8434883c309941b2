import { expect, it } from 'vitest';
import { CliError } from './errors.ts';

// what follows is checked by the compiler only
export const wrong = () => [
  // @ts-expect-error its texts have placeholders
  new CliError('RK_EXISTS'),
  // @ts-expect-error `hint` is missing
  new CliError('RK_EXISTS', { path: 'a' }),
  // @ts-expect-error `pth` is misspelt
  new CliError('RK_EXISTS', { pth: 'a', hint: '' }),
  // @ts-expect-error its texts have no `dir`
  new CliError('RK_EXISTS', { path: 'a', hint: '', dir: 'b' }),
  // @ts-expect-error it has no placeholder
  new CliError('RK_NO_REGISTRY', { url: 'a' }),
];

it('has its values in message and fix', () => {
  const { message, fix } = new CliError('RK_EXISTS', { path: 'plugin.json', hint: 'Move it.' });
  expect([message, fix]).toEqual(['plugin.json already exists.', 'Move it.']);
});
