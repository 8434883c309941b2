import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rolekit } from '../../../../test/rolekit.ts';
import { todoArchive } from '../../../../test/todo-archive.ts';
import { temporaryFolder, writeFiles } from '../../../../test/workspace.ts';

/** A registry that the command serves, until the returned function. */
async function serve(data: string, ...more: string[]) {
  const stop = new AbortController();
  let serving: ReturnType<typeof rolekit> | undefined;
  const { url, tokenFile } = await new Promise<{ url: string; tokenFile: string | null }>((resolve) => {
    serving = rolekit(['registry', '--data', data, '--port', '0', '--json', ...more], {
      signal: stop.signal,
      onStdout: (text) => resolve(JSON.parse(text).result),
    });
  });
  const end = async () => {
    stop.abort();
    return serving;
  };
  return { url, tokenFile, end };
}

test('tokens are created and revoked beside a running registry, and count at once', async () => {
  const data = join(temporaryFolder(), 'data');
  const { url, end } = await serve(data);
  const file = join(temporaryFolder(), 'ci-token');
  const create = ['registry', 'token', 'create', '--data', data, '--name', 'ci', '--namespaces', 'acme', '--json'];
  const created = (await rolekit([...create, '--out', file])).json.result;
  expect(created).toMatchObject({ name: 'ci', token: null, file });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await rolekit([...create, '--out', file])).toMatchObject({ code: 5, json: { error: { code: 'RK_EXISTS' } } });

  const publish = ['publish', await todoArchive(), '--registry', url, '--token-file', file, '--json'];
  expect((await rolekit(publish)).json.result).toMatchObject({ outcome: 'published' });
  const list = await rolekit(['registry', 'token', 'list', '--data', data, '--json']);
  expect(list.json.result.tokens).toMatchObject([{ name: 'first' }, { name: 'ci', lastUsedAt: expect.any(String) }]);
  expect(list.stdout).not.toContain('rk_');

  const revoked = await rolekit(['registry', 'token', 'revoke', created.id, '--data', data]);
  expect(revoked.stdout).toMatch(/^revoked {2}ci \([0-9a-f]{12}\), revoked \d{4}-\d\d-\d\d by /);
  const refused = await rolekit(publish);
  expect([refused.code, refused.json.error.message]).toEqual([3, 'The registry answered 401: This token was revoked.']);
  await end();
});

test('a registry makes one first token, whatever becomes of its file', async () => {
  const data = join(temporaryFolder(), 'data');
  const first = await serve(data);
  const file = first.tokenFile ?? '';
  const token = readFileSync(file, 'utf8');
  await first.end();
  writeFiles(data, { 'first-token': '' });
  const second = await serve(data);
  await second.end();
  expect(readFileSync(file, 'utf8')).toBe('');
  expect(token).toMatch(/^rk_/);
  const list = await rolekit(['registry', 'token', 'list', '--data', data]);
  expect(list.stdout.match(/first/g)).toHaveLength(1);
});

test('a token is shown once, with its end', async () => {
  const data = join(temporaryFolder(), 'data');
  await (await serve(data)).end();
  const create = ['registry', 'token', 'create', '--data', data, '--name', 'ops', '--namespaces', 'acme,beta'];
  const run = await rolekit([...create, '--expires', 'never', '--scopes', 'manage']);
  expect(run.stdout).toMatch(
    /^created {2}ops \([0-9a-f]{12}\), never expires\nrk_[\w-]{43}\nSave it now: it is not shown again\.\n$/,
  );
  const year = await rolekit([...create, '--expires', '1y', '--json']);
  const days = (Date.parse(year.json.result.expiresAt) - Date.parse(year.json.result.createdAt)) / 86_400_000;
  // the two are taken a few milliseconds apart
  expect(days).toBeCloseTo(365, 3);
});

test.each([
  [['--name', 'a', '--namespaces', 'acme', '--expires', 'soon'], 2, 'RK_USAGE'],
  [['--name', 'a', '--namespaces', ',', '--expires', '1d'], 2, 'RK_USAGE'],
  [['--name', 'a', '--namespaces', 'acme'], 1, 'RK_DATA_MISSING'],
])('create %j ends with %i', async (args, code, error) => {
  const run = await rolekit(['registry', 'token', 'create', '--data', temporaryFolder(), ...args, '--json']);
  expect([run.code, run.json.error.code]).toEqual([code, error]);
});

test('the log of a registry is JSON lines without secrets, on stderr or in a file', async () => {
  const data = join(temporaryFolder(), 'data');
  const log = join(temporaryFolder(), 'registry.log');
  const { url, tokenFile, end } = await serve(data, '--log', log);
  const token = readFileSync(tokenFile ?? '', 'utf8').trim();
  await fetch(`${url}/v1/plugins?token=${token}`, { headers: { authorization: `Bearer ${token}` } });
  const run = await end();
  expect(run?.stderr).toBe('');
  const text = readFileSync(log, 'utf8');
  expect(text).not.toContain(token);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'token created', level: 'info' }));
  expect(lines).toContainEqual(expect.objectContaining({ method: 'GET', path: '/v1/plugins', status: 200 }));
  expect(statSync(log).mode & 0o777).toBe(0o600);
});

test('a log that cannot be written ends the start', async () => {
  const log = join(temporaryFolder(), 'missing', 'registry.log');
  const run = await rolekit([
    'registry',
    '--data',
    join(temporaryFolder(), 'data'),
    '--port',
    '0',
    '--log',
    log,
    '--json',
  ]);
  expect([run.code, run.json.error.code]).toEqual([1, 'RK_FILE']);
});
