import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { HostConnection } from './host-connection.ts';

/** Answers everything but `slow`, and notes what it hears. */
const SERVER = `
import { appendFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
const dir = new URL('../', import.meta.url);
const send = (message) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', ...message }) + '\\n');
writeFileSync(new URL('pid', dir), String(process.pid));
createInterface({ input: process.stdin }).on('line', (line) => {
  appendFileSync(new URL('heard', dir), line + '\\n');
  const { id, method, params } = JSON.parse(line);
  const capabilities = { tools: {}, prompts: { listChanged: false }, logging: {} };
  if (id === undefined || method === 'slow') return;
  if (method === 'subscriptions/listen')
    return send({ method: 'notifications/subscriptions/acknowledged', params: { notifications: {}, _meta: { 'io.modelcontextprotocol/subscriptionId': id } } });
  send({ id, result: { capabilities, from: dir.pathname.split('/').at(-2) } });
});
`;

let root: string;
let input: PassThrough;
let got: unknown[];
beforeEach(() => {
  root = temporaryFolder();
  input = new PassThrough();
  got = [];
});

function open(drainMs?: number): HostConnection {
  const connection = new HostConnection({
    input,
    output: {
      write: (text: string) =>
        got.push(
          ...text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line)),
        ) > 0,
    },
    log: { write: () => true },
    ...(drainMs === undefined ? {} : { drainMs }),
    onClose() {},
    onCrash() {},
    async onLeft() {},
  });
  onTestFinished(() => connection.close());
  return connection;
}

function build(name: string): string {
  return writeFiles(join(root, name), { 'server/main.mjs': SERVER });
}

function serve(connection: HostConnection, name: string, changed: ('tools' | 'prompts' | 'resources')[] = []): void {
  connection.serve(build(name), { env: { PATH: process.env.PATH }, changed });
}

const say = (message: object) => input.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const heard = (name: string) => {
  const file = join(root, name, 'heard');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
};

test('a request that is still open when a replaced server must end is refused', async () => {
  const connection = open(100);
  serve(connection, 'first');
  say({ id: 1, method: 'slow' });
  await expect.poll(() => heard('first')).toContain('slow');
  serve(connection, 'second');
  await expect
    .poll(() => got)
    .toEqual([
      {
        jsonrpc: '2.0',
        id: 1,
        error: {
          code: -32603,
          message:
            '`rolekit dev` restarted the server before this was answered. Call again; after a write, look first whether it was made.',
        },
      },
    ]);
  say({ id: 2, method: 'quick' });
  await expect.poll(() => got[1]).toMatchObject({ id: 2, result: { from: 'second' } });
});

test('a cancellation goes to the server that runs the request', async () => {
  const connection = open();
  serve(connection, 'first');
  say({ id: 1, method: 'slow' });
  await expect.poll(() => heard('first')).toContain('slow');
  serve(connection, 'second');
  say({ id: 2, method: 'slow' });
  await expect.poll(() => heard('second')).toContain('slow');
  say({ method: 'notifications/cancelled', params: { requestId: 1 } });
  await expect.poll(() => heard('first')).toContain('notifications/cancelled');
  say({ id: 3, method: 'quick' });
  await expect.poll(() => got).toMatchObject([{ id: 3, result: { from: 'second' } }]);
  expect(heard('second')).not.toContain('notifications/cancelled');
});

test('no server is left after many restarts with open requests', async () => {
  const connection = open();
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  for (const [id, name] of names.entries()) {
    serve(connection, name);
    say({ id, method: 'slow' });
  }
  await expect.poll(() => names.filter((name) => heard(name).includes('slow'))).toEqual(names);
  const pids = names.map((name) => Number(readFileSync(join(root, name, 'pid'), 'utf8')));
  await connection.close();
  expect(pids.filter(isRunning)).toEqual([]);
});

test('a host of 2025-11-25 is told of the lists that its server has', async () => {
  const connection = open();
  serve(connection, 'first');
  say({ id: 1, method: 'initialize', params: {} });
  await expect
    .poll(() => got)
    .toMatchObject([
      {
        id: 1,
        result: { capabilities: { tools: { listChanged: true }, prompts: { listChanged: true }, logging: {} } },
      },
    ]);
  say({ method: 'notifications/initialized' });
  await expect.poll(() => heard('first')).toContain('initialized');
  serve(connection, 'second', ['prompts', 'resources']);
  await expect.poll(() => got.slice(1)).toEqual([{ jsonrpc: '2.0', method: 'notifications/prompts/list_changed' }]);
});

test('a host of 2026-07-28 is told of the lists that it asked for', async () => {
  const connection = open();
  serve(connection, 'first');
  const _meta = { 'io.modelcontextprotocol/subscriptionId': 1 };
  say({ id: 1, method: 'subscriptions/listen', params: { notifications: { resourcesListChanged: true } } });
  await expect
    .poll(() => got)
    .toMatchObject([
      {
        method: 'notifications/subscriptions/acknowledged',
        params: { notifications: { resourcesListChanged: true }, _meta },
      },
    ]);
  serve(connection, 'second', ['tools', 'prompts', 'resources']);
  await expect
    .poll(() => got.slice(1))
    .toEqual([{ jsonrpc: '2.0', method: 'notifications/resources/list_changed', params: { _meta } }]);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
