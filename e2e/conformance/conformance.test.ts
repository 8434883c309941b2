import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureChecker } from '../hosts/install.ts';
import { tryProgram } from '../hosts/processes.ts';
import { startTokenProxy, type TokenProxy } from './proxy.ts';
import { startConformanceServer } from './server.ts';

const TOKEN = 'conformance';

let suite: string;
let home: string;
let proxy: TokenProxy;
let server: Awaited<ReturnType<typeof startConformanceServer>>;

beforeAll(async () => {
  suite = await ensureChecker('conformance');
  home = mkdtempSync(join(tmpdir(), 'rolekit-conformance-'));
  proxy = await startTokenProxy(TOKEN, () => new URL(server.url).origin);
  server = await startConformanceServer(home, TOKEN, [proxy.host]);
});

afterAll(async () => {
  await proxy?.close();
  await server?.close();
  if (home) rmSync(home, { recursive: true, force: true });
});

test('the suite would notice: the server refuses what comes without the token', async () => {
  expect((await fetch(server.url, { method: 'POST', body: '{}' })).status).toBe(401);
});

test.each([
  ['2025-11-25', 30],
  ['2026-07-28', 37],
])(
  'a server on this SDK passes the official conformance suite of %s, nothing expected to fail',
  async (revision, scenarios) => {
    const args = [suite, 'server', '--url', `http://${proxy.host}/mcp`, '--requirements', revision];
    const { code, stdout } = await tryProgram(process.execPath, args, { env: process.env, cwd: home });
    const summary = stdout.slice(stdout.indexOf('=== SUMMARY ==='));
    const results = [...summary.matchAll(/^([✓✗]) ([\w-]+): (\d+) passed, (\d+) failed$/gm)];
    // those of no revision's requirements: extensions, and scenarios that the suite itself still works on
    const unscored = new Set([...summary.matchAll(/^ {2}[✓✗] ([\w-]+) \(/gm)].map(([, name]) => name));
    const scored = results.filter(([, , name]) => !unscored.has(name));
    expect(scored.filter(([, mark, , , failed]) => mark !== '✓' || failed !== '0').map(([line]) => line)).toEqual([]);
    expect(scored).toHaveLength(scenarios);
    expect(code).toBe(0);
  },
);
