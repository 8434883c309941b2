import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { packPlugin } from '../../../../registry/test/pack-plugin.ts';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { manifestOf, temporaryFolder, writeFiles } from '../../../test/workspace.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

let started: Awaited<ReturnType<typeof testRegistry>>;
let dir: string;
beforeEach(async () => {
  started = await testRegistry();
  dir = temporaryFolder();
});

const publish = async (version: string, input: Parameters<typeof packPlugin>[0] = {}) => {
  const { tgz, digest } = await packPlugin({ name: 'todo', version, ...input });
  const file = `${input.name ?? 'todo'}-${version}.tgz`;
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, file), tgz);
  const { url, tokenFile } = started;
  const run = await rolekit(['publish', join(dir, file), '--registry', url, '--token-file', tokenFile]);
  expect([run.code, run.stderr]).toEqual([0, expect.any(String)]);
  return digest;
};
const withhold = ({ url, registry }: typeof started, verb: 'yank' | 'quarantine', version: string) =>
  registry.tokens.create({ name: 'ada', namespaces: ['acme'], scopes: ['manage'] }).then((token) =>
    rolekit([verb, `acme/todo@${version}`, '--reason', 'It sends mail.', '--registry', url], {
      env: { ROLEKIT_TOKEN: token },
    }),
  );
/** A source that joins `acme/todo`, or follows it, as it was built from this version. */
const source = (kind: 'connector' | 'base', locked?: string) => {
  const ref = { plugin: 'acme/todo', range: '^0.1.0' };
  const extension = kind === 'base' ? { extends: ref } : { connectors: { todo: ref } };
  const row = { ...ref, version: locked, digest: DIGEST };
  const lock = {
    ...{ format: 1, toolsetDigest: DIGEST, tokens: 0 },
    ...(kind === 'base' ? { base: row, connectors: {} } : { connectors: { todo: { ...row, toolsetDigest: DIGEST } } }),
  };
  writeFiles(join(dir, 'plugin'), {
    'plugin.json': manifestOf('helper', { role: 'helping', ...extension }),
    ...(locked === undefined ? {} : { 'rolekit.lock.json': JSON.stringify(lock) }),
  });
  return join(dir, 'plugin');
};
const outdated = (path: string, ...argv: string[]) => rolekit(['outdated', path, '--registry', started.url, ...argv]);

test('needs a registry', async () => {
  const run = await rolekit(['outdated', source('connector', '0.1.0')]);
  expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('ROLEKIT_REGISTRY')]);
});

test.each(['connector', 'base'] as const)(
  'tells what of a %s is behind, with the level of the change',
  async (kind) => {
    const tools = [{ name: 'crm_list' }];
    await publish('0.1.0', { tools });
    await publish('0.1.1', { tools, description: 'More.' });
    await publish('1.0.0', { tools: [{ name: 'crm_other' }] });
    const path = source(kind, '0.1.0');
    const { json, code } = await outdated(path, '--json');
    expect(code).toBe(0);
    expect(json.result.dependencies).toEqual([
      {
        kind,
        plugin: 'acme/todo',
        range: '^0.1.0',
        locked: '0.1.0',
        registry: started.url,
        wanted: '0.1.1',
        newest: '1.0.0',
        levels: { wanted: 'patch', newest: 'major' },
        state: 'available',
        reason: null,
        isOutdated: true,
      },
    ]);
    const run = await outdated(path, '--exit-code');
    expect(run.code).toBe(1);
    expect(run.stdout).toMatch(/acme\/todo +\^0\.1\.0 +0\.1\.0 +0\.1\.1 \(patch\) +1\.0\.0 \(major\) +available/);
  },
);

test('is content with the newest one, and says so with exit code 0', async () => {
  await publish('0.1.0');
  const run = await outdated(source('connector', '0.1.0'), '--exit-code', '--json');
  expect([run.code, run.json.result.dependencies]).toMatchObject([0, [{ isOutdated: false, state: 'available' }]]);
});

test('says what was never built, and what its registry does not have', async () => {
  const gone = await outdated(source('base', '0.1.0'), '--json');
  expect(gone.json.result.dependencies).toMatchObject([
    { state: 'gone', wanted: null, newest: null, isOutdated: true },
  ]);
  await publish('0.1.0');
  const fresh = await outdated(source('connector'), '--json');
  expect(fresh.json.result.dependencies).toMatchObject([{ isOutdated: true, wanted: '0.1.0' }]);
});

test.each([
  ['yank', 'yanked', 'patch'],
  ['quarantine', 'quarantined', null],
] as const)('says after %s that the locked one is %s, with the reason', async (verb, state, level) => {
  await publish('0.1.0');
  await publish('0.1.1', { description: 'More.' });
  await withhold(started, verb, '0.1.0');
  const path = source('base', '0.1.0');
  const { json } = await outdated(path, '--json');
  expect(json.result.dependencies).toMatchObject([
    { state, reason: 'It sends mail.', wanted: '0.1.1', levels: { wanted: level }, isOutdated: true },
  ]);
  expect((await outdated(path)).stdout).toContain(`${state}: It sends mail.`);
});

describe('a client whose base is quarantined', () => {
  test('is told by info, install and update --check, in one line', async () => {
    const digest = await publish('0.1.0');
    const base = { plugin: 'acme/todo', range: '^0.1.0', version: '0.1.0', digest };
    await publish('2.0.0', { name: 'client-todo', base });
    const env = { HOME: join(dir, 'home'), USERPROFILE: join(dir, 'home') };
    const install = (to: string) =>
      rolekit(['install', 'acme/client-todo', '--to', join(dir, to), '--registry', started.url], { env });
    expect((await install('one')).stderr).not.toContain('its base');
    expect((await rolekit(['info', 'acme/client-todo', '--registry', started.url])).stdout).toMatch(
      /based on +acme\/todo@0\.1\.0\n/,
    );
    await withhold(started, 'quarantine', '0.1.0');
    const line = 'its base acme/todo@0.1.0 was quarantined: It sends mail.';
    const info = await rolekit(['info', 'acme/client-todo', '--registry', started.url]);
    expect(info.stdout).toMatch(/based on +acme\/todo@0\.1\.0, quarantined: It sends mail\.\n/);
    expect((await rolekit(['update', '--check'], { env })).stdout).toContain(`base: ${line}\n`);
    const checked = await rolekit(['update', '--check', '--json'], { env });
    expect(checked.json.result.plugins).toMatchObject([{ state: 'current', bases: [line] }]);
    expect((await install('two')).stderr).toContain(line);
  });
});
