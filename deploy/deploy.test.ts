import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { expect, onTestFinished, test } from 'vitest';
import { rolekit } from '../packages/cli/test/rolekit.ts';
import { temporaryFolder, writeFiles } from '../packages/cli/test/workspace.ts';
import { readPage } from '../scripts/docs.mjs';
import { publicPackages } from '../scripts/release/workspace-packages.mjs';
import { composeSchema, readCompose, readImage, readUnit } from './recipes.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..');

/** Secrets as the script makes them, and where a container has its folders. */
async function machine(): Promise<{ dir: string; inside: (path: string) => string }> {
  const dir = temporaryFolder();
  await run('sh', [join(import.meta.dirname, 'make-secrets.sh'), join(dir, 'secrets')]);
  const inside = (path: string) =>
    path
      .replace('/run/secrets/', `${dir}/secrets/`)
      .replace('/var/lib/rolekit', `${dir}/state`)
      .replace('/srv/archives', `${dir}/archives`);
  mkdirSync(join(dir, 'archives'));
  return { dir, inside };
}

/** The environment of a container of Compose, with folders of this machine. */
async function container(): Promise<Record<string, string>> {
  const { inside } = await machine();
  const { environment = {} } = readCompose().services['registry-1'] ?? {};
  const env = { ...readImage().environment, ...environment };
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, inside(value)]));
}

async function freePort(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return String(typeof address === 'object' ? address?.port : 0);
}

/** Exit code of the image's health check. */
function healthcheck(env: Record<string, string>): Promise<number> {
  const [, path = ''] = readImage().healthcheck;
  const script = path.replace('/usr/local/lib/rolekit/', `${import.meta.dirname}/`);
  return run(process.execPath, [script], { env }).then(
    () => 0,
    (error: { code: number }) => error.code,
  );
}

test('secrets are made once, and only their owner reads them', async () => {
  const { dir } = await machine();
  const secrets = join(dir, 'secrets');
  const names = ['database', 'postgres-password', 'signing-key.pem'];
  expect(readdirSync(secrets).sort()).toEqual(names);
  for (const name of names) expect(statSync(join(secrets, name)).mode & 0o777).toBe(0o600);
  const read = () => names.map((name) => readFileSync(join(secrets, name), 'utf8'));
  const [database = '', password = ''] = read();
  expect(database).toBe(`postgres://rolekit:${password.trim()}@postgres:5432/rolekit\n`);
  const before = read();
  await run('sh', [join(import.meta.dirname, 'make-secrets.sh'), secrets]);
  expect(read()).toEqual(before);
});

test('the image runs as a user that is not root, with a health check, from a base with a version', () => {
  const { steps, command, healthcheck } = readImage();
  const users = steps.filter(({ word }) => word === 'USER').map(({ text }) => text);
  expect(users).toEqual(['node']);
  expect(steps.at(0)).toEqual({ word: 'FROM', text: 'node:24-bookworm-slim' });
  expect(steps.map(({ word }) => word)).not.toContain('ADD');
  expect(command).toEqual(['rolekit', 'registry', 'serve']);
  expect(healthcheck).toEqual(['node', '/usr/local/lib/rolekit/healthcheck.mjs']);
});

test('the image and the unit give Node the same options, which Node takes', async () => {
  const { NODE_OPTIONS = '' } = readImage().environment;
  const ofUnit = readUnit().flatMap(([key, value]) => (key === 'Environment' ? [value] : []));
  expect(ofUnit).toContain(`NODE_OPTIONS=${NODE_OPTIONS}`);
  const { stdout } = await run(process.execPath, ['-p', 'process.env.NODE_OPTIONS'], { env: { NODE_OPTIONS } });
  expect(stdout.trim()).toBe('--max-semi-space-size=8');
});

test('the image installs the command and the registry, with every package of this workspace that they need', () => {
  const all = new Map(publicPackages(ROOT).map(({ manifest }) => [manifest.name, manifest]));
  const needed = new Set<string>();
  const need = (name: string) => {
    const manifest = all.get(name);
    if (manifest === undefined || needed.has(name)) return;
    needed.add(name);
    const { dependencies = {} } = manifest as { dependencies?: object };
    for (const other of Object.keys(dependencies)) need(other);
  };
  need('rolekit');
  need('@rolekit/registry');
  const copied = readImage().steps.find(({ word, text }) => word === 'COPY' && text.includes('.tgz'))?.text ?? '';
  const tarballs = copied.split(' ').slice(0, -1);
  expect(tarballs.map((tarball) => tarball.replace(/^packed\/|-(?:\*|\[0-9\]\*)\.tgz$/g, '')).sort()).toEqual(
    [...needed].map((name) => name.replace('@', '').replace('/', '-')).sort(),
  );
});

