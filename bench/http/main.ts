/** `tools/list` and `tools/call` over HTTP beside the official SDK and a bare route, 50 connections, in turns. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { platform } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import { median } from '../median.ts';
import { ARGUMENTS, nameOf } from './tools.ts';

const SECONDS = Number(process.env.BENCH_SECONDS ?? 3);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const CONTESTANTS = ['official', 'rolekit', 'floor'] as const;
const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'bench', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

interface Load {
  title: string;
  method: 'tools/list' | 'tools/call';
  modern: boolean;
}

const LOADS: Load[] = [
  { title: 'tools/list, 2025-11-25', method: 'tools/list', modern: false },
  { title: 'tools/list, 2026-07-28', method: 'tools/list', modern: true },
  { title: 'tools/call, 2025-11-25', method: 'tools/call', modern: false },
  { title: 'tools/call, 2026-07-28', method: 'tools/call', modern: true },
];

/** The server keeps one core, the load the other, where the system can be told so. */
function start(name: string): ChildProcess {
  const script = [join(import.meta.dirname, 'server.ts'), name];
  const [command, args] =
    platform() === 'linux' ? ['taskset', ['-c', '0', process.execPath, ...script]] : [process.execPath, script];
  return spawn(command as string, args as string[], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function measure(url: string, token: string, { method, modern }: Load): Promise<{ rate: number; p99: number }> {
  const params = {
    ...(method === 'tools/call' ? { name: nameOf(7), arguments: ARGUMENTS } : {}),
    ...(modern ? { _meta: MODERN } : {}),
  };
  const result = await autocannon({
    url,
    connections: 50,
    duration: SECONDS,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      'mcp-protocol-version': modern ? '2026-07-28' : '2025-11-25',
      ...(modern ? { 'mcp-method': method, ...(method === 'tools/call' ? { 'mcp-name': nameOf(7) } : {}) } : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} refused, ${result.errors} failed`);
  return { rate: result.requests.average, p99: result.latency.p99 };
}

const figures = new Map<string, { rate: number[]; p99: number[] }>();
for (let round = 0; round < ROUNDS; round++) {
  for (const name of CONTESTANTS) {
    const child = start(name);
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    const [line] = (await once(lines, 'line')) as [string];
    const { url, token } = JSON.parse(line) as { url: string; token: string };
    for (const load of LOADS) {
      await measure(url, token, load);
      const { rate, p99 } = await measure(url, token, load);
      const key = `${load.title} ${name}`;
      const kept = figures.get(key) ?? { rate: [], p99: [] };
      figures.set(key, { rate: [...kept.rate, rate], p99: [...kept.p99, p99] });
    }
    child.kill('SIGKILL');
  }
}

for (const { title } of LOADS) {
  console.log(`\n${title}, over HTTP, 20 tools, 50 connections (median of ${ROUNDS})`);
  const of = (name: string) => median(figures.get(`${title} ${name}`)?.rate ?? []);
  for (const name of CONTESTANTS) {
    const p99 = median(figures.get(`${title} ${name}`)?.p99 ?? []);
    console.log(
      `  ${name.padEnd(10)} ${of(name).toFixed(0).padStart(7)}/s  p99 ${p99.toFixed(0).padStart(4)} ms  ${(of(name) / of('official')).toFixed(1)}x official  ${((100 * of(name)) / of('floor')).toFixed(0)} % of the floor`,
    );
  }
}
