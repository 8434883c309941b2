// A registry in a process of its own, for tests that kill it or take its disk away: node registry-main.ts <data folder> [database]
import { existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRegistry } from '../src/registry.ts';

const [dataDir = '', database] = process.argv.slice(2);
const registry = await createRegistry({ dataDir, ...(database === undefined ? {} : { database }) });
const url = await registry.listen();
const tokenFile = join(dataDir, 'token');
if (!existsSync(tokenFile)) {
  const token = await registry.tokens.create({ name: 'test', namespaces: ['acme'] });
  writeFileSync(tokenFile, token, { flush: true });
}
process.stdout.write(`${JSON.stringify({ url, token: readFileSync(tokenFile, 'utf8') })}\n`);

const ballast = join(dataDir, 'ballast');
const commands: Record<string, () => void | Promise<void>> = {
  /** Leaves no room on the disk. */
  fill() {
    const { bavail, bsize } = statfsSync(dataDir);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize));
  },
  free: () => rmSync(ballast),
  async close() {
    await registry.close();
    process.exit();
  },
};
for await (const line of createInterface({ input: process.stdin })) {
  await commands[line]?.();
  process.stdout.write(`${JSON.stringify({ done: line })}\n`);
}
