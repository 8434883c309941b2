import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRegistry, type Registry } from '@rolekit/registry';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './workspace.ts';

/** A real registry on a free port, with a token for the namespace `acme`; gone after the test. */
export async function testRegistry(): Promise<{ registry: Registry; url: string; tokenFile: string; dataDir: string }> {
  const dir = temporaryFolder();
  const dataDir = join(dir, 'data');
  const registry = await createRegistry({ dataDir });
  onTestFinished(() => registry.close());
  const url = await registry.listen();
  mkdirSync(dir, { recursive: true });
  const tokenFile = join(dir, 'token');
  writeFileSync(tokenFile, `${await registry.tokens.create({ name: 'test', namespaces: ['acme'] })}\n`);
  return { registry, url, tokenFile, dataDir };
}
