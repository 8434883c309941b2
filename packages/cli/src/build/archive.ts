import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Finding, RolekitError } from '@rolekit/sdk';
import { type InspectedBundle, inspectArchive, inspectFolder, packBundle } from '@rolekit/sdk/bundle';
import { refuseErrors } from '@rolekit/sdk/internal';
import { usageError } from '../errors.ts';
import { outputFolder } from './emit.ts';
import { nearPluginFolder } from './near-folder.ts';

/** An archive in memory, inspected. */
export interface Archive {
  tgz: Uint8Array;
  bundle: InspectedBundle;
  findings: Finding[];
}

/**
 * Packs what `rolekit build` wrote.
 *
 * @param dir Folder of the plugin's source, or the built folder itself.
 * @throws RK_USAGE when there is nothing, RK_FILE when it was not built; RK_FINDINGS
 */
export async function packBuilt(dir: string): Promise<Archive> {
  const candidates = [dir, await outputFolder(dir)];
  const built = candidates.find((folder) => existsSync(join(folder, 'tools.json')));
  if (built === undefined) {
    if (!existsSync(dir)) {
      const near = await nearPluginFolder(dir);
      throw usageError(`Cannot find ${dir}.`, near ? `Did you mean ${near}?` : 'Name the folder of a plugin.');
    }
    throw new RolekitError('RK_FILE', { path: dir, reason: 'it was not built', hint: 'Run `rolekit build` first.' });
  }
  const inspection = await inspectFolder(built);
  refuseErrors(inspection.findings, dir);
  if (!inspection.ok) throw new RolekitError('RK_INTERNAL', { what: dir, reference: 'refused without an error' });
  const { tgz } = await packBundle(inspection.bundle.files);
  return { tgz, bundle: inspection.bundle, findings: inspection.findings };
}

/** @throws RK_FILE, RK_FINDINGS */
export async function readArchiveFile(path: string): Promise<Archive> {
  const tgz = await readFile(path).catch((cause: unknown) => {
    const hint = 'Use a .tgz from `rolekit pack`.';
    throw new RolekitError('RK_FILE', { path, reason: 'it cannot be read', hint }, { cause });
  });
  const inspection = await inspectArchive(tgz);
  refuseErrors(inspection.findings, path);
  if (!inspection.ok) throw new RolekitError('RK_INTERNAL', { what: path, reference: 'refused without an error' });
  return { tgz, bundle: inspection.bundle, findings: inspection.findings };
}

/** `namespace/name` of a bundle. */
export function idOf({ manifest }: Pick<InspectedBundle, 'manifest'>): string {
  return `${manifest.extensions['dev.rolekit'].namespace}/${manifest.name}`;
}
