import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { type InspectedBundle, inspectFolder } from '@rolekit/sdk/bundle';
import { parsePluginAddress } from '@rolekit/sdk/host';
import { refuseErrors } from '@rolekit/sdk/internal';
import type { Content } from '@rolekit/sdk/internal/difference';
import type { Lock } from '@rolekit/sdk/plugin';
import { type BuildOptions, composeBundle, readArchiveFile } from '../build/index.ts';
import { usageError } from '../errors.ts';
import { pluginAddress } from '../registry/plugin-address.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';

/** A plugin to compare, and what it is called. */
export interface Version extends Content {
  /** What it was read from: `plugins/sales`, `published`, `installed in Claude Code`. */
  from: string;
  kind: 'source' | 'bundle' | 'archive' | 'published' | 'installed' | 'base';
  lock: Lock | undefined;
}

export interface Places {
  cwd: string;
  build: BuildOptions;
  /** The registry of a plugin. @throws RK_NO_REGISTRY */
  registryOf(id: string): VerifyingRegistry;
}

/**
 * Reads what a word of the command line names: a folder, an archive or a published version. Nothing is written and nothing of an
 * archive runs.
 *
 * @throws RK_USAGE, RK_FILE, RK_FINDINGS, RK_REGISTRY, RK_UNREACHABLE
 */
export async function readVersion(text: string, places: Places): Promise<Version> {
  const path = resolve(places.cwd, text);
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isDirectory()) return readFolderVersion(path, text, places.build);
  if (entry) return { ...contentOf((await readArchiveFile(path)).bundle), from: text, kind: 'archive' };
  if (!/^(?:https?:|@?[a-z0-9-]+\/[a-z0-9-]+(?:@|$))/.test(text))
    throw usageError(
      `There is no ${text} here.`,
      'Name a plugin folder, an archive, or a published plugin as namespace/name@version.',
    );
  const address = pluginAddress(text, 'diff');
  return fetchVersion(`${address.namespace}/${address.name}`, address.selector, places);
}

async function readFolderVersion(path: string, text: string, build: BuildOptions): Promise<Version> {
  const isBundle = ['tools.json', 'server/main.mjs'].some((file) => existsSync(join(path, file)));
  if (!isBundle) return { ...contentOf(await composeBundle(path, build)), from: text, kind: 'source' };
  const inspection = await inspectFolder(path);
  refuseErrors(inspection.findings, text);
  if (!inspection.ok) throw new RolekitError('RK_INTERNAL', { what: text, reference: 'refused without an error' });
  return { ...contentOf(inspection.bundle), from: text, kind: 'bundle' };
}

/** A published version, by number or channel; `latest` is also the only one that a plugin has. */
export async function fetchVersion(
  id: string,
  selector: string,
  { registryOf }: Pick<Places, 'registryOf'>,
  digest?: string,
): Promise<Version> {
  const registry = registryOf(id);
  const address = parsePluginAddress(id);
  const plugin = selector === 'latest' ? await registry.plugin(address) : undefined;
  const chosen = plugin === undefined ? selector : (plugin.latest ?? plugin.version);
  const { version } = await registry.version(address, chosen);
  const { bundle } = await registry.archive(address, version, { digest });
  return { ...contentOf(bundle), from: `published at ${registry.url}`, kind: 'published' };
}

/** What is compared of a bundle, however it was read. */
export function contentOf({
  manifest,
  tools,
  files,
  digest,
  lock,
}: Pick<InspectedBundle, 'manifest' | 'tools' | 'files' | 'digest' | 'lock'>): Content & Pick<Version, 'lock'> {
  return { manifest, tools, files, digest, lock };
}
