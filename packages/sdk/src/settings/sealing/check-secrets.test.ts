import { chmod, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectionPath, type Profile, writeConnection } from '../profiles.ts';
import { checkSecrets, hostEnvironment } from './check-secrets.ts';
import { type FakeKeychain, fakeKeychain } from './keychain.fixture.ts';
import { keychainSealer, passphraseSealer, sealValues } from './profile.ts';
import { forgetKeys } from './sealing-keys.ts';

const VALUES = { url: 'https://shop.example', token: 'first-token' };
const PASSPHRASE = 'correct horse battery staple';

let home: string;
let keychain: FakeKeychain;
beforeEach(async () => {
  forgetKeys();
  home = temporaryFolder();
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  keychain = await fakeKeychain(join(home, 'keychain'));
});

const env = () => ({ PATH: keychain.path, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none' });
const check = (given: NodeJS.ProcessEnv = env()) => checkSecrets('shop', { home, env: given });
const save = (profile: Profile) =>
  writeConnection('shop', { format: 1, active: 'default', profiles: { default: profile } }, home);
const isSecret = (field: string) => field === 'token';
const place = { connector: 'shop', profile: 'default' };

describe('secrets that', () => {
  it('are not there are nothing to tell of', async () => {
    expect(await check()).toBeUndefined();
    await save({ runFile: join(home, 'run.json') });
    expect(await check()).toBeUndefined();
  });

  it.skipIf(process.platform === 'win32')('others can read are found, with what closes them', async () => {
    await save({ values: VALUES });
    const path = connectionPath('shop', home);
    await chmod(path, 0o644);
    expect(await check()).toMatchObject({
      place: 'file',
      error: { code: 'RK_FILE', message: `${path}: others can read it (mode 644)`, fix: `Run \`chmod 600 ${path}\`.` },
    });
    await chmod(path, 0o600);
    expect(await check()).toEqual({ profile: 'default', place: 'file', path });
  });

  it.skipIf(process.platform === 'win32')('others could replace are found, sealed or not', async () => {
    await save(sealValues(await passphraseSealer(PASSPHRASE), VALUES, isSecret, place));
    const folder = join(home, '.rolekit/connections');
    await chmod(folder, 0o777);
    expect(await check()).toMatchObject({
      error: {
        code: 'RK_FILE',
        message: `${folder}: others can change what is in it (mode 777)`,
        fix: `Run \`chmod 700 ${folder}\`.`,
      },
    });
  });

  it('lie behind a locked keychain are said to be there, and not to open', async () => {
    await save(sealValues(await keychainSealer({ env: env(), home, platform: 'linux' }), VALUES, isSecret, place));
    await keychain.mode('locked');
    expect(await check()).toMatchObject({ place: 'keychain', error: { code: 'RK_SEALED' } });
    await keychain.mode('open');
    const found = await check();
    expect(found).toMatchObject({ place: 'keychain' });
    expect(found).not.toHaveProperty('error');
  });

  it('take a passphrase open for whom it was given to, and for no server of a host', async () => {
    await save(sealValues(await passphraseSealer(PASSPHRASE), VALUES, isSecret, place));
    const given = { ...env(), ROLEKIT_PASSPHRASE: PASSPHRASE };
    expect(await check(given)).not.toHaveProperty('error');
    expect(await check(hostEnvironment(given))).toMatchObject({ place: 'passphrase', error: { code: 'RK_SEALED' } });
  });
});

it('a host passes on where the home and programs are, and nothing of a session or a connector', () => {
  const given = { HOME: '/home/ada', PATH: '/usr/bin', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/a', SHOP_TOKEN: 'x' };
  expect(hostEnvironment(given)).toEqual({ HOME: '/home/ada', PATH: '/usr/bin' });
});
