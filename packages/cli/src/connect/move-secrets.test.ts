import { passphraseSealer, sealValues } from '@rolekit/sdk/internal/settings';
import { readConnection, writeConnection } from '@rolekit/sdk/settings';
import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../../test/workspace.ts';
import type { CommandContext } from '../command.ts';
import type { FoundConnector } from './find-connector.ts';
import { moveSecrets } from './move-secrets.ts';

const PASSPHRASE = 'correct horse battery staple';
const VALUES = { url: 'https://shop.example', token: 'first-token' };

const password = vi.hoisted(() => vi.fn<() => Promise<string>>());
vi.mock('@clack/prompts', () => ({ password, isCancel: (answer: unknown) => typeof answer === 'symbol' }));
afterAll(() => vi.doUnmock('@clack/prompts'));

const setting = (name: string, secret: boolean) => {
  return { name, title: name, description: name, env: `SHOP_${name.toUpperCase()}`, secret, required: true };
};
const found: FoundConnector = { name: 'shop', fields: [setting('url', false), setting('token', true)] };
const context = { env: {}, interactive: true, signal: new AbortController().signal } as CommandContext;

let home: string;
beforeEach(async () => {
  home = temporaryFolder();
  password.mockReset();
  const place = { connector: 'shop', profile: 'default' };
  const sealed = sealValues(await passphraseSealer(PASSPHRASE), VALUES, (name) => name === 'token', place);
  await writeConnection('shop', { format: 1, active: 'default', profiles: { default: sealed } }, home);
});

const move = () => moveSecrets({ found, profile: 'default', store: { name: 'file' }, home }, context);
const saved = async () => (await readConnection('shop', home))?.profiles.default;

test('a wrong passphrase moves nothing', async () => {
  const before = await saved();
  password.mockResolvedValue('wrong horse battery staple');
  await expect(move()).rejects.toMatchObject({ code: 'RK_SEALED' });
  expect(await saved()).toEqual(before);
});

test('a person who gives up moves nothing', async () => {
  const before = await saved();
  password.mockResolvedValue(Symbol('cancelled') as unknown as string);
  await expect(move()).rejects.toMatchObject({ code: 'RK_INTERRUPTED', message: 'Nothing was saved.' });
  expect(await saved()).toEqual(before);
});

test('a person is asked once for the passphrase of what is saved', async () => {
  password.mockResolvedValue(PASSPHRASE);
  await move();
  expect(password).toHaveBeenCalledTimes(1);
  expect(await saved()).toEqual({ values: VALUES });
});
