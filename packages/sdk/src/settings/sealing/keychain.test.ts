import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { type FakeKeychain, fakeKeychain } from './keychain.fixture.ts';
import { openKeychain, probeKeychain } from './keychain.ts';
import type { KeychainOptions } from './keychain-type.ts';
import { busAddress } from './secret-service.ts';

const SECRET = 'k3y-that-nobody-sees';

let home: string;
let fake: FakeKeychain;
beforeEach(async () => {
  home = temporaryFolder();
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  fake = await fakeKeychain(join(home, 'keychain'));
});

const optionsFor = (platform: NodeJS.Platform, limitMs = 30_000): KeychainOptions => ({
  env: { PATH: fake.path, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none', SHOP_TOKEN: 'connector-secret' },
  home,
  platform,
  limitMs,
});

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => ({ code: 'none' }),
    ({ code, message, fix }) => ({ code, message, fix }),
  );

describe.each(['linux', 'darwin', 'win32'] as const)('the keychain of %s', (platform) => {
  it('that hangs is given up, and its program ended', async () => {
    const keychain = await openKeychain(optionsFor(platform, 2000));
    await fake.mode('silent');
    const error = await failureOf(keychain.write('id-1', SECRET));
    expect(error).toMatchObject({
      code: 'RK_KEYCHAIN',
      message: expect.stringContaining('did not answer within 2 s'),
    });
    for (const { pid } of await fake.calls()) await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it('that prints without end is not read to the end', async () => {
    const keychain = await openKeychain(optionsFor(platform));
    await fake.mode('flooding');
    expect(await failureOf(keychain.write('id-1', SECRET))).toMatchObject({
      code: 'RK_KEYCHAIN',
      message: expect.stringContaining('printed far more than a key'),
    });
  });

  it('that fails is quoted without the secret and without control characters', async () => {
    const keychain = await openKeychain(optionsFor(platform));
    await fake.mode('failing');
    const error = await failureOf(keychain.write('id-1', SECRET));
    expect(error).toMatchObject({
      code: 'RK_KEYCHAIN',
      message: expect.stringMatching(/it broke\? while it had .*…$/),
    });
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });

  it('that is not there says so', async () => {
    const keychain = await openKeychain({
      ...optionsFor(platform),
      env: { PATH: home, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none' },
    });
    expect(await failureOf(keychain.write('id-1', SECRET))).toMatchObject({ code: 'RK_KEYCHAIN' });
  });

  it('has nothing under an id of which nothing was written', async () => {
    expect(await (await openKeychain(optionsFor(platform))).read('id-1')).toBeUndefined();
  });

  it('keeps an item, gives it back and removes it; no secret is an argument or in a variable of its program', async () => {
    const keychain = await openKeychain(optionsFor(platform));
    await keychain.write('id-1', SECRET);
    expect(await keychain.read('id-1')).toBe(SECRET);
    await keychain.remove('id-1');
    expect(await keychain.read('id-1')).toBeUndefined();
    const calls = await fake.calls();
    expect(calls.length).toBeGreaterThan(1);
    const visible = JSON.stringify(calls.map(({ args, env }) => [args.map(decoded), env]));
    expect(visible).not.toContain(SECRET);
    expect(visible).not.toContain(Buffer.from(SECRET).toString('base64'));
    expect(visible).not.toContain('connector-secret');
    const given = calls.map(({ stdin }) => stdin).join('');
    expect(given).toContain(platform === 'win32' ? Buffer.from(SECRET).toString('base64') : SECRET);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The script of PowerShell is an argument; what it says has to be looked into. */
function decoded(argument: string): string {
  return `${argument} ${Buffer.from(argument, 'base64').toString('utf16le')}`;
}

describe('what is started', () => {
  const argsOf = async () => (await fake.calls()).map(({ args }) => args.join(' '));

  it('on Linux', async () => {
    const keychain = await openKeychain(optionsFor('linux'));
    await keychain.write('id-1', SECRET);
    await keychain.read('id-1');
    await keychain.remove('id-1');
    expect(await argsOf()).toEqual([
      'store --label=Rolekit (id-1) service dev.rolekit key id-1',
      'lookup service dev.rolekit key id-1',
      'clear service dev.rolekit key id-1',
    ]);
  });

  it('on macOS', async () => {
    const keychain = await openKeychain(optionsFor('darwin'));
    await keychain.write('id-1', SECRET);
    await keychain.read('id-1');
    await keychain.remove('id-1');
    expect(await argsOf()).toEqual([
      '-i',
      'find-generic-password -s dev.rolekit -a id-1 -w',
      'delete-generic-password -s dev.rolekit -a id-1',
    ]);
    expect((await fake.calls())[0]?.stdin).toBe(
      `add-generic-password -s dev.rolekit -a id-1 -l Rolekit -w ${SECRET}\n`,
    );
  });

  it('on Windows, where what is protected lies in a file', async () => {
    const keychain = await openKeychain(optionsFor('win32'));
    await keychain.write('id-1', SECRET);
    expect(await readFile(join(home, '.rolekit/keys/id-1.dpapi'), 'utf8')).not.toContain(
      Buffer.from(SECRET).toString('base64'),
    );
    const [call] = await fake.calls();
    expect(call?.args.slice(0, 4)).toEqual(['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand']);
    const script = Buffer.from(call?.args[4] ?? '', 'base64').toString('utf16le');
    expect(script).toContain("[Security.Cryptography.ProtectedData]::Protect($content, $entropy, 'CurrentUser')");
    expect(script).toContain("GetBytes('dev.rolekit id-1')");
  });
});

describe.each(['linux', 'darwin'] as const)('a locked keychain of %s', (platform) => {
  it('is told from one that has no such item', async () => {
    const keychain = await openKeychain(optionsFor(platform));
    await keychain.write('id-1', SECRET);
    await fake.mode('locked');
    expect(await failureOf(keychain.read('id-1'))).toMatchObject({
      code: 'RK_KEYCHAIN',
      message: 'The keychain of this system cannot be used: it is locked',
      fix: expect.stringContaining('nlock'),
    });
  });
});

describe('a probe', () => {
  it.each(['linux', 'darwin', 'win32'] as const)(
    'of a keychain of %s that works leaves nothing there',
    async (platform) => {
      expect(await probeKeychain(optionsFor(platform))).toBeUndefined();
      expect(await fake.secrets()).toEqual([]);
    },
  );

  it.each(['locked', 'failing', 'flooding', 'forgetful'] as const)('of one that is %s says why', async (mode) => {
    await fake.mode(mode);
    expect(await probeKeychain(optionsFor('linux'))).toMatchObject({ code: 'RK_KEYCHAIN' });
    expect(await fake.secrets()).toEqual([]);
  });
});

describe('the session bus', () => {
  const listening = async (name: string) => {
    const path = join(home, name);
    const server = createServer().listen(path);
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    return path;
  };

  it('is where the variable says', () => {
    expect(busAddress({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/a', XDG_RUNTIME_DIR: '/b' }, 1)).toBe('unix:path=/a');
  });

  it('lies in the folder of the session where a host dropped the variable', async () => {
    const path = await listening('bus');
    expect(busAddress({ XDG_RUNTIME_DIR: home }, 2 ** 30)).toBe(`unix:path=${path}`);
  });

  it('is not a file that has its name, and where it was looked for is said', async () => {
    await writeFile(join(home, 'bus'), '');
    expect(() => busAddress({ XDG_RUNTIME_DIR: home }, 2 ** 30)).toThrow(
      `there is no session bus at ${join(home, 'bus')} or /run/user/1073741824/bus`,
    );
  });
});
