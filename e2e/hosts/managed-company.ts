// A company's registry and one elsewhere, and a machine of the company: a folder that lies over /etc for whatever runs on it.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRegistry, type Registry } from '@rolekit/registry';
import { copyConnector } from '../connected-registry.ts';
import { ROOT, rolekitCommand } from '../workspace.ts';
import type { Home } from './home.ts';
import type { PluginAddress } from './host.ts';
import { type Finished, tryProgram } from './processes.ts';

export type ManagedCompany = {
  url: string;
  elsewhere: PluginAddress;
  allowed: PluginAddress;
  forbidden: PluginAddress;
  /** Sets the policy of the company's registry, or takes it away. */
  setPolicy(document: object | null): Promise<void>;
  close(): Promise<void>;
};

/** `acme/models` and `acme/charts` in the registry `bank`, `evil/slack` in another. */
export async function openManagedCompany(home: Home): Promise<ManagedCompany> {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-managed-'));
  const bank = await openAt(folder, 'bank');
  const other = await openAt(folder, 'elsewhere');
  const publish = async ({ registry, name }: Opened, namespace: string, connector: string) => {
    const workspace = join(folder, name, 'source');
    copyConnector(join(ROOT, 'connectors', connector), workspace);
    const manifest = join(workspace, 'connectors', connector, 'plugin.json');
    const content = JSON.parse(readFileSync(manifest, 'utf8'));
    content.extensions['dev.rolekit'].namespace = namespace;
    writeFileSync(manifest, JSON.stringify({ ...content, version: '0.1.0' }));
    const token = await registry.tokens.create({ name: connector, namespaces: [namespace] });
    const env = { ...home.env, ROLEKIT_TOKEN: token, ROLEKIT_REGISTRY: registry.url };
    const done = await tryProgram(...rolekitCommand('publish', `connectors/${connector}`), { env, cwd: workspace });
    if (done.code !== 0) throw new Error(done.stderr);
    return {
      plugin: connector,
      marketplace: name,
      marketplaceUrl: `${registry.url}/git/all.git`,
      repositoryUrl: `${registry.url}/git/${namespace}/${connector}.git`,
    };
  };
  const allowed = await publish(bank, 'acme', 'models');
  const forbidden = await publish(bank, 'acme', 'charts');
  const elsewhere = await publish(other, 'evil', 'slack');
  const { registry } = bank;
  const ada = await registry.accounts.create({
    handle: 'ada',
    password: 'correct horse',
    isAdministrator: true,
    by: 'e2e',
  });
  const scopes = ['govern'] as const;
  const token = await registry.tokens.create({
    name: 'ada',
    namespaces: ['*'],
    scopes: [...scopes],
    accountId: ada.id,
  });
  return {
    url: registry.url,
    elsewhere,
    allowed,
    forbidden,
    async setPolicy(document) {
      const answer = await fetch(`${registry.url}/v1/policy`, {
        method: document === null ? 'DELETE' : 'PUT',
        headers: { authorization: `Bearer ${token}`, ...(document && { 'content-type': 'application/json' }) },
        ...(document && { body: JSON.stringify(document) }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async close() {
      await Promise.all([registry.close(), other.registry.close()]);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

type Opened = { registry: Registry; name: string };

async function openAt(folder: string, name: string): Promise<Opened> {
  const registry = await createRegistry({ dataDir: join(folder, name, 'data'), name });
  await registry.listen();
  return { registry, name };
}

export type Machine = {
  /** The home of its user, where /etc is the machine's. */
  home: Home & { etc: string };
  /** A file of it: `/etc/codex/requirements.toml`. */
  read(path: string): string;
  write(path: string, text: string): void;
  remove(path: string): void;
  /** Runs the command on it. */
  rolekit(...words: string[]): Promise<Finished>;
  /** Writes the settings of a host to where the machine has them. */
  exportTo(host: string): Promise<Finished>;
};

/** A machine whose own file names the company's registry. */
export function createMachine(home: Home, registry: string): Machine {
  const root = join(home.path, 'machine');
  const etc = join(root, 'etc');
  const place = { ...home, etc };
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('/etc/rolekit/policy.json', JSON.stringify({ registry: { url: registry } }));
  const rolekit = (...words: string[]) => tryProgram(...rolekitCommand(...words), place);
  return {
    home: place,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write,
    remove: (path) => rmSync(join(root, path), { recursive: true }),
    rolekit,
    exportTo: (host) => rolekit('policy', 'export', '--host', host, '--to', root),
  };
}
