// A real package registry on loopback: what belongs to Rolekit is only there, the rest comes from the machine's own registry.
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostsFolder } from '../hosts/install.ts';
import { endProgram, runProgram, startProgram } from '../hosts/processes.ts';

const VERSION = '6.10.4';
// `verdaccio-audit` asks for the dist-tag `cjs` of it, which a mirror may lack
const OVERRIDES = { 'verdaccio-audit': { 'node-fetch': '2.7.0' } };

export type Verdaccio = {
  url: string;
  /** Npm's settings of somebody who may publish there. */
  userConfig: string;
  /** Versions of a package; empty when it is not there. */
  versions(name: string): Promise<string[]>;
  /** Starts it again over the same packages. `closed`: packages that nobody may publish. */
  restart(closed?: readonly string[]): Promise<void>;
  close(): Promise<void>;
};

export async function openVerdaccio(closed: readonly string[] = []): Promise<Verdaccio> {
  const bin = await ensureVerdaccio();
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-verdaccio-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const uplink = (
    await runProgram('npm', ['config', 'get', 'registry'], { env: process.env, cwd: tmpdir() })
  ).stdout.trim();
  let child: ChildProcess;

  const start = async (without: readonly string[]): Promise<void> => {
    const config = join(folder, 'config.yaml');
    // JSON is YAML
    writeFileSync(config, JSON.stringify(configOf(uplink, without)));
    const place = { env: { ...process.env, HOME: folder }, cwd: folder };
    child = startProgram(process.execPath, [bin, '--config', config, '--listen', `127.0.0.1:${port}`], place);
    child.stdout?.resume();
    child.stderr?.resume();
    for (let tries = 0; !(await answers(`${url}/-/ping`)); tries++) {
      if (child.exitCode !== null || tries > 300) throw new Error(`Verdaccio does not answer at ${url}.`);
      await sleep(200);
    }
  };

  await start(closed);
  const userConfig = join(folder, 'npmrc');
  const token = await tokenOf(url);
  writeFileSync(userConfig, `registry=${url}/\n//127.0.0.1:${port}/:_authToken=${token}\naudit=false\nfund=false\n`);
  return {
    url,
    userConfig,
    async versions(name) {
      const answer = await fetch(`${url}/${encodeURIComponent(name)}`);
      return answer.ok ? Object.keys(((await answer.json()) as { versions: object }).versions) : [];
    },
    async restart(without = []) {
      await endProgram(child);
      await start(without);
    },
    async close() {
      await endProgram(child);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function configOf(uplink: string, closed: readonly string[]): object {
  const own = { access: '$all', publish: '$authenticated' };
  return {
    storage: './storage',
    auth: { htpasswd: { file: './htpasswd' } },
    uplinks: { public: { url: uplink, timeout: '60s', max_fails: 100 } },
    packages: {
      '@rolekit/*': own,
      rolekit: own,
      ...Object.fromEntries(closed.map((name) => [name, { access: '$all', publish: 'nobody' }])),
      '**': { access: '$all', proxy: 'public' },
    },
    max_body_size: '50mb',
    log: { type: 'stdout', level: 'error' },
  };
}

async function ensureVerdaccio(): Promise<string> {
  const folder = join(hostsFolder(), 'verdaccio');
  const manifest = join(folder, 'node_modules', 'verdaccio', 'package.json');
  const installed = existsSync(manifest)
    ? (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string })
    : undefined;
  if (installed?.version !== VERSION) {
    mkdirSync(folder, { recursive: true });
    const dependencies = { verdaccio: VERSION };
    const own = { name: 'rolekit-verdaccio', private: true, dependencies, overrides: OVERRIDES };
    writeFileSync(join(folder, 'package.json'), JSON.stringify(own));
    const argv = ['install', '--no-audit', '--no-fund', '--loglevel=error'];
    await runProgram('npm', argv, { env: process.env, cwd: folder }, { timeoutMs: 240_000 });
  }
  return join(folder, 'node_modules', 'verdaccio', 'bin', 'verdaccio');
}

async function tokenOf(url: string): Promise<string> {
  const answer = await fetch(`${url}/-/user/org.couchdb.user:publisher`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'publisher', password: crypto.randomUUID() }),
  });
  return ((await answer.json()) as { token: string }).token;
}

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (answer) => answer.ok,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
