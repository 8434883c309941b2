/** A registry in a process of its own: `server.ts <data folder>`. Prints its address, a token and how long it took to listen. */
import { createRegistry } from '../../packages/registry/src/registry.ts';

const [dataDir = ''] = process.argv.slice(2);
const began = performance.now();
const many = 1_000_000_000;
const registry = await createRegistry({
  dataDir,
  limits: { publishesPerMinute: many, changesPerMinute: many, readsPerMinute: many },
});
const url = await registry.listen();
const startMs = performance.now() - began;
const token = await registry.tokens.create({ name: 'bench', namespaces: ['*'] });
const reader = await registry.tokens.create({ name: 'reader', namespaces: ['team-1'], scopes: ['read'] });
console.log(JSON.stringify({ url, token, reader, startMs }));
process.stdin.once('data', async () => {
  await registry.close();
  process.exit();
});
