import { RolekitError } from '@rolekit/sdk';
import { build } from 'esbuild';

/** A file of a bundled server. */
export interface Chunk {
  name: string;
  text: string;
  /** `connector`: with code of one; `calls`: what the first call loads, whichever it is. */
  part?: 'connector' | 'calls' | undefined;
}

const STATIC = /\b(import|export)(?:\{([^}]*)\}from)?"\.\/([\w.-]+)"/g;
const DYNAMIC = /\bimport\("\.\/([\w.-]+)"\)/g;
const PASSING = /^(?:import\{[^}]*\}from"[^"]*";?)*export\{[^}]*\};?\s*$/;
const EXPORTED = /export\{([^}]*)\};?\s*$/;

/**
 * Makes one file of what `main.mjs` loads at once, and one of what the first call of any connector loads besides: the bundler
 * leaves some twenty, and to find, read and link each takes longer than to run most of them. Connectors stay apart, and so does
 * what only some calls need.
 */
export async function mergeChunks(chunks: readonly Chunk[]): Promise<Chunk[]> {
  const own = chunks.filter(({ part }) => part === 'connector').map(({ name }) => name);
  const started = await mergeLoaded(chunks, ['main.mjs'], ['main.mjs']);
  const calls = started.filter(({ part }) => part !== undefined).map(({ name }) => name);
  return mergeLoaded(started, calls, [...loadedBy(started, ['main.mjs']), ...own]);
}

/** Makes one of the chunks that these load before they run, but for those that stay apart. */
async function mergeLoaded(
  chunks: readonly Chunk[],
  from: readonly string[],
  apart: readonly string[],
): Promise<Chunk[]> {
  const loaded = loadedBy(chunks, from).filter((name) => !apart.includes(name));
  const members = [...loaded, ...passingOn(chunks, loaded)];
  const [into] = members;
  if (into === undefined || members.length < 2) return [...chunks];
  const place = new Map(members.map((name, index) => [name, index]));
  const exported = new Map(chunks.map(({ name, text }) => [name, namesOf(text)]));
  const targets = new Set(chunks.flatMap(({ text }) => [...text.matchAll(DYNAMIC)].map(([, to]) => to)));
  const merged = (name: string, own: string) => `_${place.get(name)}_${own}`;
  const taken = new Set<string>();
  const lines = members.map((name) => {
    const names = exported.get(name) ?? [];
    // what is import()ed keeps its names besides
    const kept = targets.has(name) ? names : [];
    for (const own of kept) {
      if (taken.has(own))
        throw new RolekitError('RK_INTERNAL', { what: 'The bundler', reference: `two parts export ${own}` });
      taken.add(own);
    }
    return `export{${[...names.map((own) => `${own} as ${merged(name, own)}`), ...kept].join()}}from"./${name}";`;
  });
  const text = await joined(lines.join('\n'), new Map(chunks.map((chunk) => [chunk.name, chunk.text])), place);
  return [{ name: into, text }, ...chunks.filter(({ name }) => !place.has(name))].map((chunk) => ({
    ...chunk,
    text: chunk.text
      .replace(STATIC, (whole, keyword: string, clause: string | undefined, to: string) => {
        if (!place.has(to)) return whole;
        if (clause === undefined) return `${keyword}"./${into}"`;
        const renamed = parts(clause).map(([own, local]) => `${merged(to, own)} as ${local}`);
        return `${keyword}{${renamed.join()}}from"./${into}"`;
      })
      .replace(DYNAMIC, (whole, to: string) => (place.has(to) ? `import("./${into}")` : whole)),
  }));
}

/** Those that only pass on what these export, under names of which each is theirs alone. */
function passingOn(chunks: readonly Chunk[], members: readonly string[]): string[] {
  const targets = chunks.filter(({ name }) => members.includes(name));
  const taken = new Set(targets.flatMap(({ text }) => namesOf(text)));
  return chunks.flatMap(({ name, text }) => {
    const names = namesOf(text);
    const isFree = names.every((own) => !taken.has(own));
    const sources = [...text.matchAll(STATIC)].map(([, , , to]) => to ?? '');
    const passes = PASSING.test(text) && sources.every((to) => members.includes(to));
    if (!passes || !isFree || members.includes(name)) return [];
    for (const own of names) taken.add(own);
    return [name];
  });
}

/** These and what their static imports lead to, in that order. */
function loadedBy(chunks: readonly Chunk[], from: readonly string[]): string[] {
  const byName = new Map(chunks.map((chunk) => [chunk.name, chunk]));
  const seen = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const [, , , to] of (byName.get(name)?.text ?? '').matchAll(STATIC)) if (to && byName.has(to)) visit(to);
  };
  for (const name of from) visit(name);
  return [...seen];
}

async function joined(
  contents: string,
  code: ReadonlyMap<string, string>,
  members: ReadonlyMap<string, number>,
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, sourcefile: 'merged.mjs' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    plugins: [
      {
        name: 'rolekit-merge',
        setup(on) {
          on.onResolve({ filter: /^\.\// }, ({ path, kind }) => {
            const name = path.slice(2);
            return kind === 'dynamic-import' || !members.has(name)
              ? { path, external: true }
              : { path: name, namespace: 'rolekit-merge' };
          });
          on.onLoad({ filter: /.*/, namespace: 'rolekit-merge' }, ({ path }) => ({
            contents: code.get(path) ?? '',
            loader: 'js',
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? '';
}

function namesOf(text: string): string[] {
  return parts(EXPORTED.exec(text)?.[1] ?? '').map(([, as]) => as);
}

/** Of `a as b,c`: what is named, and how it is called there. */
function parts(clause: string): [string, string][] {
  return clause
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [own = '', as = own] = part.split(' as ');
      return [own, as];
    });
}
