import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { withCommonJsNames } from './build/commonjs.ts';
import { findingsOf, isBuildFailure } from './build/esbuild-errors.ts';
import { refuseErrors } from './build/findings.ts';
import { findSdk, SHARED, useOneSdk } from './build/sdk-copy.ts';

/**
 * Imports a module of a plugin's own code, TypeScript or not, into this process: a sandbox, or a connector. It needs no
 * install for the SDK and zod; other packages are those that the plugin has installed.
 *
 * @throws RK_FINDINGS with the places in the code
 */
export async function loadModule(pluginDir: string, file: string): Promise<Record<string, unknown>> {
  const sdk = findSdk(pluginDir);
  const folder = await mkdtemp(join(tmpdir(), 'rolekit-module-'));
  try {
    const result = await build({
      entryPoints: [file],
      absWorkingDir: pluginDir,
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      conditions: sdk.fromSource ? ['rolekit-source'] : [],
      logLevel: 'silent',
      plugins: [useOneSdk(sdk), useInstalled()],
    });
    const path = join(folder, 'module.mjs');
    await writeFile(path, withCommonJsNames(result.outputFiles[0]?.text ?? ''));
    return await import(/* @vite-ignore */ pathToFileURL(path).href);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    refuseErrors(findingsOf(error.errors, pluginDir, pluginDir), file);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const REENTRY = Symbol('rolekit-installed');

/** Leaves installed packages where they are: the module is imported from another folder. Workspace sources are bundled. */
function useInstalled(): Plugin {
  return {
    name: 'rolekit-installed',
    setup(on) {
      on.onResolve({ filter: /^[^./]/ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
        if (pluginData === REENTRY || kind === 'entry-point' || SHARED.test(path) || path.startsWith('node:'))
          return undefined;
        const found = await on.resolve(path, {
          kind,
          resolveDir: resolveDir || dirname(importer),
          importer,
          pluginData: REENTRY,
        });
        if (found.errors.length > 0 || found.external || /\.tsx?$/.test(found.path)) return found;
        return { path: pathToFileURL(found.path).href, external: true };
      });
    },
  };
}
