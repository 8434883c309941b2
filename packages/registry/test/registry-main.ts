// A registry in a process of its own, for tests that kill it or take its disk away: node registry-main.ts <data folder> [options as JSON]
import { appendFileSync, existsSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRegistry, type RegistryOptions } from '../src/registry.ts';

const [dataDir = '', text = '{}'] = process.argv.slice(2);
const { logFile, ...options } = JSON.parse(text) as Partial<RegistryOptions> & { logFile?: string };
const logger = logFile && { level: 'info', stream: { write: (line: string) => appendFileSync(logFile, line) } };
const registry = await createRegistry({ dataDir, ...options, ...(logger ? { logger } : {}) });
const url = await registry.listen();
const tokenFile = join(dataDir, 'token');
if (!existsSync(tokenFile)) {
  const token = await registry.tokens.create({ name: 'test', namespaces: ['acme'] });
  writeFileSync(tokenFile, token, { flush: true });
}
const address = registry.app.addresses()[0];
const at = typeof address === 'object' ? `http://127.0.0.1:${address.port}` : url;
process.stdout.write(`${JSON.stringify({ url: at, token: readFileSync(tokenFile, 'utf8') })}\n`);

const close = async () => {
  await registry.close();
  process.exit();
};
process.once('SIGTERM', () => void close());

const ballast = join(dataDir, 'ballast');
const commands: Record<string, () => void | Promise<void>> = {
  /** Leaves no room on the disk, whatever else writes to it meanwhile. */
  fill() {
    const { bavail, bsize } = statfsSync(dataDir);
    try {
      writeFileSync(ballast, Buffer.alloc(bavail * bsize));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  },
  free: () => rmSync(ballast),
  close,
};
for await (const line of createInterface({ input: process.stdin })) {
  await commands[line]?.();
  process.stdout.write(`${JSON.stringify({ done: line })}\n`);
}
