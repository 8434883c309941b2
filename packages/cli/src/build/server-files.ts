import { RolekitError } from '@rolekit/sdk';
import { type BuildResult, build, type Plugin } from 'esbuild';
import { CONNECTOR_PREFIX } from './entry.ts';
import { AS_SHIPPED } from './shipped.ts';

/** A file of a bundled server. */
export interface ServerFile {
  name: string;
  text: string;
}

/** A part of a server as the bundler split it: the code that the same entries and `import()`s reach. */
interface Chunk {
  index: number;
  text: string;
  /** Chunks that it imports, not for effects alone that they do not have. */
  imports: readonly string[];
  /** Names under which others import from it. */
  exports: readonly string[];
  /** Is it loaded by an `import()`? */
  isLoaded: boolean;
  isConnector: boolean;
}

/**
 * Joins the chunks that the bundler leaves: one file of what `main.mjs` loads at once, and one of what the first call of any
 * connector loads besides. There are some twenty, and to find, read and link each takes longer than to run most of them.
 * Connectors stay apart, and so does what only some calls need. The bundler does it, in a second run over its own chunks.
 */
export async function joinChunks(result: Pick<BuildResult, 'metafile' | 'outputFiles'>): Promise<ServerFile[]> {
  const chunks = chunksOf(result);
  const leads = leadsOf(chunks);
  const files = [...chunks].filter(([id, { isLoaded }]) => leads.get(id) === id || isLoaded);
  const names = new Map(files.map(([id], at) => [id, at === 0 ? 'main' : `chunk-${at}`]));
  const { outputFiles } = await build({
    ...AS_SHIPPED,
    entryPoints: [...names].map(([id, out]) => ({ in: id, out })),
    outdir: 'server',
    outExtension: { '.js': '.mjs' },
    plugins: [fromChunks(chunks, leads, names)],
  });
  return outputFiles.map(({ path, text }) => ({ name: baseOf(path), text }));
}

/** In the order in which the entry leads to them: the bundler's own names hash paths, which differ from machine to machine. */
function chunksOf({ metafile, outputFiles = [] }: Pick<BuildResult, 'metafile' | 'outputFiles'>): Map<string, Chunk> {
  const texts = new Map(outputFiles.map(({ path, text }) => [baseOf(path), text]));
  const outputs = new Map(Object.entries(metafile?.outputs ?? {}).map(([path, output]) => [baseOf(path), output]));
  const loads = [...outputs.values()].flatMap(({ imports }) => imports.filter(({ kind }) => kind === 'dynamic-import'));
  const loaded = new Set(loads.map(({ path }) => baseOf(path)));
  const isConnector = (id: string) =>
    Object.keys(outputs.get(id)?.inputs ?? {}).some((input) => input.startsWith(CONNECTOR_PREFIX));
  const chunks = new Map<string, Chunk>();
  const visit = (id: string): void => {
    const output = outputs.get(id);
    if (!output || chunks.has(id)) return;
    const text = texts.get(id) ?? '';
    const imports = output.imports
      .filter(({ kind, external }) => kind === 'import-statement' && !external)
      .map(({ path }) => baseOf(path));
    chunks.set(id, {
      index: chunks.size,
      text,
      // the bundler also leaves imports without names, for effects that the SDK and zod say they do not have
      imports: imports.filter((to) => isConnector(to) || !text.includes(`import"./${to}"`)),
      exports: output.exports,
      isLoaded: loaded.has(id),
      isConnector: isConnector(id),
    });
    for (const { path, external } of output.imports) if (!external) visit(baseOf(path));
  };
  const main = [...outputs].find(([, { entryPoint }]) => entryPoint === 'main.mjs');
  if (!main) throw new RolekitError('RK_INTERNAL', { what: 'The bundler', reference: 'it emitted no entry' });
  visit(main[0]);
  return chunks;
}

/** Of each chunk, the one whose file its code joins. */
function leadsOf(chunks: ReadonlyMap<string, Chunk>): Map<string, string> {
  const all = [...chunks];
  const [main = ''] = chunks.keys();
  const connectors = all.filter(([, { isConnector }]) => isConnector).map(([id]) => id);
  const calls = all.filter(([, { exports }]) => exports.includes('callTool')).map(([id]) => id);
  const started = withImports([main], chunks);
  const leads = new Map(all.map(([id]) => [id, id]));
  const join = ([lead, ...others]: string[]) => {
    for (const id of others) leads.set(id, lead ?? id);
  };
  join([...started].filter((id) => id !== main));
  join(
    [...withImports([...calls, ...connectors], chunks)].filter((id) => !started.has(id) && !connectors.includes(id)),
  );
  return leads;
}

function withImports(from: readonly string[], chunks: ReadonlyMap<string, Chunk>): Set<string> {
  const seen = new Set(from);
  for (const id of seen) for (const to of chunks.get(id)?.imports ?? []) seen.add(to);
  return seen;
}

const FILE = 'rolekit-file';
const CHUNK = 'rolekit-chunk';
/** What another file has of a chunk. */
const PASSED = 'rolekit-passed';

/** Lets the bundler read its own chunks, and find what lies in another file there. */
function fromChunks(
  chunks: ReadonlyMap<string, Chunk>,
  leads: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): Plugin {
  const joined = new Set([...leads].filter(([id, lead]) => id !== lead).map(([, lead]) => lead));
  const exported = (id: string, clause: (outside: string, inside: string) => string): string => {
    const { exports = [], index } = chunks.get(id) ?? {};
    return exports.map((name) => clause(leads.get(id) === id ? name : `_${index}_${name}`, name)).join();
  };
  return {
    name: 'rolekit-chunks',
    setup(on) {
      on.onResolve({ filter: /./ }, ({ path, kind, namespace, importer }) => {
        if (kind === 'entry-point')
          return { path, namespace: leads.get(path) !== path ? PASSED : joined.has(path) ? FILE : CHUNK };
        const id = baseOf(path);
        const chunk = chunks.get(id);
        if (!chunk) return { path, external: true };
        if (namespace === FILE) return { path: id, namespace: CHUNK };
        if (namespace === PASSED) return { path: `./${names.get(leads.get(id) ?? id)}.mjs`, external: true };
        if (kind === 'dynamic-import') return { path: `./${names.get(id)}.mjs`, external: true };
        if (leads.get(id) === leads.get(importer)) return { path: id, namespace: CHUNK };
        // the SDK and zod say of themselves that loading them has no effect
        const sideEffects = chunk.isConnector;
        if (leads.get(id) === id) return { path: `./${names.get(id)}.mjs`, external: true, sideEffects };
        return { path: id, namespace: PASSED, sideEffects };
      });
      on.onLoad({ filter: /./, namespace: FILE }, ({ path }) => {
        const members = [...leads].filter(([, lead]) => lead === path);
        return {
          contents: members
            .map(([id]) => `export{${exported(id, (outside, inside) => `${inside} as ${outside}`)}}from"./${id}";`)
            .join(''),
        };
      });
      on.onLoad({ filter: /./, namespace: CHUNK }, ({ path }) => ({ contents: chunks.get(path)?.text ?? '' }));
      on.onLoad({ filter: /./, namespace: PASSED }, ({ path }) => ({
        contents: `export{${exported(path, (outside, inside) => `${outside} as ${inside}`)}}from"./${path}";`,
      }));
    },
  };
}

function baseOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
