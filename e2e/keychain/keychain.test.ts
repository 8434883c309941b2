// Secrets in a real keychain (GNOME's, through the Secret Service), as a person and as the servers of hosts use it.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createHome, type Home } from '../hosts/home.ts';
import { tryProgram } from '../hosts/processes.ts';
import { GEMINI, openOlder, type Scripted } from '../hosts/scripted-clients.ts';
import { ROOT, rolekitCommand } from '../workspace.ts';
import { inUse, makeRuntime, openSession, type Session } from './session.ts';

const TOKEN = 'vault-token-that-nobody-sees';
const PASSPHRASE = 'correct horse battery staple';

// on a desktop the session is somebody's own; CI has none, and there this has to run
const desktop = process.env.CI === undefined && inUse();

let home: Home;
let session: Session;
let project: string;
let removeRuntime: () => void;

beforeAll(async () => {
  if (desktop) return;
  home = createHome('keychain');
  removeRuntime = makeRuntime();
  session = await openSession(home);
  project = join(home.path, 'vault');
  cpSync(join(import.meta.dirname, 'vault'), project, { recursive: true });
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
  symlinkSync(join(ROOT, 'connectors', 'salesforce', 'node_modules'), join(project, 'node_modules'), 'junction');
  writeFileSync(join(home.path, 'token.txt'), `${TOKEN}\n`);
  const built = await rolekit(['build', '.', '--out', 'built']);
  expect(built).toMatchObject({ code: 0 });
});
afterAll(async () => {
  await session?.end();
  home?.remove();
  removeRuntime?.();
});

/** Runs a command as a person does, whose terminal knows no bus either. */
async function rolekit(line: string[], env: NodeJS.ProcessEnv = {}) {
  const [command, args] = rolekitCommand(...line, '--json');
  const { code, stdout, stderr } = await tryProgram(command, args, { env: { ...home.env, ...env }, cwd: project });
  expect(`${stdout}${stderr}`).not.toContain(TOKEN);
  const { result, error } = JSON.parse(stdout.trim() || stderr.trim());
  return { code, result, error };
}

const SETTINGS = () => ['--set', 'owner=Ada', '--set', `token=@${join(home.path, 'token.txt')}`];
const connect = (argv: string[] = [], env?: NodeJS.ProcessEnv) =>
  rolekit(['connect', 'vault', ...SETTINGS(), ...argv], env);

/** The built server as the barest host starts it: HOME and nothing else. */
function start(env: NodeJS.ProcessEnv = { HOME: home.path }): Promise<Scripted> {
  return openOlder({ home: { ...home, env }, server: join(project, 'built', 'server', 'main.mjs') }, GEMINI);
}

type Told = { owner: string; digest: string };

async function call(server: Scripted, tool: string): Promise<Told> {
  const { structuredContent, isError, content } = await server.call(tool, {});
  if (isError) throw new Error(content?.map(({ text }) => text).join('\n'));
  const { item } = structuredContent as { item?: Told };
  if (!item) throw new Error(`no item in ${JSON.stringify(structuredContent)}`);
  return item;
}

async function once<T>(use: (server: Scripted) => Promise<T>, env?: NodeJS.ProcessEnv): Promise<T> {
  const server = await start(env);
  try {
    return await use(server);
  } finally {
    await server.close();
  }
}

const told = (token: string) => ({
  owner: 'Ada',
  digest: createHash('sha256').update(token).digest('hex').slice(0, 16),
});

const path = () => join(home.path, '.rolekit', 'connections', 'vault.json');

