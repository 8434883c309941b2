import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { ROLEKIT_PROCESS } from '../../../test/terminal.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { temporaryFolder, writeFiles } from '../../../test/workspace.ts';

const run = promisify(execFile);
const PASSWORD = 'correct horse battery';

async function withAda() {
  const { url, dataDir, tokenFile, registry } = await testRegistry();
  const dir = temporaryFolder();
  writeFiles(dir, { password: `${PASSWORD}\n` });
  const create = ['registry', 'account', 'create', 'ada', '--administrator', '--password-file', join(dir, 'password')];
  expect((await rolekit([...create, '--data', dataDir])).stdout).toBe('created  ada, administrator\n');
  const home = temporaryFolder();
  const env = { HOME: home, USERPROFILE: home };
  return { url, dataDir, tokenFile, registry, home, env };
}

/** What a person does in a browser: signs in, and answers for the code. */
async function answer(url: string, code: string, reply: 'approve' | 'deny'): Promise<void> {
  const submit = (path: string, fields: Record<string, string>, cookie = '') =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: url, cookie },
      body: new URLSearchParams(fields),
    });
  const signedIn = await submit('/login', { handle: 'ada', password: PASSWORD });
  const [cookie = ''] = (signedIn.headers.getSetCookie()[0] ?? '').split(';');
  expect((await submit('/login/device', { code, answer: reply }, cookie)).status).toBe(200);
}

/** Signs in as a person does, in this process. */
async function login(url: string, env: NodeJS.ProcessEnv, reply: 'approve' | 'deny', ...more: string[]) {
  let answered = false;
  return rolekit(['login', url, '--no-git', ...more], {
    env,
    onStderr: (text) => {
      const [, code] = /compare the code: (\S+)\n/.exec(text) ?? [];
      if (code === undefined || answered) return;
      answered = true;
      void answer(url, code, reply);
    },
  });
}

test('signs in, says who one is, and signs out', async () => {
  const { url, home, env } = await withAda();
  expect((await rolekit(['whoami', '--json'], { env })).json.error.code).toBe('RK_NO_REGISTRY');
  const signedIn = await login(url, env, 'approve');
  expect([signedIn.code, signedIn.stdout]).toEqual([
    0,
    expect.stringMatching(/^signed in {2}ada at http:\S+\n {2}until \d{4}-\d\d-\d\d\n$/),
  ]);
  const path = join(home, '.rolekit', 'registries.json');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { token } = JSON.parse(readFileSync(path, 'utf8')).registries[url];
  expect(signedIn.stdout + signedIn.stderr).not.toContain(token);

  // the registry is the default from now on
  const who = await rolekit(['whoami', '--json'], { env });
  expect(who.json.result).toMatchObject({ url, name: 'ada', account: { isAdministrator: true, issuer: null } });
  expect((await rolekit(['publish', await todoArchive(), '--json'], { env })).json.result).toMatchObject({
    outcome: 'published',
  });

  const out = await rolekit(['logout'], { env });
  expect([out.code, out.stdout]).toEqual([0, `signed out  ada of ${url}\n`]);
  const ended = await fetch(`${url}/v1/whoami`, { headers: { authorization: `Bearer ${token}` } });
  expect(ended.status).toBe(401);
  expect((await rolekit(['logout', url], { env })).stdout).toBe(`You are not signed in to ${url}.\n`);
});

test('writes a token that only reads into ~/.netrc, and takes it away again', async () => {
  const { url, home, env } = await withAda();
  const path = join(home, '.netrc');
  const login1 = await login(url, env, 'approve', '--netrc');
  expect(login1.stdout).toContain(`  ${path} has a token that only reads\n`);
  const read = () => /^machine 127\.0\.0\.1 login ada password (rk_\S+)\n$/.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
  const who = async (token: string) => {
    const answer = await fetch(`${url}/v1/whoami`, { headers: { authorization: `Bearer ${token}` } });
    return answer.status === 200
      ? ((await answer.json()) as { token: { scopes: string[] } }).token.scopes
      : answer.status;
  };
  const first = read();
  expect(await who(first)).toEqual(['read']);
  expect(login1.stdout + login1.stderr).not.toContain(first);
  // once more: the one before ends
  await login(url, env, 'approve', '--netrc');
  expect([await who(first), await who(read())]).toEqual([401, ['read']]);
  const second = read();
  expect((await rolekit(['logout'], { env })).stdout).toBe(`signed out  ada of ${url}\n`);
  expect([readFileSync(path, 'utf8'), await who(second)]).toEqual(['', 401]);
});

test('is not signed in when the person denies', async () => {
  const { url, env } = await withAda();
  const denied = await login(url, env, 'deny');
  expect([denied.code, denied.stderr]).toEqual([
    3,
    expect.stringContaining('The registry answered 403: The sign-in was denied.'),
  ]);
  expect((await rolekit(['whoami', '--registry', url, '--json'], { env })).code).toBe(3);
});

test('asks for no more than the scopes that are named', async () => {
  const { url, env } = await withAda();
  await login(url, env, 'approve', '--scopes', 'read');
  const publish = await rolekit(['publish', await todoArchive(), '--json'], { env });
  expect([publish.code, publish.json.error.message]).toEqual([
    3,
    expect.stringMatching(/^The registry answered 403: The token Rolekit \(.*\) may not publish\.$/),
  ]);
});

test('a sign-in lasts at most 90 days, and needs an address', async () => {
  const { url, env } = await withAda();
  expect((await rolekit(['login', url, '--expires', '1y', '--json'], { env })).json.error.code).toBe('RK_USAGE');
  expect((await rolekit(['login', '--json'], { env })).json.error.code).toBe('RK_USAGE');
});

test('git clones private plugins with the helper that it set, and asks it for no other host', async () => {
  const { url, env, registry } = await withAda();
  const process_ = { ...process.env, ...env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };
  const child = spawn(process.execPath, [...ROLEKIT_PROCESS, 'login', url, '--no-browser'], {
    env: process_,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  let isAnswered = false;
  child.stderr.on('data', (text) => {
    said += text;
    const [, code] = /compare the code: (\S+)\n/.exec(said) ?? [];
    if (code === undefined || isAnswered) return;
    isAnswered = true;
    void answer(url, code, 'approve');
  });
  const [code] = await once(child, 'close');
  expect([code, said]).toEqual([0, expect.stringContaining('compare the code')]);

  await rolekit(['publish', await todoArchive(), '--registry', url], { env });
  const { token } = JSON.parse(readFileSync(join(env.HOME, '.rolekit', 'registries.json'), 'utf8')).registries[url];
  const made = await fetch(`${url}/v1/namespaces/acme`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ visibility: 'private' }),
  });
  expect(made.status).toBe(200);
  const clone = (dir: string, home: string) =>
    run('git', ['clone', '-q', `${url}/git/acme/todo.git`, join(temporaryFolder(), dir)], {
      env: { ...process_, HOME: home },
    });
  await clone('mine', env.HOME);
  await expect(clone('other', temporaryFolder())).rejects.toThrow('could not read Username');
  const config = readFileSync(join(env.HOME, '.gitconfig'), 'utf8');
  expect(config).toContain(`[credential "${url}/git"]`);
  expect(config).not.toContain(token);

  const ask = (host: string) => rolekit(['git-credential', 'get'], { env, stdin: `protocol=http\nhost=${host}\n\n` });
  expect((await ask(new URL(url).host)).stdout).toBe(`username=ada\npassword=${token}\n`);
  expect((await ask('evil.example')).stdout).toBe('');
  await registry.close();
});
