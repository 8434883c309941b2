import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type RolekitRun, rolekit } from '../../test/rolekit.ts';
import { todoWorkspace, writeFiles } from '../../test/workspace.ts';
import type { StartFile } from '../registry/start-file.ts';

const SANDBOX = `
import { createServer } from 'node:http';
export async function startSandbox({ port = 0, host = '127.0.0.1' } = {}) {
  const server = createServer((request, response) => response.end('[]')).listen(port, host);
  await new Promise((resolve) => server.once('listening', resolve));
  const baseUrl = 'http://' + host + ':' + server.address().port;
  return {
    name: 'todo', baseUrl, environment: 'sandbox', credentials: { token: 'demo' }, values: { token: 'demo' },
    stats: () => ({ reads: 0, writes: 0 }),
    close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }),
  };
}
`;

function demoWorkspace(): string {
  const { dir } = todoWorkspace();
  return writeFiles(dir, { 'connectors/todo/sandbox/index.ts': SANDBOX });
}

interface Started {
  start: StartFile;
  startedAfresh: boolean;
  broken: { id: string }[];
  stop(): Promise<RolekitRun>;
}

/** Runs the demo until it has printed its result. */
async function demo(cwd: string, ...options: string[]): Promise<Started> {
  const stop = new AbortController();
  let run: Promise<RolekitRun> | undefined;
  const text = await new Promise<string>((resolve, reject) => {
    run = rolekit(['demo', '--json', ...options], { cwd, signal: stop.signal, onStdout: resolve });
    run.then(({ stderr }) => reject(new Error(stderr)));
  });
  const end = async () => {
    stop.abort();
    return run as Promise<RolekitRun>;
  };
  onTestFinished(async () => void (await end()));
  return { ...JSON.parse(text).result, stop: end };
}

function startFileOf(dir: string): StartFile {
  return JSON.parse(readFileSync(join(dir, '.rolekit/start.json'), 'utf8'));
}

test('a port that was asked for and is taken ends with 5, and leaves nothing that says it runs', async () => {
  const dir = demoWorkspace();
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  const run = await rolekit(['demo', '--port', String(port), '--json'], { cwd: dir });
  expect(run).toMatchObject({ code: 5, json: { error: { code: 'RK_PORT_TAKEN' } } });
  expect(existsSync(join(dir, '.rolekit/start.json'))).toBe(false);
});

test('Ctrl-C while it starts ends it', async () => {
  const dir = demoWorkspace();
  const stop = new AbortController();
  const run = rolekit(['demo', '--port', '0'], { cwd: dir, signal: stop.signal });
  setTimeout(() => stop.abort(), 100);
  expect(await run).toMatchObject({ code: 130, stdout: '', stderr: '' });
  expect(existsSync(join(dir, '.rolekit/start.json'))).toBe(false);
});

test('a plugin that does not build does not keep the others from being served', async () => {
  const dir = demoWorkspace();
  writeFiles(dir, { 'plugins/helper/skills/tidy-up/SKILL.md': 'no frontmatter\n' });
  const { start, broken } = await demo(dir, '--port', '0', '--no-sandbox');
  expect(start.plugins.map(({ id }) => id)).toEqual(['acme/todo']);
  expect(broken).toMatchObject([{ id: 'acme/helper', error: { code: 'RK_FINDINGS' } }]);
});

