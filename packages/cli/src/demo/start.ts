import { join } from 'node:path';
import { createRegistryClient } from '@rolekit/sdk/host';
import { writeWhole } from '@rolekit/sdk/internal';
import { acceptKeys, pinnedKeys } from '../registry/pinned-keys.ts';
import type { StartFile } from '../registry/start-file.ts';
import { homeOf } from '../rolekit-home.ts';
import { type RunningSandbox, runFilePath, sandboxNames, startSandboxes } from '../sandboxes.ts';
import { claimFile } from './claim-file.ts';
import { openDemoRegistry } from './open-registry.ts';
import { type Broken, isExample, type Published, publishAll } from './publish-all.ts';

export interface DemoOptions {
  /** Folder of the workspace. */
  root: string;
  port?: number | undefined;
  sandboxes: boolean;
  env: NodeJS.ProcessEnv;
  signal: AbortSignal;
  onStep(text: string): void;
  /** Called for everything that has to be closed, in the order in which it was opened. */
  onStop(close: () => Promise<void> | void): void;
}

export interface Demo {
  start: StartFile;
  /** Path of `.rolekit/start.json`. */
  startFile: string;
  plugins: Published[];
  broken: Broken[];
  startedAfresh: boolean;
}

/** Starts the registry and the sandboxes of a workspace, publishes its plugins and writes `.rolekit/start.json`. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { signal } = options;
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([start(options), stopped]);
}

async function start({ root, port, sandboxes, env, onStep, onStop }: DemoOptions): Promise<Demo> {
  onStep('Starting the registry');
  let demo = await openDemoRegistry(root, port);
  onStop(() => demo.registry.close());
  const [all, running] = await Promise.all([
    publishAll(root, demo, onStep).then((result) => {
      demo = result.demo;
      return result;
    }),
    sandboxes ? openSandboxes(root, onStop) : [],
  ]);

  // another demo may have had this address: commands of the same user need not ask whose key it is
  const { url, registry } = demo;
  const home = homeOf(env);
  if (await pinnedKeys(home, url)) await acceptKeys(createRegistryClient({ url }), home, registry.signingKey);
  const contents = startFileOf(demo, all.plugins, running);
  const startFile = join(root, '.rolekit', 'start.json');
  const claim = await claimFile(startFile);
  await writeWhole(startFile, `${JSON.stringify(contents, null, 2)}\n`);
  onStop(() => claim.release());
  const { plugins, broken, startedAfresh } = all;
  return { start: contents, startFile, plugins, broken, startedAfresh };
}

async function openSandboxes(root: string, onStop: DemoOptions['onStop']): Promise<RunningSandbox[]> {
  const names = await sandboxNames(root, (dir) => !isExample(root, dir));
  const claims = await Promise.all(names.map((name) => claimFile(runFilePath(root, name))));
  const running = await startSandboxes(names, { cwd: root, project: root });
  onStop(async () => {
    await Promise.all(claims.map((claim) => claim.release()));
    await Promise.all(running.map((sandbox) => sandbox.close()));
  });
  return running;
}

function startFileOf(
  { url, tokenFile }: { url: string; tokenFile: string },
  plugins: readonly Published[],
  sandboxes: readonly RunningSandbox[],
): StartFile {
  return {
    format: 1,
    pid: process.pid,
    startedAt: new Date().toISOString(),
    registry: { url, name: 'rolekit', tokenFile, marketplaceUrl: `${url}/git/all.git`, mcpRegistryUrl: url },
    plugins: plugins.map(({ id, version, digest }) => ({ id, version, digest, gitUrl: `${url}/git/${id}.git` })),
    sandboxes: Object.fromEntries(
      sandboxes.map(({ name, baseUrl, runFile, credentials }) => [name, { baseUrl, runFile, credentials }]),
    ),
  };
}
