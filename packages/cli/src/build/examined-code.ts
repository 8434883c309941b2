import { pathToFileURL } from 'node:url';
import { refuseErrors } from '@rolekit/sdk/internal';
import { build } from 'esbuild';
import { COMMONJS_NAMES, withRequire } from './commonjs.ts';
import { findingsOf, isBuildFailure } from './esbuild-errors.ts';
import { refuseNativeModules } from './native.ts';
import { findSdk, importShared, type SdkCopy } from './sdk-copy.ts';

/** A connector's code, ready to be loaded, with maps to its sources. */
export interface ExaminedCode {
  text: string;
  /** Its own sources, relative to the plugin. */
  sources: string[];
  /** What each of them imports, relative to the plugin too. */
  imports: ReadonlyMap<string, readonly string[]>;
  sdk: SdkCopy;
}

/**
 * Bundles a connector's code for this machine; the SDK and zod are imported from where they are, which is quick.
 *
 * @param entry relative to the plugin
 * @throws RK_FINDINGS with the places in the code
 */
export async function bundleExamined(dir: string, entry: string): Promise<ExaminedCode> {
  const sdk = findSdk(dir);
  const contents = [
    `import * as own from ${JSON.stringify(`./${entry}`)};`,
    'export const connector = own.default;',
    `export { describeConnector, examineTools } from '@rolekit/sdk/internal/plugin';`,
  ].join('\n');
  try {
    const result = await build({
      stdin: { contents, resolveDir: dir, sourcefile: 'rolekit-examination.ts' },
      absWorkingDir: dir,
      bundle: true,
      write: false,
      metafile: true,
      define: COMMONJS_NAMES,
      loader: { '.wasm': 'binary' },
      format: 'esm',
      platform: 'node',
      target: 'node22',
      logLevel: 'silent',
      sourcemap: 'inline',
      sourceRoot: pathToFileURL(`${dir}/`).href,
      plugins: [importShared(sdk), refuseNativeModules()],
    });
    const sources = Object.keys(result.metafile.inputs).filter(
      (path) => !path.startsWith('..') && !path.includes('node_modules/') && path !== 'rolekit-examination.ts',
    );
    return {
      text: withRequire(result.outputFiles[0]?.text ?? '', result.metafile),
      sources,
      imports: new Map(
        sources.map((path) => [path, (result.metafile.inputs[path]?.imports ?? []).map((imported) => imported.path)]),
      ),
      sdk,
    };
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    refuseErrors(findingsOf(error.errors, dir, dir), entry);
    throw error;
  }
}
