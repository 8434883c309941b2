import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { field } from '../../connector/field.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectionPath, type Profile, readConnection, type ValuesProfile, writeConnection } from '../profiles.ts';
import { resolveSettings } from '../settings.ts';
import { type FakeKeychain, fakeKeychain } from './keychain.fixture.ts';
import { keychainSealer, passphraseSealer, type Sealer, sealValues } from './profile.ts';
import { forgetKeys } from './sealing-keys.ts';

const fields = {
  url: field(z.url(), { title: 'URL', description: 'Base.', env: 'SHOP_URL' }),
  token: field(z.string().min(5), { title: 'Token', description: 'Secret.', env: 'SHOP_TOKEN', secret: true }),
  other: field(z.string().optional(), { title: 'Other', description: 'Secret.', env: 'SHOP_OTHER', secret: true }),
};
const VALUES = { url: 'https://shop.example', token: 'first-token', other: 'other-secret' };
const PASSPHRASE = 'correct horse battery staple';

const isSecret = (name: string) => name !== 'url';
const place = { connector: 'shop', profile: 'default' };

let home: string;
let keychain: FakeKeychain;
beforeEach(async () => {
  forgetKeys();
  home = temporaryFolder();
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  keychain = await fakeKeychain(join(home, 'keychain'));
});

