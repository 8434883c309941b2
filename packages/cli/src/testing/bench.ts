import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ToolWords } from '@rolekit/sdk';
import { makeTemporary, removeTemporary } from '@rolekit/sdk/internal';
import { writeConnection } from '@rolekit/sdk/settings';
import { type RunningSandbox, runFilePath, sandboxNames, startSandboxes } from '../sandboxes.ts';

/** A running server looks at its connection again after 250 ms; before, it calls the sandbox that is no more. */
const NOTICED_MS = 300;

/** Sandboxes and a home folder of their own, for one run of tests; never the user's. */
export interface TestBench {
  home: string;
  /** A home folder without any connection. */
  emptyHome: string;
  /** A home folder in which only these of the connected connectors are. */
  homeWith(names: readonly string[]): Promise<string>;
  /** Connectors that have a sandbox here. */
  connected: string[];
  /** Connectors without one: their tools answer `not_connected`. */
  missing: string[];
  /** Values of these settings of a connector's sandbox, and what signs in to it. */
  secrets(connector: string, settings: readonly string[]): string[];
  /** Changes that the sandboxes took since they were started. */
  writes(): number;
  /** Starts those again that were written to, so that no playbook sees what another one wrote. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** Starts the sandboxes of the connectors that have one, and connects a temporary home folder to them. */
export async function openBench(
  connectors: readonly string[],
  cwd: string,
  { words, onStep }: { words?: ToolWords | undefined; onStep?: ((text: string) => void) | undefined } = {},
): Promise<TestBench> {
  const folder = makeTemporary('rolekit-test-');
  const home = join(folder, 'home');
  const known = await sandboxNames(cwd);
  const connected = connectors.filter((name) => known.includes(name));
  const start = (names: readonly string[]) =>
    startSandboxes(names, { cwd, project: folder, uncounted: true, words, ...(onStep ? { onStep } : {}) });
  const running = new Map<string, RunningSandbox>();
  const keep = (sandboxes: readonly RunningSandbox[]) => {
    for (const sandbox of sandboxes) running.set(sandbox.name, sandbox);
  };
  const connectIn = async (home: string, names: readonly string[]) => {
    for (const name of names) {
      const profiles = { sandbox: { runFile: runFilePath(folder, name) } };
      await writeConnection(name, { format: 1, active: 'sandbox', profiles }, home);
    }
  };
  const remove = () => removeTemporary(folder);
  try {
    keep(await start(connected));
    await connectIn(home, connected);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    home,
    emptyHome: join(folder, 'empty'),
    async homeWith(names) {
      const few = join(folder, 'homes', names.toSorted().join('+') || 'none');
      await connectIn(
        few,
        names.filter((name) => connected.includes(name)),
      );
      return few;
    },
    connected,
    missing: connectors.filter((name) => !connected.includes(name)),
    secrets(connector, settings) {
      const { values = {}, credentials = {} } = running.get(connector) ?? {};
      return [...Object.values(credentials), ...settings.map((name) => values[name] ?? '')];
    },
    writes: () => [...running.values()].reduce((sum, sandbox) => sum + sandbox.stats().writes, 0),
    async reset() {
      const used = [...running.values()].filter((sandbox) => sandbox.stats().writes > 0);
      for (const sandbox of used) await sandbox.close();
      keep(await start(used.map((sandbox) => sandbox.name)));
      if (used.length > 0) await setTimeout(NOTICED_MS);
    },
    async close() {
      for (const sandbox of running.values()) await sandbox.close();
      await remove();
    },
  };
}

/** The environment of a server under test: nothing of the user's but what starting a process takes. */
export function bareEnvironment(home: string): NodeJS.ProcessEnv {
  const { PATH, SystemRoot } = process.env;
  return { HOME: home, USERPROFILE: home, PATH, SystemRoot };
}
