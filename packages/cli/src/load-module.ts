import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeTemporary, removeTemporary } from '@rolekit/sdk/internal';
import { bundleModule } from './bundle-module.ts';

/**
 * Imports a module of a plugin's own code, TypeScript or not, into this process: a sandbox, or a connector. It needs no
 * install for the SDK and zod; other packages are those that the plugin has installed.
 *
 * @throws RK_FINDINGS with the places in the code
 */
export async function loadModule(pluginDir: string, file: string): Promise<Record<string, unknown>> {
  const code = await bundleModule(pluginDir, file);
  const folder = makeTemporary('rolekit-module-');
  try {
    const path = join(folder, 'module.mjs');
    await writeFile(path, code);
    return await import(/* @vite-ignore */ pathToFileURL(path).href);
  } finally {
    await removeTemporary(folder);
  }
}
