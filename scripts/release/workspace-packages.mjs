// The packages of this repository that are published.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folder and manifest of each, in the order of their folders. */
export function publicPackages(root) {
  return ['packages', 'connectors'].flatMap((group) =>
    readdirSync(join(root, group))
      .sort()
      .map((name) => `${group}/${name}`)
      .filter((folder) => existsSync(join(root, folder, 'package.json')))
      .map((folder) => ({
        folder,
        manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
      }))
      .filter(({ manifest }) => manifest.private !== true),
  );
}