test('serves, publishes, starts the sandbox, says so in start.json, and removes what says so when it stops', async () => {
  const dir = demoWorkspace();
  const { start, stop } = await demo(dir, '--port', '0');
  expect(startFileOf(dir)).toEqual(start);
  const { url } = start.registry;
  expect(start).toEqual({
    format: 1,
    pid: process.pid,
    startedAt: expect.any(String),
    registry: {
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      name: 'rolekit',
      tokenFile: join(dir, '.rolekit/registry/publish-token'),
      marketplaceUrl: `${url}/git/all.git`,
      mcpRegistryUrl: url,
    },
    plugins: [
      { id: 'acme/todo', version: '0.1.0', digest: expect.any(String), gitUrl: `${url}/git/acme/todo.git` },
      { id: 'acme/helper', version: '0.1.0', digest: expect.any(String), gitUrl: `${url}/git/acme/helper.git` },
    ],
    sandboxes: {
      todo: {
        baseUrl: expect.any(String),
        runFile: join(dir, '.rolekit/run/todo.json'),
        credentials: { token: 'demo' },
      },
    },
  });
  const found = await rolekit(['search', '--json'], { cwd: join(dir, 'plugins/helper') });
  expect(found.json.result.plugins).toHaveLength(2);
  expect(JSON.parse(readFileSync(join(dir, '.rolekit/run/todo.json'), 'utf8'))).toMatchObject({ connector: 'todo' });

  const began = performance.now();
  expect(await stop()).toMatchObject({ code: 0, stderr: '' });
  expect(performance.now() - began).toBeLessThan(20_000);
  expect(readdirSync(join(dir, '.rolekit/run'))).toEqual([]);
  expect(readdirSync(join(dir, '.rolekit')).toSorted()).toEqual(['registry', 'run']);
  await expect(fetch(url)).rejects.toThrow();
});

test('without a terminal it says which plugins are built, and how many are left', async () => {
  const dir = demoWorkspace();
  const stop = new AbortController();
  const { stderr } = await rolekit(['demo', '--port', '0', '--no-sandbox'], {
    cwd: dir,
    signal: stop.signal,
    quietMs: 0,
    onStdout: (text) => text.includes('Ctrl-C') && stop.abort(),
  });
  const lines = stderr.trimEnd().split('\n');
  expect(lines.toSorted()).toEqual(
    [
      'Starting the registry',
      'Building 2 plugins',
      'Built acme/todo (1 of 2)',
      'Built acme/helper (2 of 2)',
      'Publishing 2 plugins',
    ].toSorted(),
  );
});

test('fits on one screen and names every host and the sandbox', async () => {
  const dir = demoWorkspace();
  const stop = new AbortController();
  const { stdout } = await rolekit(['demo', '--port', '0'], {
    cwd: dir,
    signal: stop.signal,
    onStdout: (text) => text.includes('Ctrl-C') && stop.abort(),
  });
  expect(stdout.split('\n').length).toBeLessThanOrEqual(40);
  expect(stdout).toMatch(/codex plugin marketplace add http:\/\/127\.0\.0\.1:\d+\/git\/all\.git/);
  expect(stdout).toContain('claude plugin install helper@rolekit');
  expect(stdout).toContain('copilot plugin install helper@rolekit');
  expect(stdout).toMatch(/gemini extensions install http:\/\/127\.0\.0\.1:\d+\/git\/acme\/helper\.git/);
  expect(stdout).toContain('rolekit connect todo --sandbox');
});

test('a second demo of the same folder takes another port and leaves the first alone', async () => {
  const dir = demoWorkspace();
  const first = await demo(dir);
  const second = await demo(dir);
  expect(second.start.registry.url).not.toBe(first.start.registry.url);
  expect(startFileOf(dir).registry.url).toBe(second.start.registry.url);
  await second.stop();
  expect((await fetch(first.start.registry.url)).status).toBe(200);
});

test('a later start with the same sources publishes nothing; with others under the same version it starts afresh', async () => {
  const dir = demoWorkspace();
  const first = await demo(dir, '--port', '0', '--no-sandbox');
  await first.stop();
  const again = await demo(dir, '--port', '0', '--no-sandbox');
  expect(again.start.plugins.map(({ digest }) => digest)).toEqual(first.start.plugins.map(({ digest }) => digest));
  expect(again.startedAfresh).toBe(false);
  await again.stop();
  writeFiles(dir, { 'connectors/todo/README.md': '# Changed\n' });
  const changed = await demo(dir, '--port', '0', '--no-sandbox');
  expect(changed.startedAfresh).toBe(true);
  const list = await rolekit(['search', '--registry', changed.start.registry.url, '--json']);
  expect(list.json.result.plugins).toHaveLength(2);
});
