import type { FolderUse } from '../connector/description-types.ts';
import type { SurfaceChange } from '../host/registry-wire.ts';
import type { ToolsFile } from '../plugin/types.ts';
import { change } from './tools.ts';

type Access = FolderUse['access'];

/** What changed in the folders of the user's machine: a setting whose default folder moved reaches a new one. */
export function compareFolders(before: ToolsFile, after: ToolsFile): SurfaceChange[] {
  const had = accessByFolder(before);
  const has = accessByFolder(after);
  const changes: SurfaceChange[] = [];
  for (const [folder, access] of has) {
    const was = had.get(folder);
    if (was === undefined)
      changes.push(change('major', 'folder-added', folder, `The folder ${folder} is new (${access}).`));
    else if (was === 'read' && access === 'write')
      changes.push(change('major', 'folder-widened', folder, `The folder ${folder} was only read and is written now.`));
    else if (was !== access)
      changes.push(change('patch', 'folder-narrowed', folder, `The folder ${folder} is only read now.`));
  }
  for (const folder of had.keys())
    if (!has.has(folder))
      changes.push(change('patch', 'folder-removed', folder, `The folder ${folder} is no longer used.`));
  return changes;
}

/** Folders of all connectors, sorted; of one that several use, the widest access. */
export function foldersOf(tools: ToolsFile): { folder: string; access: Access }[] {
  return [...accessByFolder(tools)]
    .map(([folder, access]) => ({ folder, access }))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

function accessByFolder(tools: ToolsFile): Map<string, Access> {
  const widest = new Map<string, Access>();
  for (const { path, otherwise, access } of tools.connectors.flatMap(({ folders }) => folders ?? [])) {
    const folder = otherwise === undefined ? path : `${path} (else ${otherwise})`;
    if (widest.get(folder) !== 'write') widest.set(folder, access);
  }
  return widest;
}
