import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import type { BundleFile, InspectedBundle } from '@rolekit/sdk/bundle';
import type { PluginId, RegistryClient } from '@rolekit/sdk/host';
import { z } from 'zod';
import { replaceFolder } from '../build/index.ts';
import { CliError } from '../errors.ts';
import type { Marketplace } from './host-commands.ts';

const index = z.object({
  name: z.string().regex(/^[A-Za-z0-9_-]+$/),
  plugins: z.array(z.object({ name: z.string(), source: z.object({ url: z.string() }) })),
});

/** The marketplace of a registry that lists a plugin: the one of everything, else its namespace's. */
export async function registryMarketplace(registry: RegistryClient, id: PluginId): Promise<Marketplace> {
  const { name, hidden } = await listedAs(registry, id);
  const extension = `${registry.url}/git/${id.namespace}/${id.name}.git`;
  return hidden
    ? { name: `${name}-${id.namespace}`, location: `${registry.url}/git/${id.namespace}.git`, extension }
    : { name, location: `${registry.url}/git/all.git`, extension };
}

/** The name of the marketplace of everything, and whether another plugin has this one's name in it. */
export async function listedAs(registry: RegistryClient, id: PluginId): Promise<{ name: string; hidden: boolean }> {
  const { name, plugins } = await readIndex(registry);
  const path = `/git/${id.namespace}/${id.name}.git`;
  return { name, hidden: !plugins.some(({ source }) => new URL(source.url).pathname.endsWith(path)) };
}

async function readIndex(registry: RegistryClient): Promise<z.infer<typeof index>> {
  const url = `${registry.url}/marketplace.json`;
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(30_000) });
    return index.parse(await response.json());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RolekitError('RK_UNREACHABLE', { url, reason }, { cause });
  }
}

/**
 * Makes a folder a marketplace of one plugin, for hosts to install an archive from; they read it from there later, too.
 *
 * @throws RK_EXISTS when the folder is something else
 */
export async function localMarketplace(bundle: InspectedBundle, dir: string, force: boolean): Promise<Marketplace> {
  const { name, version, description } = bundle.manifest;
  const { namespace, interface: shown } = bundle.manifest.extensions['dev.rolekit'];
  const marketplace = `local-${namespace}-${name}`;
  const existing = await readFile(join(dir, '.claude-plugin', 'marketplace.json'), 'utf8').catch(() => undefined);
  const ours =
    existing !== undefined && index.pick({ name: true }).safeParse(JSON.parse(existing)).data?.name === marketplace;
  if (!ours && !force) await refuseExisting(dir);
  const category = shown?.category ?? 'Productivity';
  const entry = { name, description, version, category };
  const json = (path: string, value: object): BundleFile => ({
    path,
    bytes: new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`),
  });
  await replaceFolder(dir, [
    json('.claude-plugin/marketplace.json', {
      name: marketplace,
      owner: { name: namespace },
      plugins: [{ ...entry, source: `./plugins/${name}` }],
    }),
    json('.agents/plugins/marketplace.json', {
      name: marketplace,
      plugins: [{ ...entry, source: { source: 'local', path: `./plugins/${name}` } }],
    }),
    ...bundle.files.map(({ path, bytes }) => ({ path: `plugins/${name}/${path}`, bytes })),
  ]);
  return { name: marketplace, location: dir, extension: join(dir, 'plugins', name) };
}

/** @throws RK_EXISTS */
export async function refuseExisting(dir: string): Promise<void> {
  const entries = await readdir(dir).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? [] : ['?']));
  if (entries.length > 0) {
    const hint = 'Use --force to replace it, or choose another folder.';
    throw new CliError('RK_EXISTS', { path: dir, hint });
  }
}
