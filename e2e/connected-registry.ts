// What stands around a host: a registry that carries the sales plugin, and a running sandbox that is not connected yet.
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createRegistry } from '@rolekit/registry';
import type { Home } from './hosts/home.ts';
import type { PluginAddress } from './hosts/host.ts';
import { endProgram, startProgram } from './hosts/processes.ts';
import { ROOT, rolekitCommand, rolekitJson } from './workspace.ts';

/** Those that the sales plugin joins. */
const CONNECTORS = ['salesforce', 'hubspot', 'slack'];

export type Stage = {
  registryUrl: string;
  sandboxUrl: string;
  address: PluginAddress;
  /** Folder of the built plugin, version 0.1.0. */
  bundle: string;
  /** `rolekit connect salesforce --sandbox` in the host's home. */
  connect(): Promise<void>;
  publishPatch(version: string): Promise<void>;
  close(): Promise<void>;
};

export async function openStage(home: Home): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-stage-'));
  const vendor = join(folder, 'vendor');
  const partner = join(folder, 'partner');
  for (const name of CONNECTORS) copyConnector(join(ROOT, 'connectors', name), vendor);
  // Far from the connectors' sources, so that the plugin is built from the published connectors.
  cpSync(join(ROOT, 'plugins', 'sales'), join(partner, 'sales'), { recursive: true, filter: isSource });
  // releases move the version of the source
  writeVersion(join(partner, 'sales'), '0.1.0');

  const registry = await createRegistry({ dataDir: join(folder, 'registry') });
  await registry.listen();
  const token = await registry.tokens.create({ name: 'e2e', namespaces: ['rolekit'] });
  const env = { ...home.env, ROLEKIT_TOKEN: token, ROLEKIT_REGISTRY: registry.url };

  for (const name of CONNECTORS) await rolekitJson(env, vendor, 'publish', `connectors/${name}`);
  // The lock of the source belongs to another build of the connectors.
  await rolekitJson(env, partner, 'build', 'sales', '--out', 'built', '--update');
  await rolekitJson(env, partner, 'publish', 'built', '--no-build');
  const sandbox = await startSandboxes(vendor, home, 'salesforce');
  const [sandboxUrl = ''] = sandbox.urls;

  return {
    registryUrl: registry.url,
    sandboxUrl,
    bundle: join(partner, 'built'),
    address: {
      plugin: 'sales',
      marketplace: 'rolekit',
      marketplaceUrl: `${registry.url}/git/all.git`,
      repositoryUrl: `${registry.url}/git/rolekit/sales.git`,
    },

    async connect() {
      await rolekitJson(env, vendor, 'connect', 'salesforce', '--sandbox');
    },

    async publishPatch(version) {
      writeVersion(join(partner, 'sales'), version);
      await rolekitJson(env, partner, 'publish', 'sales');
    },

    async close() {
      await endProgram(sandbox.child);
      await registry.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function writeVersion(folder: string, version: string): void {
  const manifest = join(folder, 'plugin.json');
  const content = JSON.parse(readFileSync(manifest, 'utf8')) as object;
  writeFileSync(manifest, JSON.stringify({ ...content, version }, null, 2));
}

/** A connector's folder in a workspace of its own, with the installed dependencies of the original. */
export function copyConnector(source: string, workspace: string): void {
  const copy = join(workspace, 'connectors', basename(source));
  mkdirSync(workspace, { recursive: true });
  writeFileSync(join(workspace, 'package.json'), '{ "private": true }\n');
  cpSync(source, copy, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  symlinkSync(join(source, 'node_modules'), join(copy, 'node_modules'), 'junction');
}

export function isSource(path: string): boolean {
  return !['node_modules', 'dist'].includes(basename(path));
}

type SandboxLine = { result: { sandboxes: { baseUrl: string }[] } };

/** Starts sandboxes and waits for their first line, which says where they listen. */
export async function startSandboxes(
  cwd: string,
  home: Home,
  ...names: string[]
): Promise<{ child: ChildProcess; urls: string[] }> {
  const [command, args] = rolekitCommand('sandbox', ...names, '--json');
  const child = startProgram(command, args, { env: home.env, cwd });
  let errors = '';
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk) => resolve(String(chunk)));
    child.once('exit', (code) => reject(new Error(`rolekit sandbox ended with ${code}:\n${errors}`)));
  });
  const { sandboxes } = (JSON.parse(line) as SandboxLine).result;
  return { child, urls: sandboxes.map(({ baseUrl }) => baseUrl) };
}
