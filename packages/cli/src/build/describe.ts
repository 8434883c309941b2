import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BundleFile } from '@rolekit/sdk/bundle';
import type { ConnectorDescription } from '@rolekit/sdk/plugin';
import { failureOf, runBare } from './bare.ts';
import { fillDescriptions } from './entry.ts';
import { refuseErrors } from './findings.ts';

/**
 * Asks a bundled server for the tools of its own connectors. It runs in a process and a folder of its own, without the
 * environment of this one.
 *
 * @throws RK_FINDINGS with what the connector's code said
 */
export async function describeServer(server: readonly BundleFile[], plugin: string): Promise<ConnectorDescription[]> {
  const dir = await mkdtemp(join(tmpdir(), 'rolekit-describe-'));
  try {
    for (const { path, bytes } of server) {
      const file = join(dir, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, path === 'server/main.mjs' ? fillDescriptions(new TextDecoder().decode(bytes), []) : bytes);
    }
    return JSON.parse(await runBare(dir, [join(dir, 'server', 'main.mjs'), 'describe']));
  } catch (error) {
    const finding = {
      code: 'build/describe',
      severity: 'error' as const,
      message: `The server could not tell its tools: ${failureOf(error, dir)}`,
      file: 'plugin.json',
      fix: 'Correct the connector; its code must be loadable without settings, network or files.',
    };
    refuseErrors([finding], plugin);
    throw error;
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}
