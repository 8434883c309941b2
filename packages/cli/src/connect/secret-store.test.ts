import { existsSync } from 'node:fs';
import { cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { type FakeKeychain, fakeKeychain } from '../../../sdk/src/settings/sealing/keychain.fixture.ts';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder } from '../../test/workspace.ts';

const TEMPLATE = fileURLToPath(new URL('../../templates/connector', import.meta.url));

// a connector that needs no network to be tried, and rotates its key whenever it is opened
const CODE = `
import { defineConnection, defineConnector, field } from '@rolekit/sdk';
import { z } from 'zod';
const connection = defineConnection({
  config: {
    name: field(z.string(), { title: 'Name', description: 'Yours.', env: 'GREETER_NAME' }),
    key: field(z.string().min(3), { title: 'Key', description: 'Yours.', env: 'GREETER_KEY', secret: true }),
  },
  async open({ config, save }) {
    if (config.key === 'refused-key') throw new Error('refused');
    await save({ key: config.key + '-rotated' });
    return config;
  },
  test: async (config) => config.name,
});
export default defineConnector({ name: 'greeter', title: 'Greeter', version: '0.1.0', description: 'Greets.', connection, hosts: [], tools: [] });
`;
const PASSPHRASE = 'correct horse battery staple';

let home: string;
let cwd: string;
let keychain: FakeKeychain;

beforeEach(async () => {
  home = temporaryFolder();
  cwd = temporaryFolder();
  keychain = await fakeKeychain(join(temporaryFolder(), 'keychain'));
  await cp(TEMPLATE, cwd, { recursive: true });
  const manifest = await readFile(join(cwd, 'plugin.json'), 'utf8');
  await writeFile(join(cwd, 'plugin.json'), manifest.replaceAll('"starter"', '"greeter"'));
  await writeFile(join(cwd, 'src/index.ts'), CODE);
  await writeFile(join(cwd, 'key.txt'), 's3cret-key\n');
});

const run = (argv: string[], env: NodeJS.ProcessEnv = {}) =>
  rolekit(['connect', 'greeter', ...argv], {
    cwd,
    env: {
      HOME: home,
      USERPROFILE: home,
      PATH: keychain.path,
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/none',
      ...env,
    },
  });
const SETTINGS = ['--set', 'name=Ada', '--set', 'key=@key.txt'];
const connect = (argv: string[] = [], env?: NodeJS.ProcessEnv) => run([...SETTINGS, ...argv, '--json'], env);
const move = (argv: string[], env?: NodeJS.ProcessEnv) => run([...argv, '--json'], env);

const path = () => join(home, '.rolekit/connections/greeter.json');
const text = () => readFile(path(), 'utf8');

describe('nothing is saved', () => {
  test.each([['locked'], ['failing'], ['forgetful']] as const)(
    'when the keychain was asked for and is %s',
    async (mode) => {
      await keychain.mode(mode);
      const { code, json } = await connect(['--store', 'keychain']);
      expect(json.error.code).toBe('RK_KEYCHAIN');
      expect(code).toBe(3);
      expect(existsSync(path())).toBe(false);
      expect(await keychain.secrets()).toEqual([]);
    },
  );

  test.each([
    [['--store', 'vault'], {}, 'Unknown store `vault`.'],
    [['--store', 'passphrase'], {}, 'A passphrase is needed, and this is not a terminal.'],
    [['--store', 'passphrase'], { ROLEKIT_PASSPHRASE: 'short' }, 'The passphrase is shorter than 12 characters.'],
    [['--passphrase-file', 'nowhere'], {}, 'nowhere cannot be read.'],
    [['--store', 'file', '--passphrase-file', 'key.txt'], {}, '--passphrase-file does not go with --store file.'],
  ])('with %j and %j: %s', async (argv, env, message) => {
    const { code, json } = await connect(argv, env);
    expect(json.error).toMatchObject({ code: 'RK_USAGE', message: expect.stringContaining(message) });
    expect(code).toBe(2);
    expect(existsSync(path())).toBe(false);
  });

  test('when the settings do not work', async () => {
    await writeFile(join(cwd, 'key.txt'), 'refused-key');
    expect((await connect(['--store', 'keychain'])).code).not.toBe(0);
    expect(existsSync(path())).toBe(false);
  });
});

