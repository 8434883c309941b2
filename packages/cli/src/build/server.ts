import { relative, sep } from 'node:path';
import { RolekitError } from '@rolekit/sdk';
import type { BundleFile } from '@rolekit/sdk/bundle';
import type { PluginManifest } from '@rolekit/sdk/plugin';
import { build, type Metafile } from 'esbuild';
import { withoutBareImports } from './bare-chunks.ts';
import { withCommonJsNames } from './commonjs.ts';
import { CONNECTOR_PREFIX, type EntryOptions, serverEntry } from './entry.ts';
import { findingsOf, isBuildFailure } from './esbuild-errors.ts';
import { refuseErrors } from './findings.ts';
import { type Chunk, mergeChunks } from './merge-chunks.ts';
import { findSdk, useOneSdk } from './sdk-copy.ts';
import { slim } from './slim.ts';
import type { ResolvedConnector } from './types.ts';
import { zodAsNamespace } from './zod-imports.ts';

const OUT = 'server';

/**
 * Bundles `server/main.mjs` and its lazy chunks: the SDK once, every connector in a chunk of its own. The descriptions are
 * not in it yet, see `fillServer`.
 *
 * @throws RK_FINDINGS
 */
export async function bundleServer(
  pluginDir: string,
  manifest: PluginManifest,
  connectors: readonly ResolvedConnector[],
  options: EntryOptions,
): Promise<BundleFile[]> {
  const sdk = findSdk(pluginDir);
  const names = connectors.map(({ name }) => name);
  const code = new Map(connectors.map((connector) => [connector.name, connector.code]));
  try {
    const result = await build({
      stdin: { contents: serverEntry(manifest, names, options), resolveDir: sdk.dir, sourcefile: 'main.mjs' },
      absWorkingDir: sdk.dir,
      bundle: true,
      write: false,
      metafile: true,
      splitting: true,
      outdir: `${sdk.dir}${sep}${OUT}`,
      outExtension: { '.js': '.mjs' },
      format: 'esm',
      platform: 'node',
      target: 'node20',
      minify: true,
      legalComments: 'none',
      define: { 'process.env.NODE_ENV': '"production"' },
      conditions: sdk.fromSource ? ['rolekit-source'] : [],
      logLevel: 'silent',
      plugins: [
        useOneSdk(sdk),
        slim(),
        {
          name: 'rolekit-connectors',
          setup(on) {
            on.onResolve({ filter: new RegExp(`^${CONNECTOR_PREFIX}`) }, ({ path }) => ({
              path: path.slice(CONNECTOR_PREFIX.length),
              namespace: 'rolekit-connector',
            }));
            on.onLoad({ filter: /.*/, namespace: 'rolekit-connector' }, ({ path }) => ({
              contents: zodAsNamespace(code.get(path) ?? ''),
              loader: 'js',
              resolveDir: sdk.dir,
            }));
          },
        },
      ],
    });
    const outputs = result.outputFiles.map(({ path, text }) => {
      return { name: relative(`${sdk.dir}${sep}${OUT}`, path).split(sep).join('/'), text: withCommonJsNames(text) };
    });
    const chunks = inParts(withoutBareImports(outputs, result.metafile), result.metafile);
    const merged = renameChunks(await mergeChunks(renameChunks(chunks)));
    return merged.map(({ name, text }) => ({ path: `${OUT}/${name}`, bytes: new TextEncoder().encode(text) }));
  } catch (error) {
    if (!isBuildFailure(error)) throw error;
    refuseErrors(findingsOf(error.errors, pluginDir, sdk.dir), `${manifest.name}’s server`);
    throw error;
  }
}

function inParts(chunks: readonly Chunk[], { outputs }: Metafile): Chunk[] {
  const parts = Object.entries(outputs).map(([path, { inputs, exports }]): [string, Chunk['part']] => {
    const isOwn = Object.keys(inputs).some((input) => input.startsWith(CONNECTOR_PREFIX));
    return [path.split('/').at(-1) ?? path, isOwn ? 'connector' : exports.includes('callTool') ? 'calls' : undefined];
  });
  const byName = new Map(parts);
  return chunks.map((chunk) => ({ ...chunk, part: byName.get(chunk.name) }));
}

/**
 * Names the chunks in the order in which the entry leads to them: esbuild's own names hash paths, which differ from
 * machine to machine.
 */
function renameChunks(outputs: readonly Chunk[]): Chunk[] {
  const byName = new Map(outputs.map((output) => [output.name, output]));
  const names = new Map<string, string>();
  const visit = (name: string, renamed: string) => {
    if (names.has(name)) return;
    names.set(name, renamed);
    for (const next of referencesOf(byName.get(name)?.text ?? '')) {
      if (byName.has(next)) visit(next, `chunk-${names.size}.mjs`);
    }
  };
  const main = outputs.find(({ name }) => name === 'stdin.mjs' || name === 'main.mjs');
  if (!main) throw new RolekitError('RK_INTERNAL', { what: 'The bundler', reference: 'it emitted no entry' });
  visit(main.name, 'main.mjs');
  return outputs
    .filter(({ name }) => names.has(name))
    .map(({ name, text, part }) => {
      const renamed = text.replace(REFERENCE, (whole, before: string, target: string, after: string) => {
        const to = names.get(target);
        return to ? `${before}${to}${after}` : whole;
      });
      return { name: names.get(name) ?? name, text: renamed, part };
    });
}

const REFERENCE = /((?:from|import|import\()\s*["']\.\/)([\w.-]+\.mjs)(["'])/g;

function referencesOf(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, , target]) => target ?? '');
}
