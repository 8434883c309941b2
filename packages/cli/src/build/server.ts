import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleFile } from '@rolekit/sdk/bundle';
import { refuseErrors } from '@rolekit/sdk/internal';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import type { Bundler } from './bundler.ts';
import { CONNECTOR_PREFIX, type EntryOptions, serverEntry } from './entry.ts';
import { findingsOf, isBuildFailure, OTHER_SDK } from './esbuild-errors.ts';
import { findSdk, type SdkCopy, useOneSdk } from './sdk-copy.ts';
import { joinChunks } from './server-files.ts';
import { AS_SHIPPED } from './shipped.ts';
import { slim } from './slim.ts';
import { packageOf, packagesIn, parseNotices, type ThirdParty } from './third-party.ts';
import type { ResolvedConnector } from './types.ts';
import { zodAsNamespace } from './zod-imports.ts';

const OUT = 'server';

export interface BundledServer {
  files: BundleFile[];
  /** Packages in it, besides those of its connectors. */
  packages: ThirdParty[];
}

/**
 * Bundles `server/main.mjs` and its lazy chunks: the SDK once, every connector in a chunk of its own. The descriptions are
 * not in it yet, see `fillServer`.
 *
 * @throws RK_FINDINGS
 */
export async function bundleServer(
  pluginDir: string,
  manifest: PluginManifest,
  connectors: readonly ResolvedConnector[],
  options: EntryOptions,
  bundler: Bundler,
): Promise<BundledServer> {
  const sdk = findSdk(pluginDir);
  const names = connectors.map(({ name }) => name);
  const code = new Map(connectors.map((connector) => [connector.name, connector.code]));
  try {
    const contents = serverEntry(manifest, names, options);
    const slot = [pluginDir, ...names].join('\n');
    const result = await bundler.run(slot, [sdk.dir, contents].join('\n'), code, (current) => ({
      stdin: { contents, resolveDir: sdk.dir, sourcefile: 'main.mjs' },
      absWorkingDir: sdk.dir,
      ...AS_SHIPPED,
      splitting: true,
      outdir: join(sdk.dir, OUT),
      outExtension: { '.js': '.mjs' },
      define: { 'process.env.NODE_ENV': '"production"' },
      conditions: sdk.fromSource ? ['rolekit-source'] : [],
      plugins: [
        slim(),
        useOneSdk(sdk),
        {
          name: 'rolekit-connectors',
          setup(on) {
            on.onResolve({ filter: new RegExp(`^${CONNECTOR_PREFIX}`) }, ({ path }) => ({
              path: path.slice(CONNECTOR_PREFIX.length),
              namespace: 'rolekit-connector',
            }));
            on.onLoad({ filter: /.*/, namespace: 'rolekit-connector' }, ({ path }) => ({
              contents: zodAsNamespace(current().get(path) ?? ''),
              loader: 'js',
              resolveDir: sdk.dir,
            }));
          },
        },
      ],
    }));
    const files = await joinChunks(result, { bundler, slot });
    return {
      files: files.map(({ name, text }) => ({ path: `${OUT}/${name}`, bytes: new TextEncoder().encode(text) })),
      packages: [...packagesOf(sdk), ...packagesIn(result.metafile, sdk.dir)],
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const otherSdk = (file: string) => {
      const connector = connectors.find(({ name }) => file === CONNECTOR_PREFIX + name);
      return connector && OTHER_SDK[connector.from === 'own' ? 'own' : 'built'];
    };
    refuseErrors(findingsOf(error.errors, pluginDir, sdk.dir, otherSdk), `${manifest.name}’s server`);
    throw error;
  }
}

/** The SDK, and what is inlined in it where it is a published one. */
function packagesOf({ dir, fromSource }: SdkCopy): ThirdParty[] {
  const notices = join(dir, 'dist', 'THIRD-PARTY-NOTICES.txt');
  const inlined = fromSource || !existsSync(notices) ? [] : parseNotices(readFileSync(notices, 'utf8'));
  return [packageOf(dir), ...inlined];
}