describe('where secrets go', () => {
  test('is a private file where the keychain cannot be used, and why is said', async () => {
    await keychain.mode('failing');
    const { json } = await connect([], { ROLEKIT_STORE: undefined });
    expect(json.result).toMatchObject({
      secrets: 'file',
      note: expect.stringContaining('servers cannot read the keychain here: '),
    });
    expect((await stat(path())).mode & 0o077).toBe(0);
  });

  test('is the keychain when it was asked for: neither the file nor a program line has the secret', async () => {
    const { json, stdout } = await connect(['--store', 'keychain']);
    expect(json.result).toMatchObject({ did: 'connected', secrets: 'keychain', who: 'Ada' });
    expect(await text()).not.toContain('s3cret-key');
    expect(stdout).not.toContain('s3cret-key');
    const [key = 'none'] = await keychain.secrets();
    expect(await text()).not.toContain(key);
    const started = (await keychain.calls()).map(({ args }) => args.join(' ')).join('\n');
    expect(started).not.toContain(key);
    expect(started).not.toContain('s3cret-key');
  });

  test('is a passphrase of the environment, or of a file that servers read it from', async () => {
    const env = { ROLEKIT_PASSPHRASE: PASSPHRASE };
    expect((await connect(['--store', 'passphrase'], env)).json.result.secrets).toBe('passphrase');
    expect(await text()).not.toContain('s3cret-key');
    expect(await text()).not.toContain(PASSPHRASE);
    await writeFile(join(cwd, 'passphrase'), `${PASSPHRASE}\n`);
    expect((await connect(['--passphrase-file', 'passphrase'])).json.result.secrets).toBe('passphrase');
    expect(JSON.parse(await text()).profiles.default.sealed.file).toBe(join(cwd, 'passphrase'));
    expect(await text()).not.toContain(PASSPHRASE);
  });

  test('stays as it is when the same profile is connected again', async () => {
    await connect(['--store', 'keychain']);
    expect((await connect()).json.result.secrets).toBe('keychain');
    expect(await text()).not.toContain('s3cret-key');
    expect(await keychain.secrets()).toHaveLength(1);
  });

  test('is listed', async () => {
    await connect(['--store', 'keychain']);
    const list = await rolekit(['connect', '--list'], { env: { HOME: home, USERPROFILE: home } });
    expect(list.stdout).toBe('greeter\n  *  default  name, key  sealed (keychain)\n');
  });
});

describe('the secrets of a saved profile', () => {
  const savedKey = async (env?: NodeJS.ProcessEnv) => {
    expect((await move(['--store', 'file'], env)).json.result).toMatchObject({ did: 'moved', secrets: 'file' });
    return JSON.parse(await text()).profiles.default;
  };

  test('move to the keychain in one step, without being asked for or tried again', async () => {
    await connect(['--store', 'file']);
    expect(await text()).toContain('s3cret-key-rotated');
    const { json } = await move(['--store', 'keychain']);
    expect(json.result).toMatchObject({ did: 'moved', connector: 'greeter', profile: 'default', secrets: 'keychain' });
    expect(await text()).not.toContain('s3cret-key');
    expect(await savedKey()).toEqual({ values: { name: 'Ada', key: 's3cret-key-rotated' } });
  });

  test('move on from there to a passphrase, and back', async () => {
    await connect(['--store', 'keychain']);
    const env = { ROLEKIT_PASSPHRASE: PASSPHRASE };
    expect((await move(['--store', 'passphrase'], env)).json.result.secrets).toBe('passphrase');
    expect(JSON.parse(await text()).profiles.default.sealed.by).toBe('passphrase');
    expect(await savedKey(env)).toEqual({ values: { name: 'Ada', key: 's3cret-key-rotated' } });
  });

  test('stay where they are when they cannot be opened', async () => {
    await connect(['--store', 'passphrase'], { ROLEKIT_PASSPHRASE: PASSPHRASE });
    const before = await text();
    const { code, json } = await move(['--store', 'file'], { ROLEKIT_PASSPHRASE: 'another horse and staple' });
    expect(json.error).toMatchObject({
      code: 'RK_SEALED',
      message: expect.stringContaining('the passphrase is wrong'),
    });
    expect(code).toBe(3);
    expect(await text()).toBe(before);
  });

  test('stay where they are when the keychain cannot take them', async () => {
    await connect(['--store', 'file']);
    const before = await text();
    await keychain.mode('locked');
    expect((await move(['--store', 'keychain'])).json.error.code).toBe('RK_KEYCHAIN');
    expect(await text()).toBe(before);
  });

  test('are entered anew when a script gives settings', async () => {
    await connect(['--store', 'file']);
    const { json } = await move(['--store', 'keychain'], { GREETER_NAME: 'Bob', GREETER_KEY: 'new-key' });
    expect(json.result).toMatchObject({ did: 'connected', who: 'Bob' });
  });
});
