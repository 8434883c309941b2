// Three roles in one registry, and the sandboxes that they talk to.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry } from '@rolekit/registry';
import { copyConnector, isSource, startSandboxes } from './connected-registry.ts';
import type { Home } from './hosts/home.ts';
import type { PluginAddress } from './hosts/host.ts';
import { endProgram } from './hosts/processes.ts';
import { ROOT, rolekitJson } from './workspace.ts';

export const ROLES = ['sales', 'analytics', 'banking'] as const;
export type Role = (typeof ROLES)[number];

const CONNECTORS = ['salesforce', 'hubspot', 'slack', 'snowflake', 'factset', 'models', 'charts'];
// of the two CRMs of sales one, as a seller has who uses no other
const SANDBOXES = ['salesforce', 'slack', 'snowflake', 'factset'];

export type Roles = {
  address(role: Role): PluginAddress;
  /** `rolekit connect … --sandbox` for each sandbox, in a host's home. */
  connect(home: Home): Promise<void>;
  close(): Promise<void>;
};

/** Publishes the three role plugins, built in a workspace of their own, and starts the sandboxes. */
export async function openRoles(home: Home): Promise<Roles> {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-roles-'));
  for (const name of CONNECTORS) copyConnector(join(ROOT, 'connectors', name), folder);
  for (const name of ROLES)
    cpSync(join(ROOT, 'plugins', name), join(folder, 'plugins', name), { recursive: true, filter: isSource });

  const registry = await createRegistry({ dataDir: join(folder, 'registry') });
  await registry.listen();
  const token = await registry.tokens.create({ name: 'e2e', namespaces: ['rolekit'] });
  const env = { ...home.env, ROLEKIT_TOKEN: token, ROLEKIT_REGISTRY: registry.url };
  for (const name of ROLES) await rolekitJson(env, folder, 'publish', join('plugins', name));
  const sandboxes = await startSandboxes(folder, home, ...SANDBOXES);

  return {
    address: (role) => ({
      plugin: role,
      marketplace: 'rolekit',
      marketplaceUrl: `${registry.url}/git/all.git`,
      repositoryUrl: `${registry.url}/git/rolekit/${role}.git`,
    }),
    async connect(of) {
      for (const name of SANDBOXES) await rolekitJson(of.env, folder, 'connect', name, '--sandbox');
    },
    async close() {
      await endProgram(sandboxes.child);
      await registry.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
