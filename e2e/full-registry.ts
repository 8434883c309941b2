// A registry that holds every plugin of the repository: connectors and roles.
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry } from '@rolekit/registry';
import { copyConnector, isSource } from './connected-registry.ts';
import type { Home } from './hosts/home.ts';
import type { PluginAddress } from './hosts/host.ts';
import { ROOT, rolekitJson } from './workspace.ts';

export type Catalogue = {
  url: string;
  /** Names of the plugins, sorted. */
  plugins: readonly string[];
  address(plugin: string): PluginAddress;
  close(): Promise<void>;
};

/** Publishes every connector and every role, from a workspace of their own. */
export async function openCatalogue(home: Home): Promise<Catalogue> {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-catalogue-'));
  const connectors = readdirSync(join(ROOT, 'connectors'));
  const roles = readdirSync(join(ROOT, 'plugins'));
  for (const name of connectors) copyConnector(join(ROOT, 'connectors', name), folder);
  for (const name of roles)
    cpSync(join(ROOT, 'plugins', name), join(folder, 'plugins', name), { recursive: true, filter: isSource });

  const registry = await createRegistry({ dataDir: join(folder, 'registry') });
  await registry.listen();
  const token = await registry.tokens.create({ name: 'e2e', namespaces: ['rolekit'] });
  const env = { ...home.env, ROLEKIT_TOKEN: token, ROLEKIT_REGISTRY: registry.url };
  for (const name of connectors) await rolekitJson(env, folder, 'publish', join('connectors', name));
  for (const name of roles) await rolekitJson(env, folder, 'publish', join('plugins', name));

  return {
    url: registry.url,
    plugins: [...connectors, ...roles].sort(),
    address: (plugin) => ({
      plugin,
      marketplace: 'rolekit',
      marketplaceUrl: `${registry.url}/git/all.git`,
      repositoryUrl: `${registry.url}/git/rolekit/${plugin}.git`,
    }),
    async close() {
      await registry.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
