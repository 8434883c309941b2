import { basename, dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { refuseErrors } from '@rolekit/sdk/internal';
import { build, type Plugin } from 'esbuild';
import { COMMONJS_NAMES, withRequire } from './build/commonjs.ts';
import { findingsOf, isBuildFailure, OTHER_SDK } from './build/esbuild-errors.ts';
import { findSdk, SHARED, useOneSdk } from './build/sdk-copy.ts';

/**
 * Bundles a module of a plugin's own code, TypeScript or not, for this machine. It needs no install for the SDK and zod;
 * other packages are those that the plugin has installed.
 *
 * @throws RK_FINDINGS with the places in the code
 */
export async function bundleModule(
  pluginDir: string,
  file: string,
  { sourceMap = false }: { /** Lets a stack name the places in the sources. */ sourceMap?: boolean } = {},
): Promise<string> {
  const sdk = findSdk(pluginDir);
  try {
    const result = await build({
      entryPoints: [file],
      absWorkingDir: pluginDir,
      bundle: true,
      write: false,
      metafile: true,
      define: COMMONJS_NAMES,
      format: 'esm',
      platform: 'node',
      target: 'node22',
      conditions: sdk.fromSource ? ['rolekit-source'] : [],
      logLevel: 'silent',
      plugins: [useOneSdk(sdk), useInstalled()],
      ...(sourceMap ? { sourcemap: 'inline', sourceRoot: pathToFileURL(`${pluginDir}/`).href } : {}),
    });
    return withRequire(result.outputFiles[0]?.text ?? '', result.metafile);
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    const otherSdk = () => (basename(file) === 'connector.mjs' ? OTHER_SDK.built : undefined);
    refuseErrors(findingsOf(error.errors, pluginDir, pluginDir, otherSdk), file);
    throw error;
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
