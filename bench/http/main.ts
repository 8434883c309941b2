/** `tools/list` and `tools/call` over HTTP beside the official SDK and a bare route, 50 connections, in turns. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import autocannon from 'autocannon';
import '../built.ts';
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

async function measure(
  url: string,
  token: string,
  { method, modern }: Load,
): Promise<{ rate: number; p99: number; answers: number }> {
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
  return { rate: result.requests.average, p99: result.latency.p99, answers: result.requests.total };
}

interface Server {
  name: string;
  child: ChildProcess;
  url: string;
  token: string;
}

async function open(name: string): Promise<Server> {
  const child = start(name);
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const [line] = (await once(lines, 'line')) as [string];
  return { name, child, ...(JSON.parse(line) as { url: string; token: string }) };
}

/** Microseconds of CPU that a process has used, where the system says so: other than a rate, it bears a busy machine. */
function cpuOf({ child }: Server): number {
  if (platform() !== 'linux') return Number.NaN;
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const [user = 0, system = 0] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14).map(Number);
  return (user + system) * 10_000;
}

interface Figures {
  rate: number[];
  p99: number[];
  cpu: number[];
}

// all are up at once and measured in turns, so that a busy machine hits all alike
const servers: Server[] = [];
for (const name of CONTESTANTS) servers.push(await open(name));

for (const load of LOADS) {
  const figures = new Map<string, Figures>(CONTESTANTS.map((name) => [name, { rate: [], p99: [], cpu: [] }]));
  for (const server of servers) await measure(server.url, server.token, load);
  for (let round = 0; round < ROUNDS; round++) {
    for (const server of servers) {
      const before = cpuOf(server);
      const { rate, p99, answers } = await measure(server.url, server.token, load);
      const kept = figures.get(server.name);
      kept?.rate.push(rate);
      kept?.p99.push(p99);
      kept?.cpu.push((cpuOf(server) - before) / answers);
    }
  }
  const of = (name: string, what: keyof Figures) => median(figures.get(name)?.[what] ?? []);
  console.log(`\n${load.title}, over HTTP, 20 tools, 50 connections (median of ${ROUNDS})`);
  for (const name of CONTESTANTS) {
    const rate = of(name, 'rate');
    const cpu = of(name, 'cpu');
    console.log(
      `  ${name.padEnd(10)} ${rate.toFixed(0).padStart(7)}/s  p99 ${of(name, 'p99').toFixed(0).padStart(4)} ms  ${(rate / of('official', 'rate')).toFixed(1)}x official  ${((100 * rate) / of('floor', 'rate')).toFixed(0)} % of the floor  ${cpu.toFixed(0)} us CPU each: ${(of('official', 'cpu') / cpu).toFixed(1)}x, ${((100 * of('floor', 'cpu')) / cpu).toFixed(0)} %`,
    );
  }
}
for (const { child } of servers) child.kill('SIGKILL');