/** Files of the home that hold a text in the clear. */
function filesWith(text: string): string[] {
  const entries = readdirSync(home.path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files
    .filter((file) => readFileSync(file).includes(text))
    .map((file) => file.slice(home.path.length + 1))
    .sort();
}

describe.skipIf(desktop)('a keychain that servers reach', () => {
  test('is chosen without being asked for, and no file holds the secret or its key', async () => {
    const { code, result } = await connect();
    expect(result).toMatchObject({
      did: 'connected',
      who: 'Ada',
      environment: 'production',
      secrets: 'keychain',
      note: null,
    });
    expect(code).toBe(0);
    expect(filesWith(TOKEN)).toEqual(['token.txt']);
    const { key } = JSON.parse(readFileSync(path(), 'utf8')).profiles.default.sealed;
    const kept = await session.secretTool('lookup', 'service', 'dev.rolekit', 'key', key);
    expect(Buffer.from(kept, 'base64url')).toHaveLength(32);
    expect(filesWith(kept)).toEqual([]);
    expect(await session.secretTool('search', '--all', 'service', 'dev.rolekit')).not.toContain('probe-');
  });

  test('opens for a server that a host starts with HOME alone', async () => {
    expect(await once((server) => call(server, 'vault_who'))).toEqual(told(TOKEN));
  });

  test('is shown by doctor', async () => {
    const { result } = await rolekit(['doctor', 'built']);
    expect(result.stages).toContainEqual(
      expect.objectContaining({
        stage: 'secrets',
        of: 'vault',
        state: 'ok',
        detail: expect.stringContaining('keychain'),
      }),
    );
  });

  test('keeps a token sealed that two servers rotate at once, and loses no rotation', async () => {
    await once((item) =>
      once(async (two) => {
        await Promise.all(
          [item, two].map(async (server) => {
            for (let times = 0; times < 5; times += 1) await call(server, 'vault_rotate');
          }),
        );
      }),
    );
    expect(await once((server) => call(server, 'vault_who'))).toEqual(told(`${TOKEN}.10`));
    expect(filesWith(TOKEN)).toEqual(['token.txt']);
  });
});

describe.skipIf(desktop)('a keychain that is locked', () => {
  test('is named by a new server, while one that has the key goes on; and opens again', async () => {
    const before = readFileSync(path(), 'utf8');
    await once(async (early) => {
      expect(await call(early, 'vault_who')).toEqual(told(`${TOKEN}.10`));
      await session.lock();
      await once(async (late) => {
        await expect(call(late, 'vault_who')).rejects.toThrow(
          /The secrets of vault \(profile default in .*vault\.json\) cannot be opened: the keychain of this system cannot be used: it is locked/,
        );
        await session.unlock();
        expect(await call(late, 'vault_who')).toEqual(told(`${TOKEN}.10`));
        await session.lock();
      });
      expect(await call(early, 'vault_who')).toEqual(told(`${TOKEN}.10`));
    });
    expect(readFileSync(path(), 'utf8')).toBe(before);
  });

  test('since the person signed in is told from one that lost the key', async () => {
    await session.restart();
    await expect(once((server) => call(server, 'vault_who'))).rejects.toThrow('it is locked');
    await session.unlock();
    expect(await once((server) => call(server, 'vault_who'))).toEqual(told(`${TOKEN}.10`));
    await session.lock();
  });

  test('is found by doctor, and not chosen for a new connection', async () => {
    const { code, result } = await rolekit(['doctor', 'built']);
    expect(result.stages).toContainEqual(
      expect.objectContaining({ stage: 'secrets', of: 'vault', state: 'failed', code: 'RK_SEALED' }),
    );
    expect(code).toBe(1);
    expect((await connect(['--profile', 'work'])).result).toMatchObject({
      secrets: 'file',
      note: 'servers cannot read the keychain here: it is locked',
    });
    await rolekit(['connect', 'vault', '--remove', '--profile', 'work']);
  });

  test('refuses when it is asked for, and leaves what is saved', async () => {
    const before = readFileSync(path(), 'utf8');
    const { code, error } = await connect(['--store', 'keychain']);
    expect(error).toMatchObject({ code: 'RK_KEYCHAIN', message: expect.stringContaining('it is locked') });
    expect(code).toBe(3);
    expect(readFileSync(path(), 'utf8')).toBe(before);
    await session.unlock();
  });
});

describe.skipIf(desktop)('secrets move', () => {
  const moved = async (...argv: string[]) => (await rolekit(['connect', 'vault', ...argv])).result;

  test('into the private file and back into the keychain, which leaves nothing of them in the clear', async () => {
    expect(await moved('--store', 'file')).toMatchObject({ did: 'moved', secrets: 'file' });
    expect(filesWith(TOKEN)).toEqual(['.rolekit/connections/vault.json', 'token.txt']);
    expect(await moved('--store', 'keychain')).toMatchObject({ did: 'moved', secrets: 'keychain' });
    expect(filesWith(TOKEN)).toEqual(['token.txt']);
    expect(await once((server) => call(server, 'vault_who'))).toEqual(told(`${TOKEN}.10`));
  });

  test('under a passphrase, which a server is given by its operator', async () => {
    mkdirSync(join(home.path, 'operator'));
    const file = join(home.path, 'operator', 'passphrase');
    writeFileSync(file, `${PASSPHRASE}\n`);
    const env = { ROLEKIT_PASSPHRASE_FILE: file };
    expect((await rolekit(['connect', 'vault', '--store', 'passphrase'], env)).result.secrets).toBe('passphrase');
    expect(filesWith(TOKEN)).toEqual(['token.txt']);
    const who = (server: Scripted) => call(server, 'vault_who');
    expect(await once(who, { HOME: home.path, ...env })).toEqual(told(`${TOKEN}.10`));
    await expect(once(who)).rejects.toThrow('neither ROLEKIT_PASSPHRASE nor ROLEKIT_PASSPHRASE_FILE is set here');
    const { result } = await rolekit(['connect', 'vault', '--passphrase-file', file], env);
    expect(result).toMatchObject({ did: 'moved', secrets: 'passphrase' });
    expect(await once(who)).toEqual(told(`${TOKEN}.10`));
    expect((await rolekit(['connect', 'vault', '--store', 'keychain'])).result.did).toBe('moved');
  });
});

describe.skipIf(desktop)('a keychain that lost what was kept', () => {
  test('because its key was deleted is told by the server, and connecting anew makes another key', async () => {
    const { key } = JSON.parse(readFileSync(path(), 'utf8')).profiles.default.sealed;
    await session.secretTool('clear', 'service', 'dev.rolekit', 'key', key);
    await expect(once((server) => call(server, 'vault_who'))).rejects.toThrow(
      `their key (${key}) is no longer in the keychain`,
    );
    expect((await connect()).result).toMatchObject({ did: 'connected', secrets: 'keychain' });
    expect(await once((server) => call(server, 'vault_who'))).toEqual(told(TOKEN));
    expect(JSON.parse(readFileSync(path(), 'utf8')).profiles.default.sealed.key).not.toBe(key);
  });

  test('because nobody is signed in is told by the server, which takes nothing from elsewhere', async () => {
    await session.end();
    const env = { HOME: home.path, ROLEKIT_PASSPHRASE: PASSPHRASE };
    await expect(once((server) => call(server, 'vault_who'), env)).rejects.toThrow(
      'there is no session bus at /run/user/',
    );
    const refused = await connect(['--store', 'keychain']);
    expect(refused).toMatchObject({ code: 3, error: { code: 'RK_KEYCHAIN' } });
    const { result } = await connect(['--profile', 'work']);
    expect(result).toMatchObject({ secrets: 'file', note: expect.stringContaining('there is no session bus') });
  });
});
