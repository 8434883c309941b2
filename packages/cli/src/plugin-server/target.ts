import { createReadStream, existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import { type BundleFile, bundleDigest, readBundle } from '@rolekit/sdk/bundle';
import { parsePluginAddress } from '@rolekit/sdk/host';
import { makeTemporary, refuseErrors, removeTemporary } from '@rolekit/sdk/internal';
import { parseTools, readBundleFiles } from '@rolekit/sdk/internal/plugin';
import { type PluginManifest, parseManifest, type ToolsFile } from '@rolekit/sdk/plugin';
import { idOf } from '../build/archive.ts';
import { composeBundle } from '../build/compose.ts';
import { replaceFolder } from '../build/emit.ts';
import { nearPluginFolder } from '../build/near-folder.ts';
import type { CommandContext } from '../command.ts';
import { CliError, usageError } from '../errors.ts';
import { openBuildRegistries } from '../registry/namespace-registries.ts';
import { openRegistry } from '../registry/open-registry.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { homeOf } from '../rolekit-home.ts';
import { admittedVersion } from '../status/admit.ts';
import { admitBundle } from '../status/admit-bundle.ts';
import { isAbout, readStatuses } from '../status/known-statuses.ts';
import { type Standing, standingUnasked } from '../status/standing.ts';
import { warnOfStandings } from '../status/warn-of-standings.ts';

/** A built plugin on disk, ready to be started. */
export interface Target {
  /** Folder of the bundle. */
  dir: string;
  tools: ToolsFile;
  /** Removes what was made for it; nothing for a bundle that was there before. */
  close(): Promise<void>;
}

type Place = Pick<CommandContext, 'cwd' | 'env' | 'json' | 'progress' | 'stderr'>;

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
    if (existsSync(join(path, 'tools.json'))) return builtTarget(path, place, options);
    return buildTarget(path, place, options);
  }
  if (entry) return archiveTarget(createReadStream(path), what, place, options);
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
  const found = await present(registry, { namespace, name }, selector, place);
  // the digest decides: a plugin that was fetched before is not fetched again
  const known = cacheFolder(homeOf(place.env), found.digest);
  if (await isWhole(known, found.digest)) return { dir: known, tools: await readTools(known), close: async () => {} };
  if (found.unreached) throw found.unreached;
  const { bundle } = await registry.archive({ namespace, name }, found.version, { digest: found.digest });
  return unpack(bundle.files, bundle.digest, homeOf(place.env));
}

interface Found {
  version: string;
  digest: string;
  /** Why the registry was not reached; what it said last counts then. */
  unreached?: RolekitError;
}

/** @throws RK_WITHHELD, RK_POLICY_REFUSED, RK_UNREACHABLE, RK_REGISTRY */
async function present(
  registry: VerifyingRegistry,
  { namespace, name }: { namespace: string; name: string },
  selector: string,
  place: Place,
): Promise<Found> {
  const id = `${namespace}/${name}`;
  const home = homeOf(place.env);
  try {
    const { version, standing } = await admittedVersion(registry, id, selector, { home });
    warnOfStandings([standing], place, yankNotes(version.id, version.version, standing));
    return { version: version.version, digest: version.digest };
  } catch (error) {
    const known = isUnreached(error) ? await lastSaid(registry.url, id, selector, home) : undefined;
    if (!isUnreached(error) || known === undefined) throw error;
    const problem = String(error.data.reason ?? error.message);
    warnOfStandings(
      [standingUnasked(`${id}@${selector}`, known, { registry: registry.url, problem }, { home })],
      place,
    );
    return { version: selector, digest: known.digest, unreached: error };
  }
}

function isUnreached(error: unknown): error is RolekitError {
  if (!(error instanceof RolekitError)) return false;
  return error.code === 'RK_UNREACHABLE' || Number(error.data.status) >= 500;
}

async function lastSaid(registry: string, id: string, version: string, home: string) {
  const rows = await readStatuses(home);
  return rows.find((row) => row.registry === registry && isAbout(row, { id, version }));
}

function yankNotes(id: string, version: string, { state, reason }: Standing): string[] {
  return state === 'yanked' ? [`${id}@${version} was yanked: ${reason ?? ''}`] : [];
}

/** A folder that is built already: asked about where a registry said something of exactly this content. */
async function builtTarget(
  dir: string,
  place: Place,
  { registry }: { registry?: string | undefined },
): Promise<Target> {
  const home = homeOf(place.env);
  if ((await readStatuses(home)).length > 0) {
    const { files, manifest } = await builtFolder(dir);
    if (manifest !== undefined) await admit(manifest, bundleDigest(files), place, { registry, onlyKnown: true });
  }
  return { dir, tools: await readTools(dir), close: async () => {} };
}

async function builtFolder(dir: string) {
  const files = await readBundleFiles(dir);
  const text = files.find(({ path }) => path === 'plugin.json')?.bytes ?? new Uint8Array();
  return { files, manifest: parseManifest(new TextDecoder().decode(text)).manifest };
}

async function admit(
  manifest: PluginManifest,
  digest: string,
  place: Place,
  options: { registry?: string | undefined; onlyKnown?: boolean },
): Promise<void> {
  const subject = { id: idOf({ manifest }), version: manifest.version, digest };
  const { standings } = await admitBundle(subject, { home: homeOf(place.env), ...options }, place);
  const notes = standings.flatMap((standing) => yankNotes(subject.id, subject.version, standing));
  warnOfStandings(standings, place, notes);
}

async function buildTarget(dir: string, place: Place, options: { registry?: string | undefined }): Promise<Target> {
  const registries = await openBuildRegistries(options, place, dir);
  const bundle = await composeBundle(dir, { ...registries, onStep: (text) => place.progress.step(text) });
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

async function archiveTarget(
  source: AsyncIterable<Uint8Array>,
  what: string,
  place: Place,
  options: { registry?: string | undefined },
): Promise<Target> {
  const inspection = await readBundle(source);
  refuseErrors(inspection.findings, what);
  if (!inspection.ok) throw new RolekitError('RK_INTERNAL', { what, reference: 'no bundle and no finding' });
  const { files, digest, manifest } = inspection.bundle;
  await admit(manifest, digest, place, options);
  return unpack(files, digest, homeOf(place.env));
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
