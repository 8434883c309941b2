import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { type FakeKeychain, fakeKeychain } from './keychain.fixture.ts';
import { currentKey, forgetKeys, keychainKey } from './sealing-keys.ts';

let home: string;
let fake: FakeKeychain;
beforeEach(async () => {
  forgetKeys();
  home = temporaryFolder();
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  fake = await fakeKeychain(join(home, 'keychain'));
});

const options = () => ({
  env: { PATH: fake.path, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none' },
  home,
  platform: 'linux' as const,
});

describe('no key is made', () => {
  it.each(['locked', 'failing', 'flooding', 'forgetful'] as const)('in a keychain that is %s', async (mode) => {
    await fake.mode(mode);
    await expect(currentKey(options())).rejects.toMatchObject({ code: 'RK_KEYCHAIN' });
    expect(await fake.secrets()).toEqual([]);
  });

  it('while the one that is there cannot be read: it is not replaced', async () => {
    const { id, key } = await currentKey(options());
    await fake.mode('locked');
    await expect(currentKey(options())).rejects.toMatchObject({ code: 'RK_KEYCHAIN' });
    await fake.mode('open');
    expect(await currentKey(options())).toEqual({ id, key });
  });
});

it('an item that is no key is refused', async () => {
  const { id } = await currentKey(options());
  await writeFile(join(fake.path, 'items', id), 'short');
  await expect(keychainKey(id, options())).rejects.toThrow(`the item ${id} of the Secret Service is not a key`);
});

it('a key that was deleted is replaced under another id, and the deleted one stays unknown', async () => {
  const before = await currentKey(options());
  await fake.clear();
  const after = await currentKey(options());
  expect(after.id).not.toBe(before.id);
  expect(await keychainKey(before.id, options())).toBeUndefined();
  expect(await keychainKey(after.id, options())).toEqual(after.key);
});

it('of two processes that make it at once, one does', async () => {
  const code = `
    const { currentKey } = await import(${JSON.stringify(new URL('./sealing-keys.ts', import.meta.url).href)});
    const { id, key } = await currentKey(${JSON.stringify(options())});
    console.log(id, key.toString('hex'));
  `;
  const args = ['--conditions=rolekit-source', '--input-type=module', '--no-warnings', '-e', code];
  const start = () => promisify(execFile)(process.execPath, args);
  const [one, two, three] = await Promise.all([start(), start(), start()]);
  expect(one.stdout).toMatch(/^[0-9a-f]{16} [0-9a-f]{64}\n$/);
  expect(two.stdout).toBe(one.stdout);
  expect(three.stdout).toBe(one.stdout);
  expect(await fake.secrets()).toHaveLength(1);
});
