/**
 * 10,000 tool calls through the fault server: reads, walks over pages and approved writes, while one request in eight goes
 * wrong. Nothing may be lost, duplicated or leaked. Run with
 * `node --conditions=rolekit-source bench/faults.ts [seed] [calls]`; the same seed gives the same faults.
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { servedFrom } from '@rolekit/sdk/serve';
import { writeConnection } from '@rolekit/sdk/settings';
import { type CalledTool, connectInMemory, type Fault, sometimes, startFaultServer } from '@rolekit/sdk/testing';
import { startSandbox } from '../examples/hostile-api/sandbox/index.ts';
import { hostileConnector } from '../examples/hostile-api/src/connector.ts';

const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 1e6));
const calls = Number(process.argv[3] ?? 10_000);
const WIDTH = 32;
const SHARE = 1 / 8;
const FAULTS: Fault[] = [
  { kind: 'rate_limit', retryAfter: 0 },
  { kind: 'rate_limit' },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'slow', ms: 30 },
  { kind: 'drop' },
  { kind: 'drop', after: true },
  { kind: 'truncate' },
  { kind: 'truncate', whole: true },
  { kind: 'malformed' },
  { kind: 'wrong_type' },
  { kind: 'expired' },
  { kind: 'echo' },
  { kind: 'empty_page' },
  { kind: 'repeat_page' },
  { kind: 'skew', seconds: 86_400 },
];

console.log(`seed ${seed}, ${calls} calls, ${WIDTH} at once, ${(SHARE * 100).toFixed(1)} % of requests go wrong`);
const sandbox = await startSandbox();
/** Walks go on at once, each with a limit of its own: the page before, which a fault repeats, is of the same walk. */
const isPage = ({ method, path }: { method: string; path: string }) =>
  sandbox.faults?.isPage?.({ method, path }) ? (/[?&]limit=(\d+)/.exec(path)?.[1] ?? false) : false;
const faults = await startFaultServer({ ...sandbox, faults: { ...sandbox.faults, isPage } }, { seed });
const home = await mkdtemp(join(tmpdir(), 'rolekit-faults-'));
const runFile = join(home, 'run.json');
await mkdir(home, { recursive: true });
const run = { format: 1, connector: 'hostile', environment: 'sandbox', pid: process.pid };
await writeFile(runFile, JSON.stringify({ ...run, baseUrl: faults.baseUrl, values: faults.values }));
await writeConnection('hostile', { format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }, home);

const said: string[] = [];
const plugin = { name: 'hostile', version: '1.0.0', description: 'x', connectors: [servedFrom(hostileConnector())] };
const host = await connectInMemory(plugin, { home, approve: 'accept', onProblem: (text) => said.push(text) });
const outcomes = new Map<string, number>();
let made = 0;
let wrong = 0;
let partial = 0;
type Said = 'ok' | 'unknown' | 'failed';
/** What was said of each create, by its amount, which no other has. */
const created = new Map<number, Said>();

async function call(name: string, args: Record<string, unknown>): Promise<CalledTool> {
  made++;
  const answer = await host.call(name, args);
  said.push(answer.text, JSON.stringify(answer.structured));
  const error = answer.structured.error as { kind: string; code: string } | undefined;
  const outcome = error ? (error.code === 'RK_INTERNAL' ? 'internal' : error.kind) : 'result';
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  return answer;
}

/** The first 53 orders never change; a walk that comes to its end has each of them once. */
async function walk(limit: number): Promise<void> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const answer = await call('hostile_list_orders', { limit, ...(cursor ? { cursor } : {}) });
    if (answer.isError) {
      partial++;
      return;
    }
    const { items, page } = answer.structured as { items: { id: string }[]; page: { next?: string } };
    ids.push(...items.map((item) => item.id));
    if (page.next === undefined || ids.length >= 53) break;
    cursor = page.next;
  }
  if (Array.from({ length: 53 }).some((_, index) => ids[index] !== `o${index + 1}`)) wrong++;
}