const stripped = () => ({ PATH: keychain.path, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none' });
const options = () => ({ env: stripped(), home, platform: 'linux' as const });

async function save(profile: Profile, connector = 'shop', name = 'default'): Promise<string> {
  return writeConnection(connector, { format: 1, active: name, profiles: { [name]: profile } }, home);
}

const sealedBy = (sealer: Sealer) => sealValues(sealer, VALUES, isSecret, place);
const byKeychain = async () => sealedBy(await keychainSealer(options()));
const byPassphrase = async (file?: string) => sealedBy(await passphraseSealer(PASSPHRASE, file));

const settings = (env: NodeJS.ProcessEnv = stripped(), connector = 'shop') =>
  resolveSettings(connector, fields, { home, env });

/** What reading the settings fails with; it never carries a secret. */
async function failure(env?: NodeJS.ProcessEnv, connector?: string) {
  const error = await settings(env, connector).then(
    () => ({ code: 'none', message: 'it opened', fix: '', kind: undefined }),
    (thrown) => thrown,
  );
  const shown = `${error.message} ${error.fix} ${JSON.stringify(error)}`;
  for (const secret of ['first-token', 'other-secret', PASSPHRASE, ...(await keychain.secrets())])
    expect(shown).not.toContain(secret);
  return { code: error.code, kind: error.kind, message: error.message, fix: error.fix };
}

const CHANGED = {
  code: 'RK_SEALED',
  kind: 'not_connected',
  message: expect.stringContaining('something else changed the file, or it comes from another profile or connector'),
  fix: 'Run `rolekit connect shop` again; its settings are not changed by hand.',
};

describe('a sealed profile does not open', () => {
  it.each<[string, (profile: ValuesProfile & { sealed: object }) => object]>([
    [
      'when its text was tampered with',
      ({ values, sealed }) => ({
        values,
        sealed: { ...sealed, data: `${(sealed as { data: string }).data.slice(0, -2)}AA` },
      }),
    ],
    ['when another base URL was put beside it', ({ sealed }) => ({ values: { url: 'https://evil.example' }, sealed })],
    [
      'when a plain secret was put beside it',
      ({ values, sealed }) => ({ values: { ...values, token: 'planted' }, sealed }),
    ],
    [
      'when its fields were renamed',
      ({ values, sealed }) => ({ values, sealed: { ...sealed, fields: ['other', 'token'] } }),
    ],
  ])('%s', async (_, change) => {
    const profile = (await byKeychain()) as ValuesProfile & { sealed: object };
    await save(change(profile) as Profile);
    expect(await failure()).toMatchObject(CHANGED);
  });

  it('in another profile', async () => {
    await save(await byKeychain(), 'shop', 'work');
    expect(await failure()).toMatchObject({
      code: 'RK_SEALED',
      message: `The secrets of shop (profile work in ${connectionPath('shop', home)}) cannot be opened: something else changed the file, or it comes from another profile or connector`,
      fix: 'Run `rolekit connect shop --profile work` again; its settings are not changed by hand.',
    });
  });

  it('in another connector', async () => {
    await save(await byKeychain(), 'crm');
    expect(await failure(stripped(), 'crm')).toMatchObject({ code: 'RK_SEALED' });
  });

  it('under another source than it was sealed by', async () => {
    const item = await byKeychain();
    const other = await byPassphrase();
    await save({ values: item.values, sealed: { ...other.sealed, data: item.sealed?.data } } as Profile);
    expect(await failure({ ...stripped(), ROLEKIT_PASSPHRASE: PASSPHRASE })).toMatchObject({ code: 'RK_SEALED' });
  });

  it('from a truncated file', async () => {
    const path = await save(await byKeychain());
    await writeFile(path, (await readFile(path, 'utf8')).slice(0, -20));
    expect(await failure()).toMatchObject({ code: 'RK_FILE', message: expect.stringContaining('is not valid JSON') });
  });

  it('with a cost that would take gigabytes', async () => {
    const { values, sealed } = await byPassphrase();
    await save({ values, sealed: { ...sealed, cost: { N: 2 ** 24, r: 8, p: 1 } } } as Profile);
    const error = await failure({ ROLEKIT_PASSPHRASE: PASSPHRASE });
    expect(error).toMatchObject({
      code: 'RK_FILE',
      message: expect.stringContaining('unexpected form at profiles.default'),
    });
  });

  it('when its key was deleted from the keychain', async () => {
    await save(await byKeychain());
    forgetKeys();
    await keychain.clear();
    expect(await failure()).toMatchObject({
      code: 'RK_SEALED',
      message: expect.stringMatching(/their key \([0-9a-f]{16}\) is no longer in the keychain$/),
      fix: 'Run `rolekit connect shop` to enter them again.',
    });
  });

  it('while the keychain is locked, and is not replaced by another source', async () => {
    const path = await save(await byKeychain());
    const before = await readFile(path, 'utf8');
    forgetKeys();
    await keychain.mode('locked');
    expect(await failure({ ...stripped(), ROLEKIT_PASSPHRASE: PASSPHRASE })).toMatchObject({
      code: 'RK_SEALED',
      message: expect.stringContaining('the keychain of this system cannot be used: it is locked'),
      fix: 'Unlock it: sign in on the desktop, or open its password manager (Seahorse, KWallet).',
    });
    expect(await readFile(path, 'utf8')).toBe(before);
    await keychain.mode('open');
    expect((await settings()).config).toEqual(VALUES);
  });

  it('without the program of the keychain', async () => {
    await save(await byKeychain());
    forgetKeys();
    const env = { PATH: join(home, 'nowhere'), DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none' };
    const error = await failure(env);
    expect(error.code).toBe('RK_SEALED');
    expect(error.message).toContain('the keychain of this system cannot be used: ');
  });

  it('with another passphrase, or none', async () => {
    await save(await byPassphrase());
    expect(await failure({ ROLEKIT_PASSPHRASE: 'wrong horse battery staple' })).toMatchObject({
      code: 'RK_SEALED',
      message: expect.stringContaining('the passphrase is wrong'),
    });
    expect(await failure({})).toMatchObject({
      message: expect.stringContaining('neither ROLEKIT_PASSPHRASE nor ROLEKIT_PASSPHRASE_FILE is set here'),
      fix: expect.stringContaining('rolekit connect shop --store passphrase --passphrase-file <file>'),
    });
  });

  it('when the file of its passphrase is gone or empty, whatever the environment says', async () => {
    const file = join(home, 'passphrase');
    await save(await byPassphrase(file));
    const env = { ROLEKIT_PASSPHRASE: PASSPHRASE };
    expect((await failure(env)).message).toContain(`${file}, which the profile names, cannot be read (ENOENT)`);
    await writeFile(file, '\n');
    expect((await failure(env)).message).toContain(`${file}, which the profile names, is empty`);
  });
});

describe('a sealed profile', () => {
  it('keeps its secrets out of the file, and opens in a process that starts anew', async () => {
    const path = await save(await byKeychain());
    const text = await readFile(path, 'utf8');
    for (const secret of ['first-token', 'other-secret', ...(await keychain.secrets())])
      expect(text).not.toContain(secret);
    expect(text).toContain('https://shop.example');
    forgetKeys();
    expect((await settings()).config).toEqual(VALUES);
  });

  it('asks the keychain once, also for several at the same time', async () => {
    await save(await byKeychain());
    forgetKeys();
    const before = (await keychain.calls()).length;
    await Promise.all([settings(), settings(), settings()]);
    await settings();
    expect((await keychain.calls()).length - before).toBe(1);
  });

  it('opens by a passphrase of the environment, of a file that it names, and of one that the profile names', async () => {
    await save(await byPassphrase());
    expect((await settings({ ROLEKIT_PASSPHRASE: PASSPHRASE })).config).toEqual(VALUES);
    const file = join(home, 'passphrase');
    await writeFile(file, `${PASSPHRASE}\n`);
    expect((await settings({ ROLEKIT_PASSPHRASE_FILE: file })).config).toEqual(VALUES);
    await save(await byPassphrase(file));
    expect((await settings({})).config).toEqual(VALUES);
  });

  it.each([['keychain'], ['passphrase']])('by %s stays sealed by the same key when a token rotates', async (by) => {
    const profile = by === 'keychain' ? await byKeychain() : await byPassphrase();
    const path = await save(profile);
    const env = { ...stripped(), ROLEKIT_PASSPHRASE: PASSPHRASE };
    const { save: rotate, exclusive } = await settings(env);
    await exclusive?.('token', async (latest) => {
      expect(latest).toBe('first-token');
      await rotate({ token: 'second-token', url: 'https://eu.shop.example' });
    });
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain('second-token');
    expect((await settings(env)).config).toEqual({
      url: 'https://eu.shop.example',
      token: 'second-token',
      other: 'other-secret',
    });
    const after = await readConnection('shop', home);
    const { data, ...source } = profile.sealed ?? {};
    expect(after?.profiles.default).toMatchObject({ sealed: source });
    expect(after?.profiles.default).not.toMatchObject({ sealed: { data } });
    await exclusive?.('token', async (latest) => expect(latest).toBe('second-token'));
  });

  it('that was moved to the keychain by another process stays there when this one saves', async () => {
    const path = await save({ values: VALUES });
    const { save: rotate } = await settings();
    await save(await byKeychain());
    await rotate({ token: 'second-token' });
    expect(await readFile(path, 'utf8')).not.toContain('second-token');
    expect((await settings()).config).toMatchObject({ token: 'second-token' });
  });

  it('that was removed meanwhile is not brought back', async () => {
    const path = await save(await byKeychain());
    const { save: rotate } = await settings();
    await rm(path);
    await expect(rotate({ token: 'second-token' })).rejects.toMatchObject({ code: 'RK_NOT_CONNECTED' });
    await expect(readFile(path, 'utf8')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('seals a setting that the connector does not declare, and one that is secret now', async () => {
    const sealer = await keychainSealer(options());
    const path = await save(sealValues(sealer, { ...VALUES, old: 'old-secret' }, (name) => name === 'other', place));
    expect(await readFile(path, 'utf8')).toContain('old-secret');
    await (await settings()).save({ url: 'https://eu.shop.example' });
    const text = await readFile(path, 'utf8');
    expect(text).not.toContain('old-secret');
    expect(text).not.toContain('first-token');
  });
});

it('two rotations of different profiles at once are both kept', async () => {
  const sealer = await keychainSealer(options());
  const profiles = Object.fromEntries(
    ['one', 'two', 'three'].map((profile) => [
      profile,
      sealValues(sealer, VALUES, isSecret, { connector: 'shop', profile }),
    ]),
  );
  await writeConnection('shop', { format: 1, active: 'one', profiles }, home);
  const open = (profile: string) => resolveSettings('shop', fields, { home, env: stripped(), profile });
  const all = await Promise.all(['one', 'two', 'three'].map(open));
  await Promise.all(all.map((item, index) => item.save({ token: `rotated-${index}` })));
  const after = await Promise.all(['one', 'two', 'three'].map(open));
  expect(after.map(({ config }) => config.token)).toEqual(['rotated-0', 'rotated-1', 'rotated-2']);
});

describe('what opens sealed settings', () => {
  /** Modules of this folder that a new process loads to read the settings. */
  async function loaded(): Promise<string[]> {
    const code = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      const { resolveSettings } = await import(${JSON.stringify(new URL('../settings.ts', import.meta.url).href)});
      const { source } = await resolveSettings('shop', {}, ${JSON.stringify({ home, env: stripped() })});
      const sealing = loaded.filter((url) => url.includes('/sealing/')).map((url) => url.split('/').at(-1));
      console.log(JSON.stringify([source, ...sealing.sort()]));
    `;
    const args = ['--conditions=rolekit-source', '--no-warnings', '--input-type=module', '-e', code];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    return JSON.parse(stdout) as string[];
  }

  it('is not loaded for those that are not', async () => {
    await save({ values: VALUES });
    expect(await loaded()).toEqual(['profile default']);
  }, 30_000);

  it('is loaded for those that are, without the keychains of other systems', async () => {
    await save(await byPassphrase(join(home, 'passphrase')));
    await writeFile(join(home, 'passphrase'), PASSPHRASE);
    const modules = ['keychain-program.ts', 'keychain.ts', 'passphrase.ts', 'profile.ts', 'seal.ts', 'sealing-keys.ts'];
    expect(await loaded()).toEqual(['profile default', ...modules]);
  }, 30_000);
});
