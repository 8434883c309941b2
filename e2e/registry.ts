// A registry that takes bundles as they are, without the command line before it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry } from '@rolekit/registry';
import { packBundle } from '@rolekit/sdk/bundle';
import { readBundleFiles } from '@rolekit/sdk/internal/plugin';
import type { PluginAddress } from './hosts/host.ts';

type Answer = { error?: { code: string; findings?: { code: string; file: string; message: string }[] } };

export type BareRegistry = {
  url: string;
  /** Sends the bundle of a folder as a version of the sales plugin. */
  send(folder: string): Promise<{ status: number; answer: Answer }>;
  address: PluginAddress;
  close(): Promise<void>;
};

export async function openRegistry(): Promise<BareRegistry> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rolekit-registry-'));
  const registry = await createRegistry({ dataDir });
  await registry.listen();
  const token = await registry.tokens.create({ name: 'e2e', namespaces: ['rolekit'] });
  return {
    url: registry.url,
    async send(folder) {
      const { tgz } = await packBundle(await readBundleFiles(folder));
      const response = await fetch(`${registry.url}/v1/plugins/rolekit/sales/versions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/gzip' },
        body: new Blob([new Uint8Array(tgz)]),
      });
      return { status: response.status, answer: (await response.json()) as Answer };
    },
    address: {
      plugin: 'sales',
      marketplace: 'rolekit',
      marketplaceUrl: `${registry.url}/git/all.git`,
      repositoryUrl: `${registry.url}/git/rolekit/sales.git`,
    },
    async close() {
      await registry.close();
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
