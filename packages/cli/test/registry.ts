import { mkdirSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createRegistry, type Registry } from '@rolekit/registry';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './workspace.ts';

/** A real registry on a free port, with a token for the namespace `acme`; gone after the test. */
export async function testRegistry(
  publicUrl?: string,
): Promise<{ registry: Registry; url: string; tokenFile: string; dataDir: string }> {
  const dir = temporaryFolder();
  const dataDir = join(dir, 'data');
  const registry = await createRegistry({ dataDir, ...(publicUrl === undefined ? {} : { publicUrl }) });
  onTestFinished(() => registry.close());
  await registry.listen();
  const url = `http://127.0.0.1:${(registry.app.server.address() as AddressInfo).port}`;
  mkdirSync(dir, { recursive: true });
  const tokenFile = join(dir, 'token');
  writeFileSync(tokenFile, `${await registry.tokens.create({ name: 'test', namespaces: ['acme'] })}\n`);
  return { registry, url, tokenFile, dataDir };
}
