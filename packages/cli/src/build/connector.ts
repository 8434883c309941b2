import { resolve } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { refuseErrors } from '@rolekit/sdk/internal';
import { build } from 'esbuild';
import { COMMONJS_NAMES, withRequire } from './commonjs.ts';
import { findingsOf, isBuildFailure } from './esbuild-errors.ts';
import { refuseNativeModules } from './native.ts';
import { findSdk, leaveOutShared } from './sdk-copy.ts';
import { AS_SHIPPED } from './shipped.ts';
import { packagesIn, type ThirdParty } from './third-party.ts';

export interface BundledConnector {
  code: string;
  /** Packages of others in it. */
  packages: ThirdParty[];
}

/**
 * Bundles a connector's code into one ES module, `connector.mjs`, with the SDK and zod left out.
 *
 * @throws RK_FINDINGS with the places in the code
 */
export async function bundleConnector(pluginDir: string, path: string, what: string): Promise<BundledConnector> {
  try {
    const result = await build({
      entryPoints: [resolve(pluginDir, path)],
      absWorkingDir: pluginDir,
      ...AS_SHIPPED,
      define: COMMONJS_NAMES,
      loader: { '.wasm': 'binary' },
      plugins: [leaveOutShared(findSdk(pluginDir)), refuseNativeModules()],
    });
    const [output] = Object.values(result.metafile.outputs);
    if (!output?.exports.includes('default')) refuseErrors([noDefault(path)], what);
    const { metafile } = result;
    return {
      code: withRequire(result.outputFiles[0]?.text ?? '', metafile),
      packages: packagesIn(metafile, pluginDir),
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    refuseErrors(findingsOf(error.errors, pluginDir, pluginDir), what);
    throw error;
  }
}

function noDefault(path: string): Finding {
  return {
    code: 'build/no-connector',
    severity: 'error',
    message: 'The code has no default export.',
    file: path.replace(/^\.\//, ''),
    fix: 'Write `export default defineConnector({ … })`.',
  };
}
