import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rolekit } from '../../../../test/rolekit.ts';
import { temporaryFolder, writeFiles } from '../../../../test/workspace.ts';

const ENV = {
  ROLEKIT_REGISTRY_DATABASE: 'postgres://ada:geheim@db.example/x',
  ROLEKIT_REGISTRY_PORT: '8080',
  ROLEKIT_REGISTRY_PROT: '9',
};

function folder(): string {
  const dir = temporaryFolder();
  writeFiles(dir, {
    'registry.json': JSON.stringify({
      name: 'acme',
      signIn: { issuer: 'https://login.example', clientId: 'rolekit', clientSecret: 'streng geheim' },
    }),
  });
  return dir;
}

test('every setting is shown with its source, and no secret', async () => {
  const run = await rolekit(['registry', 'settings', '--config', 'registry.json', '--host', '::'], {
    cwd: folder(),
    env: ENV,
  });
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(/^port +8080 +ROLEKIT_REGISTRY_PORT$/m);
  expect(run.stdout).toMatch(/^host +:: +--host$/m);
  expect(run.stdout).toMatch(/^name +acme +.*registry\.json:1:9$/m);
  expect(run.stdout).toMatch(/^approvalDays +14 +the default$/m);
  expect(run.stdout).toMatch(/^blobs +not set$/m);
  expect(run.stdout).toMatch(/^database +set +ROLEKIT_REGISTRY_DATABASE$/m);
  expect(run.stdout).toMatch(/^signIn\.clientSecret +set +.*registry\.json:1:\d+$/m);
  expect(run.stdout).toContain('unknown  ROLEKIT_REGISTRY_PROT; did you mean ROLEKIT_REGISTRY_PORT?');
  expect(run.stdout).not.toMatch(/geheim|ada/);
});

test('the same as JSON', async () => {
  const run = await rolekit(['registry', 'settings', '--config', 'registry.json', '--json'], {
    cwd: folder(),
    env: ENV,
  });
  const { settings, misspelled } = run.json.result;
  const of = (key: string) => settings.find((setting: { key: string }) => setting.key === key);
  expect(of('database')).toEqual({
    key: 'database',
    option: '--database',
    variable: 'ROLEKIT_REGISTRY_DATABASE',
    value: null,
    isSecret: true,
    isSet: true,
    source: { kind: 'environment', name: 'ROLEKIT_REGISTRY_DATABASE' },
  });
  expect(of('port')).toMatchObject({ value: '8080', isSecret: false, isSet: true });
  expect(of('blobs')).toMatchObject({ value: null, isSet: false, source: null });
  expect(misspelled).toEqual([{ variable: 'ROLEKIT_REGISTRY_PROT', meant: 'ROLEKIT_REGISTRY_PORT' }]);
  expect(run.stdout).not.toContain('geheim');
});

test('half a provider, or one that is set twice, is refused as a start would', async () => {
  const half = await rolekit(['registry', 'settings'], { env: { ROLEKIT_REGISTRY_SIGN_IN_CLIENT_ID: 'x' } });
  expect([half.code, half.stderr]).toEqual([
    2,
    expect.stringContaining('ROLEKIT_REGISTRY_SIGN_IN_CLIENT_ID is set, and no issuer of the provider.'),
  ]);
  const twice = await rolekit(
    ['registry', 'settings', '--config', 'registry.json', '--sign-in-file', 'registry.json'],
    {
      cwd: folder(),
    },
  );
  expect([twice.code, twice.stderr]).toEqual([
    2,
    expect.stringContaining('The provider is set twice: by --sign-in-file'),
  ]);
});

test('a registry starts from its file and its environment, and its log holds none of the secrets', async () => {
  const dir = folder();
  const log = join(dir, 'log');
  const stop = new AbortController();
  let serving: ReturnType<typeof rolekit> | undefined;
  const started = await new Promise<{ url: string; name: string }>((resolve) => {
    serving = rolekit(['registry', '--json', '--config', 'registry.json'], {
      cwd: dir,
      env: { ROLEKIT_REGISTRY_PORT: '0', ROLEKIT_REGISTRY_LOG: log, ROLEKIT_REGISTRY_LOG_LEVEL: 'debug' },
      signal: stop.signal,
      onStdout: (text) => resolve(JSON.parse(text).result),
    });
  });
  expect(started.name).toBe('acme');
  expect((await fetch(`${started.url}/healthz`)).status).toBe(200);
  stop.abort();
  const run = await serving;
  expect(`${readFileSync(log, 'utf8')}${run?.stdout}${run?.stderr}`).not.toContain('geheim');
});
