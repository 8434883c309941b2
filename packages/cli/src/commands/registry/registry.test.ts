import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { todoArchive } from '../../../test/todo-archive.ts';
import { temporaryFolder, writeFiles } from '../../../test/workspace.ts';

test('a port that is taken ends with 5 and leaves the folder free', async () => {
  const { url } = await testRegistry();
  const data = join(temporaryFolder(), 'data');
  const { port } = new URL(url);
  const run = await rolekit(['registry', '--data', data, '--port', port, '--json']);
  expect(run.code).toBe(5);
  expect(run.json.error).toMatchObject({ code: 'RK_PORT_TAKEN', message: `Port ${port} on 127.0.0.1 is in use.` });
  const again = await rolekit(['registry', '--data', data, '--port', port, '--json']);
  expect(again.json.error.code).toBe('RK_PORT_TAKEN');
});

test('a port that is none is a usage error', async () => {
  const run = await rolekit(['registry', '--port', '80a']);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('`--port 80a` is not a port.');
});

test('an issuer of ID tokens that is no https address is a usage error', async () => {
  const run = await rolekit(['registry', '--ci-issuers', 'https://gitlab.acme.example,http://ci.acme.example']);
  expect([run.code, run.stderr]).toEqual([
    2,
    expect.stringContaining('`--ci-issuers http://ci.acme.example` is not an https address.'),
  ]);
});

test.each([
  ['none', undefined, 'it cannot be read'],
  ['no JSON', 'issuer', 'it is not JSON'],
  ['no issuer', '{"clientId":"x"}', 'issuer: '],
  ['an unknown key', '{"issuer":"https://login.example","clientId":"x","sceret":"y"}', 'Unrecognized key'],
])('a sign-in file with %s ends the start', async (_, text, reason) => {
  const dir = temporaryFolder();
  if (text !== undefined) writeFiles(dir, { 'sign-in.json': text });
  const run = await rolekit([
    'registry',
    '--data',
    join(dir, 'data'),
    '--port',
    '0',
    '--sign-in-file',
    join(dir, 'sign-in.json'),
    '--json',
  ]);
  expect([run.code, run.json.error.code]).toEqual([1, 'RK_FILE']);
  expect(run.json.error.message).toContain(reason);
});

test('serves until it is stopped, and its first token publishes', async () => {
  const data = join(temporaryFolder(), 'data');
  const stop = new AbortController();
  let serving = Promise.resolve({ code: -1 });
  const { url, tokenFile } = await new Promise<{ url: string; tokenFile: string }>((resolve) => {
    serving = rolekit(['registry', '--data', data, '--port', '0', '--json'], {
      signal: stop.signal,
      onStdout: (text) => resolve(JSON.parse(text).result),
    });
  });
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  expect(readFileSync(tokenFile, 'utf8')).toMatch(/^rk_\S+\n$/);
  const archive = await todoArchive();
  const run = await rolekit(['publish', archive, '--registry', url, '--token-file', tokenFile]);
  expect(run.code).toBe(0);
  stop.abort();
  expect((await serving).code).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('verify finds what was changed from outside, and ends with 1; what is repaired is fine', async () => {
  const { registry, url, tokenFile, dataDir } = await testRegistry();
  const archive = await todoArchive();
  await rolekit(['publish', archive, '--registry', url, '--token-file', tokenFile]);
  const inUse = await rolekit(['registry', 'verify', '--data', dataDir, '--json']);
  expect([inUse.code, inUse.json.error.code]).toEqual([5, 'RK_DATA_IN_USE']);
  await registry.close();
  const fine = await rolekit(['registry', 'verify', '--data', dataDir, '--json']);
  expect([fine.code, fine.json.result.problems, fine.json.result.versions]).toEqual([0, [], 1]);

  writeFileSync(join(dataDir, 'blobs', 'incoming', 'half'), '');
  const wrong = await rolekit(['registry', 'verify', '--data', dataDir]);
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toContain('wrong  incoming/half: An upload did not come to its end.\n    fix: Run `rolekit');
  expect(wrong.stdout).toContain('1 problem(s)  1 version(s) and 1 event(s)');
  const repaired = await rolekit(['registry', 'verify', '--data', dataDir, '--repair']);
  expect(repaired.code).toBe(0);
  expect(repaired.stdout).toContain('repaired  incoming/half');
  const none = await rolekit(['registry', 'verify', '--data', temporaryFolder(), '--json']);
  expect([none.code, none.json.error.code]).toEqual([2, 'RK_OPTION']);
});
