import { join } from 'node:path';
import { readParsed, writeWhole } from '@rolekit/sdk/internal';
import { z } from 'zod';
import { HOSTS } from '../hosts/host-programs.ts';

const installedPlugin = z.object({
  registry: z.string(),
  /** `namespace/name` */
  plugin: z.string(),
  version: z.string(),
  digest: z.string(),
  /** Null for one that was unpacked into a folder. */
  host: z.enum(HOSTS).nullable(),
  folder: z.string().nullable(),
  /** Name of the marketplace that the host has it from; null for a folder, and where an earlier version noted it. */
  marketplace: z.string().nullable().default(null),
  /** False while it is switched off in its host. */
  enabled: z.boolean().default(true),
  at: z.string(),
});
const file = z.object({ format: z.literal(1), installed: z.array(installedPlugin).max(10_000) });

/** A plugin that this machine's user installed from a registry, and where. */
export type InstalledPlugin = z.infer<typeof installedPlugin>;

export function installedPath(home: string): string {
  return join(home, '.rolekit', 'installed.json');
}

/** @throws RK_FILE */
export async function readInstalled(home: string): Promise<InstalledPlugin[]> {
  const hint = 'Remove it, and install again what `rolekit update` should know of.';
  return (await readParsed(installedPath(home), () => file, hint))?.installed ?? [];
}

/** Notes installations, each in the place of an earlier one in the same host or folder. */
export async function noteInstalled(home: string, plugins: readonly InstalledPlugin[]): Promise<void> {
  await write(home, [...(await installedBeside(home, plugins)), ...plugins]);
}

/** Forgets an installation that is there no more. */
export async function forgetInstalled(home: string, plugin: InstalledPlugin): Promise<void> {
  await write(home, await installedBeside(home, [plugin]));
}

async function installedBeside(home: string, plugins: readonly InstalledPlugin[]): Promise<InstalledPlugin[]> {
  const placeOf = ({ registry, plugin, host, folder }: InstalledPlugin) =>
    host === null ? `folder ${folder}` : `${host} ${registry} ${plugin}`;
  const places = new Set(plugins.map(placeOf));
  return (await readInstalled(home)).filter((known) => !places.has(placeOf(known)));
}

function write(home: string, installed: readonly InstalledPlugin[]): Promise<void> {
  return writeWhole(installedPath(home), `${JSON.stringify({ format: 1, installed }, null, 2)}\n`);
}