/** Orders of the vendor by their amount, but for the first 53. */
async function amounts(): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  let rows = 0;
  for (let cursor: string | undefined; ; ) {
    const answer = await host.call('hostile_list_orders', { limit: 100, ...(cursor ? { cursor } : {}) });
    const { items, page } = answer.structured as { items: { amount: number }[]; page: { next?: string } };
    for (const { amount } of items) if (++rows > 53) found.set(amount, (found.get(amount) ?? 0) + 1);
    if (page.next === undefined) return found;
    cursor = page.next;
  }
}

async function work(index: number, worker: number): Promise<void> {
  if (index % 10 === 0) {
    const answer = await call('hostile_create_order', { customer: 'Kestrel Rail', amount: index });
    const { code } = (answer.structured.error ?? {}) as { code?: string };
    created.set(index, !answer.isError ? 'ok' : code === 'RK_WRITE_UNKNOWN' ? 'unknown' : 'failed');
  } else if (index % 3 === 0) await walk(20 + worker);
  else {
    const id = `o${(index % 53) + 1}`;
    const answer = await call('hostile_get_order', { id });
    if (!answer.isError && (answer.structured.item as { id: string }).id !== id) wrong++;
  }
}

const lost = faults.stats().requests;
const drawn = sometimes(SHARE, FAULTS);
faults.schedule((request) => {
  const fault = drawn(request);
  // no page comes before the first
  return fault?.kind === 'repeat_page' && !/[?&]after=/.test(request.path) ? undefined : fault;
});
const began = performance.now();
let next = 0;
await Promise.all(
  Array.from({ length: WIDTH }, async (_, worker) => {
    while (made < calls) await work(next++, worker);
  }),
);
const seconds = (performance.now() - began) / 1000;
const { requests, faults: met } = faults.stats();
const secrets = [sandbox.values.clientSecret ?? '', ...faults.secrets()].filter((value) => value.length >= 6);
faults.schedule();
const kept = await amounts();
/** Done is there once, failed is not there, unknown is there at most once. */
const untrue = [...created].filter(([amount, member]) => {
  const times = kept.get(amount) ?? 0;
  return member === 'unknown' ? times > 1 : times !== (member === 'ok' ? 1 : 0);
});
// what it wrote into the user's folder, but for the settings
for (const name of await readdir(join(home, '.rolekit'), { recursive: true })) {
  const text = name.startsWith('connections')
    ? ''
    : await readFile(join(home, '.rolekit', name), 'utf8').catch(() => '');
  if (text !== '') said.push(text);
}
const leaked = said.filter((text) => secrets.some((secret) => text.includes(secret))).length;
const { writes } = sandbox.stats();
await host.close();
await faults.close();
await sandbox.close();
await rm(home, { recursive: true, force: true });

const sum = (map: Iterable<number>) => [...map].reduce((total, value) => total + value, 0);
console.log(`${made} calls in ${seconds.toFixed(1)} s (${(made / seconds).toFixed(0)}/s), ${requests - lost} requests`);
console.log(`faults    ${sum(Object.values(met))}: ${JSON.stringify(met)}`);
console.log(`answers   ${JSON.stringify(Object.fromEntries(outcomes))}`);
console.log(
  `lost      ${made - sum(outcomes.values())} calls without an answer, ${wrong} wrong answers, ${partial} walks that an error ended`,
);
const count = (which: Said) => [...created.values()].filter((item) => item === which).length;
console.log(
  `writes    ${writes} at the vendor; ${count('ok')} said done, ${count('unknown')} unknown, ${count('failed')} failed`,
);
console.log(`untrue    ${untrue.length} of them${untrue.map(([amount, member]) => `, ${amount}: ${member}`).join('')}`);
console.log(`leaked    ${leaked} of ${said.length} texts`);
const duplicated = untrue.length > 0 || writes !== sum(kept.values());
if (wrong > 0 || leaked > 0 || duplicated || (outcomes.get('internal') ?? 0) > 0 || made !== sum(outcomes.values()))
  process.exitCode = 1;
console.log(process.exitCode ? 'FAILED' : 'nothing lost, duplicated or leaked');
