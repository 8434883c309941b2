import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Registry } from '@rolekit/registry';
import { writeWhole } from '@rolekit/sdk/internal';
import { isPortTaken, portTaken } from '../registry/port.ts';

export interface DemoRegistry {
  registry: Registry;
  url: string;
  dataDir: string;
  tokenFile: string;
  token: string;
}

const HOST = '127.0.0.1';
const DEFAULT_PORT = 4873;

/**
 * Serves a registry from `<root>/.rolekit/registry`, or from a neighbour when another demo of this folder has that one.
 *
 * @param port The port to take; without one 4873, or the next that is free.
 * @throws RK_PORT_TAKEN when that port was asked for
 */
export async function openDemoRegistry(root: string, port: number | undefined): Promise<DemoRegistry> {
  const { registry, dataDir } = await openData(root);
  try {
    const url = await listen(registry, port);
    return { registry, url, dataDir, ...(await tokenOf(registry, dataDir)) };
  } catch (error) {
    await registry.close();
    throw error;
  }
}

/** Starts the same registry without anything in it. */
export async function startAfresh({ registry, url, dataDir }: DemoRegistry): Promise<DemoRegistry> {
  await registry.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
  const { createRegistry } = await import('@rolekit/registry');
  const fresh = await createRegistry({ dataDir });
  await fresh.listen({ port: Number(new URL(url).port), host: HOST });
  return { registry: fresh, url, dataDir, ...(await tokenOf(fresh, dataDir)) };
}

async function openData(root: string): Promise<{ registry: Registry; dataDir: string }> {
  const { createRegistry } = await import('@rolekit/registry');
  for (let number = 1; ; number++) {
    const dataDir = join(root, '.rolekit', number === 1 ? 'registry' : `registry-${number}`);
    try {
      return { registry: await createRegistry({ dataDir }), dataDir };
    } catch (error) {
      const inUse = error instanceof Error && 'code' in error && error.code === 'RK_DATA_IN_USE';
      if (!inUse || number === 20) throw error;
    }
  }
}

async function listen(registry: Registry, fixedPort: number | undefined): Promise<string> {
  if (fixedPort !== undefined) {
    return registry.listen({ port: fixedPort, host: HOST }).catch((error: unknown) => {
      throw portTaken(error, fixedPort, HOST);
    });
  }
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + 20; port++) {
    try {
      return await registry.listen({ port, host: HOST });
    } catch (error) {
      if (!isPortTaken(error)) throw error;
    }
  }
  return registry.listen({ port: 0, host: HOST });
}

/** The token lies beside the rows that know it, so both go together. */
async function tokenOf(registry: Registry, dataDir: string): Promise<{ token: string; tokenFile: string }> {
  const tokenFile = join(dataDir, 'publish-token');
  const kept = await readFile(tokenFile, 'utf8').catch(() => undefined);
  if (kept) return { token: kept.trim(), tokenFile };
  const token = await registry.tokens.create({ name: 'demo', namespaces: ['rolekit', '*'], days: null });
  await writeWhole(tokenFile, `${token}\n`);
  return { token, tokenFile };
}
