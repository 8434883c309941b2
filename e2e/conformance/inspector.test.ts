import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { writeConnection } from '@rolekit/sdk/settings';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandbox } from '../../examples/weather-connector/sandbox/index.ts';
import { ensureChecker } from '../hosts/install.ts';
import { tryProgram } from '../hosts/processes.ts';
import { ROOT, rolekitJson } from '../workspace.ts';

let inspector: string;
let folder: string;
let main: string;
let env: NodeJS.ProcessEnv;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let served: ChildProcess;
const targets: Record<string, string[]> = {};

beforeAll(async () => {
  inspector = await ensureChecker('inspector');
  folder = mkdtempSync(join(tmpdir(), 'rolekit-inspector-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  env = { PATH: process.env.PATH, HOME: home, USERPROFILE: home, NO_COLOR: '1' };
  await rolekitJson(env, ROOT, 'build', 'examples/typed-plugin', '--out', join(folder, 'dist'));
  main = join(folder, 'dist', 'server', 'main.mjs');
  sandbox = await startSandbox();
  const { name: connector, environment, baseUrl, values } = sandbox;
  const runFile = join(folder, 'weather.json');
  const run = { format: 1, connector, environment, pid: process.pid, baseUrl, values };
  writeFileSync(runFile, JSON.stringify(run), { mode: 0o600 });
  await writeConnection(connector, { format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }, home);

  targets.stdio = [process.execPath, main];
  served = spawn(process.execPath, [main, '--http'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(createInterface({ input: served.stdout as NodeJS.ReadableStream }), 'line');
  const { url, token } = JSON.parse(line);
  targets.http = [url, '--transport', 'http', '--header', `Authorization: Bearer ${token}`];
});

afterAll(async () => {
  served?.kill();
  await sandbox?.close();
  if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

describe.each(['stdio', 'http'])('the official Inspector, over %s', (transport) => {
  async function inspect(...args: string[]) {
    const line = [inspector, '--cli', ...(targets[transport] ?? []), ...args];
    const { code, stdout, stderr } = await tryProgram(process.execPath, line, { env, cwd: folder });
    return { code, said: stdout + stderr, result: code === 0 ? JSON.parse(stdout) : undefined };
  }

  test('shows the server’s own words when a tool fails', async () => {
    const call = ['--method', 'tools/call', '--tool-name', 'weather_list_observations', '--tool-arg', 'station=st-99'];
    const { said } = await inspect(...call);
    expect(said).toContain('not_found: The station does not exist.');
  });

  test('lists the tools and calls one', async () => {
    const { result } = await inspect('--method', 'tools/list');
    expect(result.tools.map(({ name }: { name: string }) => name)).toEqual([
      'weather_list_stations',
      'weather_list_observations',
    ]);
    const call = ['--method', 'tools/call', '--tool-name', 'weather_list_stations', '--tool-arg', 'region=coast'];
    const { result: called } = await inspect(...call, '--tool-arg', 'limit=1');
    expect(called.structuredContent).toMatchObject({
      items: [{ region: 'coast' }],
      page: { returned: 1, truncated: true },
      source: { connector: 'weather', environment: 'sandbox' },
    });
  });

  test('gets the prompt that a skill in TypeScript became', async () => {
    const { result } = await inspect(
      '--method',
      'prompts/get',
      '--prompt-name',
      'plan-sailing',
      '--prompt-args',
      'place=Bay',
    );
    expect(result.messages[0].content.text).toContain('- **place**: Bay');
  });

  test('finds no fault in how the skills are served', async () => {
    const { code, said } = await inspect('--method', 'skills/list', '--verify');
    expect({ code, said: code === 0 ? '' : said }).toEqual({ code: 0, said: '' });
  });
});
