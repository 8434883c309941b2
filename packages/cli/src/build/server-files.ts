import { RolekitError } from '@rolekit/sdk';
import type { BuildResult, Plugin } from 'esbuild';
import { BUNDLE_ONCE, type Bundler } from './bundler.ts';
import { CONNECTOR_PREFIX } from './entry.ts';
import { AS_SHIPPED } from './shipped.ts';

const FILE = 'rolekit-file';
const CHUNK = 'rolekit-chunk';
/** What another file has of a chunk. */
const PASSED = 'rolekit-passed';

/** A file of a bundled server. */
export interface ServerFile {
  name: string;
  text: string;
}

/** A part of a server as the bundler split it: the code that the same entries and `import()`s reach. */
interface Chunk {
  index: number;
  /** As the bundler calls it, after a hash of what is in it. */
  name: string;
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
export async function joinChunks(
  result: Pick<BuildResult, 'metafile' | 'outputFiles'>,
  {
    bundler = BUNDLE_ONCE,
    slot = '',
  }: { bundler?: Bundler /** Names the server for the bundler. */; slot?: string } = {},
): Promise<ServerFile[]> {
  const chunks = chunksOf(result);
  const leads = leadsOf(chunks);
  const files = [...chunks].filter(([id, { isLoaded }]) => leads.get(id) === id || isLoaded);
  const names = new Map(files.map(([id], at) => [id, at === 0 ? 'main' : `chunk-${at}`]));
  const entryPoints = [...names].map(([id, out]) => ({ in: id, out }));
  const ids = new Map([...chunks].map(([id, { name }]) => [name, id]));
  const joined = new Set([...leads].filter(([id, lead]) => id !== lead).map(([, lead]) => lead));
  const state = { chunks, ids, leads, joined, names };
  const { outputFiles } = await bundler.run(`${slot} chunks`, JSON.stringify(entryPoints), state, (current) => ({
    ...AS_SHIPPED,
    entryPoints,
    outdir: 'server',
    outExtension: { '.js': '.mjs' },
    plugins: [fromChunks(current)],
  }));
  return outputFiles.map(({ path, text }) => ({ name: baseOf(path), text }));
}

/**
 * In the order in which the entry leads to them, after which they are called: the bundler's own names hash paths, which
 * differ from machine to machine, and contents, which differ from save to save.
 */
function chunksOf({ metafile, outputFiles = [] }: Pick<BuildResult, 'metafile' | 'outputFiles'>): Map<string, Chunk> {
  const texts = new Map(outputFiles.map(({ path, text }) => [baseOf(path), text]));
  const outputs = new Map(Object.entries(metafile?.outputs ?? {}).map(([path, output]) => [baseOf(path), output]));
  const loads = [...outputs.values()].flatMap(({ imports }) => imports.filter(({ kind }) => kind === 'dynamic-import'));
  const loaded = new Set(loads.map(({ path }) => baseOf(path)));
  const isConnector = (name: string) =>
    Object.keys(outputs.get(name)?.inputs ?? {}).some((input) => input.startsWith(CONNECTOR_PREFIX));
  const chunks = new Map<string, Chunk>();
  const visit = (name: string): void => {
    const output = outputs.get(name);
    if (!output || chunks.has(name)) return;
    const text = texts.get(name) ?? '';
    const imports = output.imports
      .filter(({ kind, external }) => kind === 'import-statement' && !external)
      .map(({ path }) => baseOf(path));
    chunks.set(name, {
      index: chunks.size,
      name,
      text,
      // the bundler also leaves imports without names, for effects that the SDK and zod say they do not have
      imports: imports.filter((to) => isConnector(to) || !text.includes(`import"./${to}"`)),
      exports: output.exports,
      isLoaded: loaded.has(name),
      isConnector: isConnector(name),
    });
    for (const { path, external } of output.imports) if (!external) visit(baseOf(path));
  };
  const main = [...outputs].find(([, { entryPoint }]) => entryPoint === 'main.mjs');
  if (!main) throw new RolekitError('RK_INTERNAL', { what: 'The bundler', reference: 'it emitted no entry' });
  visit(main[0]);
  const idOf = (name: string) => `${CHUNK}-${chunks.get(name)?.index}`;
  return new Map([...chunks].map(([name, chunk]) => [idOf(name), { ...chunk, imports: chunk.imports.map(idOf) }]));
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

/** What is joined of which chunk. */
interface Joining {
  chunks: ReadonlyMap<string, Chunk>;
  /** By the names that the bundler gave. */
  ids: ReadonlyMap<string, string>;
  leads: ReadonlyMap<string, string>;
  /** Leads that others join. */
  joined: ReadonlySet<string>;
  /** Of the files, by their leads. */
  names: ReadonlyMap<string, string>;
}

/** Lets the bundler read its own chunks, and find what lies in another file there. */
function fromChunks(current: () => Joining): Plugin {
  const exported = (id: string, clause: (outside: string, inside: string) => string): string => {
    const { chunks, leads } = current();
    const { exports = [], index } = chunks.get(id) ?? {};
    return exports.map((name) => clause(leads.get(id) === id ? name : `_${index}_${name}`, name)).join();
  };
  return {
    name: 'rolekit-chunks',
    setup(on) {
      on.onResolve({ filter: /./ }, ({ path, kind, namespace, importer }) => {
        const { chunks, ids, leads, joined, names } = current();
        if (kind === 'entry-point')
          return { path, namespace: leads.get(path) !== path ? PASSED : joined.has(path) ? FILE : CHUNK };
        const id = ids.get(baseOf(path)) ?? baseOf(path);
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
        const members = [...current().leads].filter(([, lead]) => lead === path);
        return {
          contents: members
            .map(([id]) => `export{${exported(id, (outside, inside) => `${inside} as ${outside}`)}}from"./${id}";`)
            .join(''),
        };
      });
      on.onLoad({ filter: /./, namespace: CHUNK }, ({ path }) => ({
        contents: current().chunks.get(path)?.text ?? '',
      }));
      on.onLoad({ filter: /./, namespace: PASSED }, ({ path }) => ({
        contents: `export{${exported(path, (outside, inside) => `${outside} as ${inside}`)}}from"./${path}";`,
      }));
    },
  };
}

function baseOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? path;
}