test('the Compose file is one', () => {
  // formats by names of the specification's own
  const formats = {
    duration: /^(?:\d+(?:us|ms|s|m|h))+$/,
    ports: true,
    expose: true,
    subnet_ip_address: true,
  } as const;
  const ajv = new Ajv2019({ strict: false, formats });
  const check = ajv.compile(composeSchema());
  check(readCompose());
  expect(check.errors).toBe(null);
  expect(check({ services: { registry: { image: 'rolekit-registry', enviroment: {} } } })).toBe(false);
});

test('two registries share database, archives, key and public address, and nothing else', () => {
  const { services, secrets, volumes } = readCompose();
  const registries = [services['registry-1'], services['registry-2']];
  expect(registries[0]?.environment).toEqual(registries[1]?.environment);
  expect(registries.map((registry) => registry?.volumes)).toEqual([
    ['registry-1:/var/lib/rolekit', 'archives:/srv/archives'],
    ['registry-2:/var/lib/rolekit', 'archives:/srv/archives'],
  ]);
  expect(registries.map((registry) => registry?.ports)).toEqual([['127.0.0.1:4873:4873'], ['127.0.0.1:4874:4873']]);
  for (const registry of registries)
    expect(registry).toMatchObject({
      read_only: true,
      tmpfs: ['/tmp'],
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      secrets: ['database', 'signing-key.pem'],
    });
  const used = Object.values(services).flatMap((service) => service.secrets);
  expect([...new Set(used)].sort()).toEqual(Object.keys(secrets).sort());
  const mounted = Object.values(services).flatMap((service) => service.volumes.map((volume) => volume.split(':')[0]));
  expect([...new Set(mounted)].sort()).toEqual(Object.keys(volumes).sort());
});

test('every variable of image and Compose is a setting, and no secret stands in them', async () => {
  const env = await container();
  const { code, json } = await rolekit(['registry', 'settings', '--json'], { env });
  expect([code, json.result.misspelled]).toEqual([0, []]);
  const taken = json.result.settings.flatMap((setting: { source: { kind: string; name: string } | null }) =>
    setting.source?.kind === 'environment' ? [setting.source.name] : [],
  );
  expect(taken.sort()).toEqual(
    Object.keys(env)
      .filter((name) => /^ROLEKIT_/.test(name))
      .sort(),
  );
  expect(JSON.stringify(readCompose())).not.toMatch(/postgres:\/\/|PRIVATE KEY/);
});

test('the command of the image serves, the health check says so, and SIGTERM ends it', async () => {
  // without PostgreSQL: postgres runs in a container of its own
  const { ROLEKIT_REGISTRY_DATABASE_FILE: _, ...rest } = await container();
  const env: Record<string, string> = { ...rest, ROLEKIT_REGISTRY_PORT: await freePort() };
  expect(await healthcheck(env)).toBe(1);
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const [, ...words] = readImage().command;
  let serving: ReturnType<typeof rolekit> | undefined;
  const result = await new Promise<{ url: string; dataDir: string }>((resolve, reject) => {
    serving = rolekit([...words, '--json'], {
      env,
      signal: stop.signal,
      onStdout: (text) => resolve(JSON.parse(text).result),
    });
    serving.then((ended) => reject(new TypeError(ended.stderr)));
  });
  expect(result).toMatchObject({ url: 'https://plugins.example.com', dataDir: env.ROLEKIT_REGISTRY_DATA });
  expect(readdirSync(env.ROLEKIT_REGISTRY_DATA ?? '')).not.toContain('signing-key.pem');
  expect(readdirSync(env.ROLEKIT_REGISTRY_BLOBS ?? '')).toContain('sha256');
  expect(await healthcheck(env)).toBe(0);
  stop.abort();
  expect((await serving)?.code).toBe(0);
  expect(await healthcheck(env)).toBe(1);
});

test('the command of the unit takes the settings file of the page', async () => {
  const { inside } = await machine();
  const [, page = ''] = /```json\n(\{\n {2}"data"[\s\S]*?\})\n```/.exec(readPage('docs/operate.md')) ?? [];
  const dir = temporaryFolder();
  writeFiles(dir, { 'registry.json': inside(page), sign: 'geheim\n' });
  const [, line = ''] = readUnit().find(([key]) => key === 'ExecStart') ?? [];
  const [program, registry, serve, ...options] = line.split(' ');
  expect([program, registry, serve]).toEqual(['/usr/local/bin/rolekit', 'registry', 'serve']);
  const args = options.map((word) => word.replace('/etc/rolekit', dir));
  writeFiles(dir, {
    'registry.json': inside(page).replace(/"[^"]*\/secrets\/sign-in"/, JSON.stringify(`${dir}/sign`)),
  });
  const { code, json } = await rolekit(['registry', 'settings', ...args, '--json']);
  const fromFile = json.result.settings.filter(
    (setting: { source: { kind: string } | null }) => setting.source?.kind === 'file',
  );
  expect([code, fromFile.map(({ key }: { key: string }) => key)]).toEqual([
    0,
    [
      'data',
      'database',
      'publicUrl',
      'trustProxy',
      'signIn.issuer',
      'signIn.clientId',
      'signIn.clientSecret',
      'limits.publishesPerMinute',
    ],
  ]);
});
