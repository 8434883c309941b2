import { execFile } from 'node:child_process';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import type { Calls } from './rate-calls.fixture.ts';
import type { CallRate } from './rate-limits.ts';

const HOUR = 3_600_000;
let home: string;
let origin: string;
let taken: number;
let answer: (response: ServerResponse) => void;
const server = createServer((_, response) => {
  taken++;
  answer(response);
});
beforeEach(async () => {
  taken = 0;
  answer = (response) => response.end();
  home = temporaryFolder();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Calls of a process of its own. */
async function callsOf(rest: Partial<Calls> & { rates: readonly CallRate[] }): Promise<(number | string)[]> {
  const { rates, ...given } = rest;
  const told: Calls = { origin, home, account: 'acme', calls: 8, policy: { rates }, ...given };
  const script = fileURLToPath(new URL('./rate-calls.fixture.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(told)]);
  return JSON.parse(stdout);
}
const sent = (outcomes: (number | string)[]) => outcomes.filter((outcome) => outcome === 200).length;

describe('two processes of one account', () => {
  it.each([
    ['moving window', { kind: 'window', calls: 10, perMs: HOUR }],
    ['token bucket', { kind: 'bucket', capacity: 10, perSecond: 0.0001 }],
  ] as const)('share a %s: no call too many, none lost', async (_, rate) => {
    const [one, other] = await Promise.all([callsOf({ rates: [rate] }), callsOf({ rates: [rate] })]);
    expect(sent(one) + sent(other)).toBe(10);
    expect(taken).toBe(10);
    expect([...one, ...other].filter((outcome) => outcome === 'RK_RATE_LIMITED')).toHaveLength(6);
  });

  it('both hold back when the vendor tells one of them to wait', async () => {
    answer = (response) => response.writeHead(429, { 'retry-after': '3600' }).end();
    expect(await callsOf({ rates: [], calls: 1 })).toEqual(['RK_RATE_LIMITED']);
    answer = (response) => response.end();
    expect(await callsOf({ rates: [], calls: 2 })).toEqual(['RK_RATE_LIMITED', 'RK_RATE_LIMITED']);
    expect(taken).toBe(1);
  });
});

describe('what is another’s is not taken:', () => {
  const rates = [{ calls: 3, perMs: HOUR }];

  it('another account of the same vendor has all its calls', async () => {
    expect(sent(await callsOf({ rates, calls: 4 }))).toBe(3);
    expect(sent(await callsOf({ rates, calls: 4, account: 'globex' }))).toBe(3);
  });

  it('another limit of the same account counts for itself', async () => {
    expect(sent(await callsOf({ rates, calls: 4 }))).toBe(3);
    expect(sent(await callsOf({ rates: [{ calls: 2, perMs: HOUR }], calls: 4 }))).toBe(2);
  });

  it('an account that the connector names is one, whoever signed in', async () => {
    const policy = { rates, account: 'org 1' };
    expect(sent(await callsOf({ rates, policy, calls: 2, account: 'ada' }))).toBe(2);
    expect(sent(await callsOf({ rates, policy, calls: 2, account: 'bob' }))).toBe(1);
  });
});
