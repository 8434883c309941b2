import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { BundleFile } from '@rolekit/sdk/bundle';
import type { ConnectorDescription } from '@rolekit/sdk/plugin';
import { fillDescriptions } from './entry.ts';
import { refuseErrors } from './findings.ts';

const run = promisify(execFile);
const SECONDS = 20;

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
    const { stdout } = await run(process.execPath, [join(dir, 'server', 'main.mjs'), 'describe'], {
      cwd: dir,
      env: bareEnvironment(dir),
      timeout: SECONDS * 1000,
      maxBuffer: 32 * 1024 * 1024,
      windowsHide: true,
    });
    return JSON.parse(stdout);
  } catch (error) {
    const finding = {
      code: 'build/describe',
      severity: 'error' as const,
      message: `The server could not tell its tools: ${reasonOf(error, dir)}`,
      file: 'plugin.json',
      fix: 'Correct the connector; its code must be loadable without settings, network or files.',
    };
    refuseErrors([finding], plugin);
    throw error;
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Windows starts no process without SystemRoot. */
function bareEnvironment(home: string): NodeJS.ProcessEnv {
  const { SystemRoot } = process.env;
  return { HOME: home, USERPROFILE: home, NO_COLOR: '1', ...(SystemRoot ? { SystemRoot } : {}) };
}

function reasonOf(error: unknown, dir: string): string {
  if (!(error instanceof Error)) return String(error);
  if ('killed' in error && error.killed) return `it did not answer within ${SECONDS} s.`;
  const stderr = 'stderr' in error ? String(error.stderr) : '';
  const line = stderr.split('\n').find((text) => /^\w*Error\b.*:/.test(text)) ?? stderr.trim().split('\n').at(-1);
  // Minified code, which Node quotes, is one line of any length.
  return (line || error.message).replaceAll(dir, '.').slice(0, 400);
}
