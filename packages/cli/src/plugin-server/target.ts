import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { type BundleFile, bundleDigest, readBundle } from '@rolekit/sdk/bundle';
import { parsePluginAddress } from '@rolekit/sdk/host';
import { makeTemporary, refuseErrors, removeTemporary } from '@rolekit/sdk/internal';
import { parseTools, readBundleFiles } from '@rolekit/sdk/internal/plugin';
import type { ToolsFile } from '@rolekit/sdk/plugin';
import { composeBundle } from '../build/compose.ts';
import { replaceFolder } from '../build/emit.ts';
import { nearPluginFolder } from '../build/near-folder.ts';
import type { CommandContext } from '../command.ts';
import { CliError, usageError } from '../errors.ts';
import { maybeOpenRegistry, openRegistry } from '../registry/open-registry.ts';
import { homeOf } from '../rolekit-home.ts';

/** A built plugin on disk, ready to be started. */
export interface Target {
  /** Folder of the bundle. */
  dir: string;
  tools: ToolsFile;
  /** Removes what was made for it; nothing for a bundle that was there before. */
  close(): Promise<void>;
}

type Place = Pick<CommandContext, 'cwd' | 'env' | 'progress'>;

/**
 * Makes a plugin startable: a source folder is built into a temporary one, an archive or a registry's plugin
 * (`namespace/name[@version]`) is verified and unpacked into `~/.rolekit/cache`, a built folder is taken as it is.
 *
 * @throws RK_USAGE, RK_FINDINGS, RK_NO_REGISTRY, RK_UNREACHABLE, RK_REGISTRY, RK_DIGEST_MISMATCH
 */
export async function openTarget(
  what: string,
  place: Place,
  options: { registry?: string | undefined } = {},
): Promise<Target> {
  const path = resolve(place.cwd, what);
  const entry = await stat(path).catch(() => undefined);
  if (entry?.isDirectory()) {
    if (existsSync(join(path, 'tools.json'))) return { dir: path, tools: await readTools(path), close: async () => {} };
    return buildTarget(path, place, options);
  }
  if (entry) return cached(createReadStream(path), what, homeOf(place.env));
  if (!/^[^/\\.]+\/[^/\\]+$/.test(what)) {
    const near = await nearPluginFolder(path);
    throw usageError(
      `Cannot find ${what}.`,
      near ? `Did you mean ${near}?` : 'Name a plugin folder, an archive, or namespace/name in a registry.',
    );
  }
  const { namespace, name, selector } = parsePluginAddress(what);
  const registry = await openRegistry(options, place);
  place.progress.step(`Fetching ${namespace}/${name}`);
  // the digest decides: a plugin that was fetched before is not fetched again
  const version = await registry.version({ namespace, name }, selector);
  const known = cacheFolder(homeOf(place.env), version.digest);
  if (await isWhole(known, version.digest)) return { dir: known, tools: await readTools(known), close: async () => {} };
  const { bundle } = await registry.archive({ namespace, name }, version.version, { digest: version.digest });
  return unpack(bundle.files, bundle.digest, homeOf(place.env));
}

async function buildTarget(dir: string, place: Place, options: { registry?: string | undefined }): Promise<Target> {
  const registry = await maybeOpenRegistry(options, place);
  const bundle = await composeBundle(dir, { registry, onStep: (text) => place.progress.step(text) });
  const target = await writeTemporary(bundle.files);
  return { dir: target, tools: bundle.tools, close: () => removeTemporary(target) };
}

/** Writes files into a new temporary folder. */
export async function writeTemporary(files: readonly BundleFile[]): Promise<string> {
  const dir = makeTemporary('rolekit-bundle-');
  for (const { path, bytes } of files) {
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await writeFile(join(dir, path), bytes);
  }
  return dir;
}

async function cached(source: AsyncIterable<Uint8Array>, what: string, home: string): Promise<Target> {
  const inspection = await readBundle(source);
  refuseErrors(inspection.findings, what);
  if (!inspection.ok) throw new RolekitError('RK_INTERNAL', { what, reference: 'no bundle and no finding' });
  const { files, digest } = inspection.bundle;
  return unpack(files, digest, home);
}

async function unpack(files: readonly BundleFile[], digest: string, home: string): Promise<Target> {
  const dir = cacheFolder(home, digest);
  if (!(await isWhole(dir, digest))) {
    await mkdir(dirname(dir), { recursive: true, mode: 0o700 });
    await replaceFolder(dir, files);
  }
  return { dir, tools: await readTools(dir), close: async () => {} };
}

function cacheFolder(home: string, digest: string): string {
  return join(home, '.rolekit', 'cache', digest.replace(':', '-'));
}

/** What lies in the cache is run, so it is checked each time: files may have been changed. */
async function isWhole(dir: string, digest: string): Promise<boolean> {
  if (!existsSync(dir)) return false;
  const files = await readBundleFiles(dir).catch(() => undefined);
  return files !== undefined && bundleDigest(files) === digest;
}

async function readTools(dir: string): Promise<ToolsFile> {
  const text = await readFile(join(dir, 'tools.json'), 'utf8').catch(() => '');
  const { tools, findings } = parseTools(text);
  refuseErrors(findings, dir);
  if (tools) return tools;
  throw new CliError('RK_UNEXPECTED', { reason: `${dir} has no tools.json` });
}
