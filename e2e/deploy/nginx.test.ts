// The proxy of deploy/nginx.conf before two registries, with TLS.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRegistry, type Registry } from '@rolekit/registry';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { readRecipe } from '../../deploy/recipes.ts';
import { runProgram } from '../hosts/processes.ts';

const NAME = 'plugins.example.com';
const PATH = `${process.env.PATH}:/usr/sbin`;

let dir: string;
let port: number;
const registries: Registry[] = [];
const log: string[] = [];
let stop: () => Promise<void>;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

function ask(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const ca = readFileSync(join(dir, 'cert.pem'));
    const options = {
      host: '127.0.0.1',
      localAddress: '127.0.0.2',
      servername: NAME,
      port,
      path,
      ca,
      headers: { host: NAME, ...headers },
    };
    request(options, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    })
      .on('error', reject)
      .end();
  });
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'rolekit-nginx-'));
  const env = { ...process.env, PATH };
  const subject = ['-subj', `/CN=${NAME}`, '-addext', `subjectAltName=DNS:${NAME}`];
  const key = ['-newkey', 'ed25519', '-noenc', '-keyout', 'key.pem', '-out', 'cert.pem', '-days', '2'];
  await runProgram('openssl', ['req', '-x509', ...key, ...subject], { env, cwd: dir });
  for (const name of ['one', 'two']) {
    const registry = await createRegistry({
      dataDir: join(dir, name),
      publicUrl: `https://${NAME}`,
      trustProxy: 'loopback',
      logger: { level: 'info', stream: { write: (line: string) => void log.push(line) } },
    });
    await registry.listen();
    registries.push(registry);
  }
  port = await freePort();
  const [one, two] = registries.map(({ app }) => (app.server.address() as AddressInfo).port);
  const proxy = readRecipe('nginx.conf')
    .replace('127.0.0.1:4873', `127.0.0.1:${one}`)
    .replace('127.0.0.1:4874', `127.0.0.1:${two}`)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll('/etc/rolekit/tls', dir);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${dir}/${name};`,
  );
  writeFileSync(
    join(dir, 'nginx.conf'),
    `daemon off; pid ${dir}/pid; error_log stderr; events {}\nhttp { access_log off; ${temporary.join(' ')}\n${proxy} }\n`,
  );
  await runProgram('nginx', ['-t', '-q', '-p', dir, '-c', join(dir, 'nginx.conf')], { env, cwd: dir });
  const nginx = spawn('nginx', ['-p', dir, '-c', join(dir, 'nginx.conf')], { env, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => nginx.on('exit', () => resolve()));
  stop = () => {
    nginx.kill('SIGTERM');
    return ended;
  };
  await vi.waitFor(async () => expect((await ask('/healthz')).status).toBe(200), { timeout: 20_000 });
});
afterAll(async () => {
  await stop?.();
  for (const registry of registries) await registry.close();
  rmSync(dir, { recursive: true, force: true });
});

test('addresses that the registry shows are the public ones, and the client is known by its own', async () => {
  const page = await ask('/v1/openapi.json', { 'x-forwarded-for': '203.0.113.7' });
  expect(page.status).toBe(200);
  const index = await ask('/');
  expect(index.body).toContain(`https://${NAME}`);
  const lines = log.map((line) => JSON.parse(line)).filter(({ path }) => path === '/v1/openapi.json');
  // what a client claims for itself is not believed
  expect(lines.map(({ address }) => address)).toEqual(['127.0.0.2']);
});

test('while one registry is down the other answers', async () => {
  await registries[0]?.close();
  const answers = await Promise.all(Array.from({ length: 8 }, () => ask('/v1/plugins')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200, 200]);
});
