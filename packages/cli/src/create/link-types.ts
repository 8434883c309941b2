import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findSdk } from '../build/sdk-copy.ts';
import { packageAbove, packageIn, STAND_IN } from '../package-above.ts';

/**
 * Lets the code of a new project type-check before anything is installed: for what its `package.json` declares, and no folder
 * above has, `node_modules` gets a stand-in with the files of this command's copy.
 *
 * @returns the names of the packages that have one
 */
export async function linkTypes(dir: string): Promise<string[]> {
  const linked: string[] = [];
  for (const name of declaredIn(dir)) {
    const own = packageAbove(dir, name) === undefined ? ownCopy(dir, name) : undefined;
    if (own === undefined) continue;
    await writeStandIn(join(dir, 'node_modules', name), own);
    linked.push(name);
  }
  return linked;
}

function declaredIn(dir: string): string[] {
  if (!existsSync(join(dir, 'package.json'))) return [];
  const { dependencies = {}, devDependencies = {} } = packageIn(dir);
  return Object.keys({ ...(dependencies as object), ...(devDependencies as object) });
}

/** What this command has for the types of a connector; TypeScript itself is the project's own, or the editor's. */
function ownCopy(dir: string, name: string): string | undefined {
  if (name === '@rolekit/sdk') return findSdk(dir).dir;
  if (name === 'zod') return findSdk(dir).zod;
  return name === '@types/node' ? packageAbove(dirname(fileURLToPath(import.meta.url)), name) : undefined;
}

/**
 * A folder of links under a version that no range takes. A link to the package itself would not do: npm 11 keeps it where its
 * version fits, and then fails on it.
 */
async function writeStandIn(path: string, own: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 3 });
  await mkdir(path, { recursive: true });
  const { name, type, main, module, types, typesVersions, exports } = packageIn(own);
  const manifest = { name, version: STAND_IN, type, main, module, types, typesVersions, exports };
  await writeFile(join(path, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const entry of await readdir(own, { withFileTypes: true })) {
    if (entry.name === 'package.json' || entry.name === 'node_modules') continue;
    // on Windows a link to a folder needs no rights, as a junction; elsewhere the word means nothing
    await symlink(join(own, entry.name), join(path, entry.name), entry.isDirectory() ? 'junction' : 'file');
  }
}
