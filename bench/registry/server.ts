/**
 * A registry in a process of its own, as it is installed: `server.ts <data folder> [database]`. Prints its address, a token and how
 * long it took to listen, and what it used whenever it is asked.
 */
import { createInterface } from 'node:readline';
import { createRegistry } from '@rolekit/registry';

const [dataDir = '', database] = process.argv.slice(2);
const began = performance.now();
const many = 1_000_000_000;
const registry = await createRegistry({
  dataDir,
  database,
  limits: { publishesPerMinute: many, changesPerMinute: many, readsPerMinute: many },
});
const url = await registry.listen();
const startMs = performance.now() - began;
const token = await registry.tokens.create({ name: 'bench', namespaces: ['*'] });
const reader = await registry.tokens.create({ name: 'reader', namespaces: ['team-1'], scopes: ['read'] });
console.log(JSON.stringify({ url, token, reader, startMs }));
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'usage') break;
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, ...process.memoryUsage() }));
}
await registry.close();
process.exit();
