import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { makeTemporary, refuseErrors, removeTemporary } from '@rolekit/sdk/internal';
import type { ConnectorDescription } from '@rolekit/sdk/plugin';
import { failureOf, runBare, type Waits } from './bare.ts';
import { fillServer } from './entry.ts';

/**
 * Asks a bundled server for the tools of its own connectors.
 *
 * @throws RK_FINDINGS with what the connector's code said
 */
export async function describeServer(
  server: readonly BundleFile[],
  plugin: string,
  waits: Waits = {},
): Promise<ConnectorDescription[]> {
  const fix = 'Fix the connector: its code must load without settings, network or files.';
  return JSON.parse(await askServer(server, [], 'describe', { plugin, what: 'list its tools', fix, ...waits }));
}

/**
 * Asks a bundled server how it begins with hosts. No connector's code is loaded for that.
 *
 * @throws RK_FINDINGS with what the server said
 */
export async function recordServer(
  server: readonly BundleFile[],
  descriptions: readonly ConnectorDescription[],
  plugin: string,
  waits: Waits = {},
): Promise<unknown> {
  const fix = 'Build with the same SDK version as this command.';
  return JSON.parse(await askServer(server, descriptions, 'opening', { plugin, what: 'answer a host', fix, ...waits }));
}

/** It runs in a process and a folder of its own, without the environment of this one. */
async function askServer(
  server: readonly BundleFile[],
  descriptions: readonly ConnectorDescription[],
  question: string,
  { plugin, what, fix, onStep, slowMs }: { plugin: string; what: string; fix: string } & Waits,
): Promise<string> {
  const dir = makeTemporary('rolekit-describe-');
  try {
    await mkdir(join(dir, 'server'));
    const writes = server.map(({ path, bytes }) => {
      const isMain = path === 'server/main.mjs';
      return writeFile(join(dir, path), isMain ? fillServer(new TextDecoder().decode(bytes), descriptions) : bytes);
    });
    await Promise.all(writes);
    const onSlow = onStep && (() => onStep(`Waiting for the server of ${plugin} to ${what}`, 'wait'));
    return await runBare(dir, [join(dir, 'server', 'main.mjs'), question], { onSlow, slowMs });
  } catch (error) {
    const finding = {
      code: 'build/describe',
      severity: 'error' as const,
      message: `The server could not ${what}: ${failureOf(error, dir)}`,
      file: 'plugin.json',
      fix,
    };
    refuseErrors([finding], plugin);
    throw error;
  } finally {
    await removeTemporary(dir);
  }
}
