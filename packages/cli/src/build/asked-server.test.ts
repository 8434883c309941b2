import { expect, onTestFinished, test } from 'vitest';
import { AskedServer } from './asked-server.ts';

function ask(code: string): AskedServer {
  const files = [{ path: 'server/main.mjs', bytes: new TextEncoder().encode(code) }];
  const server = new AskedServer(Promise.resolve(files), 'acme/todo');
  onTestFinished(() => server.close());
  return server;
}

async function refused(asked: Promise<unknown>): Promise<unknown> {
  const error = (await asked.then(
    () => undefined,
    (error) => error,
  )) as { data: { findings: { message: string }[] } };
  return error.data.findings.map(({ message }) => message);
}

test('a process that ends before it answers is a finding', async () => {
  expect(await refused(ask('process.exit(0);').describe())).toEqual([
    'The server could not list its tools: its process ended before it answered.',
  ]);
});

test('so is an answer that is none', async () => {
  expect(await refused(ask("console.log('{');").describe())).toEqual([
    expect.stringContaining('The server could not list its tools: '),
  ]);
});

test('code that waits for ever ends at once', async () => {
  expect(await refused(ask('await new Promise(() => {});').describe())).toEqual([
    expect.stringContaining('The server could not list its tools: '),
  ]);
});

test('code that fails after its answer is a finding', async () => {
  const server = ask("console.log('[]'); setTimeout(() => { throw new Error('late'); }, 50);");
  expect(await server.describe()).toEqual([]);
  expect(await refused(server.end())).toEqual(['The server could not list its tools: Error: late']);
});

test('what code prints while it loads is no answer', async () => {
  expect(await ask("console.log('loading'); console.log('[]');").describe()).toEqual([]);
});

test('each question loads the entry, in one process, with what it shares with no other', async () => {
  const server = ask(`
    globalThis.loads = (globalThis.loads ?? 0) + 1;
    console.log(JSON.stringify([process.argv[2], globalThis.loads, Object.keys(process.env).includes('PATH')]));
  `);
  expect(await server.describe()).toEqual(['describe', 1, false]);
  expect(await server.opening([])).toEqual(['opening', 2, false]);
  await server.end();
});
