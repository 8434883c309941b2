import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterEach, expect, test } from 'vitest';
import { CONNECTOR_PREFIX } from './entry.ts';
import { joinChunks, type ServerFile } from './server-files.ts';
import { AS_SHIPPED } from './shipped.ts';

/** A start, what calls need, two connectors, and what is loaded when it is needed. */
const SOURCES: Record<string, string> = {
  'main.mjs': `
    import { count } from 'count'; import { two } from 'two';
    export const answer = async () => [
      (await import('calls')).callTool(), (await import('${CONNECTOR_PREFIX}shop')).default,
      (await import('${CONNECTOR_PREFIX}desk')).default, count(), two,
      (await import('passing')).late(), (await import('rare')).late(), globalThis.effects,
    ];`,
  count: 'let n = 0; export function count() { return n++; } globalThis.effects = [];',
  two: "import { count } from 'count'; export const two = `two ${count()}`;",
  calls: "import { first, shared } from 'shared'; export function callTool() { return `call ${first()} ${shared}`; }",
  shared: `
    import { count } from 'count'; const n = count();
    export const shared = 'shared'; export const first = () => n;`,
  'of-connectors': "export const own = 'only of connectors';",
  [`${CONNECTOR_PREFIX}shop`]:
    "import { shared } from 'shared'; import { own } from 'of-connectors'; globalThis.effects.push('shop'); export default `shop ${shared} ${own}`;",
  [`${CONNECTOR_PREFIX}desk`]:
    "import { own } from 'of-connectors'; import { basename } from 'node:path'; export default `desk ${own} ${basename(import.meta.url)}`;",
  passing: "export { first as late } from 'shared';",
  rare: "import { some } from 'some'; import { shared } from 'shared'; export const late = () => `${some} ${shared}`;",
  some: "export const some = 'for some'; globalThis.later = () => import('rarer');",
  rarer: "import { some } from 'some'; export default some;",
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** As the bundler splits them. */
async function split(sources = SOURCES) {
  return build({
    ...AS_SHIPPED,
    stdin: { contents: sources['main.mjs'] ?? '', sourcefile: 'main.mjs' },
    splitting: true,
    outdir: 'server',
    outExtension: { '.js': '.mjs' },
    plugins: [
      {
        name: 'sources',
        setup(on) {
          on.onResolve({ filter: /^[^.]/ }, ({ path }) => {
            if (!(path in sources)) return { path, external: true };
            return path.startsWith(CONNECTOR_PREFIX)
              ? { path: path.slice(CONNECTOR_PREFIX.length), namespace: CONNECTOR_PREFIX.slice(0, -1) }
              : { path, namespace: 'source', sideEffects: false };
          });
          on.onLoad({ filter: /./, namespace: 'source' }, ({ path }) => ({ contents: sources[path] ?? '' }));
          on.onLoad({ filter: /./, namespace: CONNECTOR_PREFIX.slice(0, -1) }, ({ path }) => ({
            contents: sources[CONNECTOR_PREFIX + path] ?? '',
          }));
        },
      },
    ],
  });
}

async function answerOf(files: readonly ServerFile[]): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-server-'));
  folders.push(folder);
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
  return (await import(pathToFileURL(join(folder, 'main.mjs')).href)).answer();
}

const textOf = (files: readonly ServerFile[], part: string) => files.find(({ text }) => text.includes(part));
const importsOf = (file?: ServerFile) => [
  ...new Set([...(file?.text.matchAll(/(?:from|import)"\.\/([\w.-]+)"/g) ?? [])].map(([, to]) => to)),
];

test('without an entry it fails', async () => {
  await expect(joinChunks({ metafile: { inputs: {}, outputs: {} }, outputFiles: [] })).rejects.toMatchObject({
    code: 'RK_INTERNAL',
  });
});

test('two parts may export the same name, and none is lost', async () => {
  const main =
    "export const answer = async () => [(await import('calls')).callTool(), (await import('again')).callTool];";
  const { [`${CONNECTOR_PREFIX}shop`]: _, ...sources } = SOURCES;
  const files = await joinChunks(await split({ ...sources, 'main.mjs': main, again: 'export const callTool = 1;' }));
  expect(await answerOf(files)).toEqual(['call 0 shared', 1]);
});

test('a start loads two files and a first call two more; what only some calls need stays apart', async () => {
  const files = await joinChunks(await split());
  const calls = textOf(files, ' as callTool');
  expect(importsOf(files.find(({ name }) => name === 'main.mjs'))).toEqual(importsOf(calls));
  expect(importsOf(calls)).toHaveLength(1);
  const started = importsOf(calls)[0];
  for (const connector of ['shop ', 'desk '])
    expect(importsOf(textOf(files, connector)).filter((name) => name !== started)).toEqual([calls?.name]);
  expect(calls?.text).toContain('only of connectors');
  expect(textOf(files, '"for some"')?.name).not.toBe(calls?.name);
});

test('an import for effects alone stays where a connector has them, and goes where the SDK has none', async () => {
  const { metafile, outputFiles } = await split();
  const chunkOf = (part: string) =>
    outputFiles
      .find(({ text }) => text.includes(part))
      ?.path.split(/[\\/]/)
      .at(-1);
  const [rare, shop, desk] = ['late};', '"shop"', 'desk '].map(chunkOf);
  const joined = await joinChunks({
    metafile,
    outputFiles: outputFiles.map((file) =>
      file.path.endsWith(`${desk}`) ? { ...file, text: `import"./${rare}";import"./${shop}";${file.text}` } : file,
    ),
  });
  const imported = importsOf(textOf(joined, 'desk '));
  expect(imported).toContain(textOf(joined, '"shop"')?.name);
  expect(imported).not.toContain(textOf(joined, 'as late}')?.name);
});

test('the joined server does what it did, with one copy of each part', async () => {
  const { outputFiles } = await split();
  const chunks = outputFiles.map(({ path, text }) => ({ name: path.split(/[\\/]/).at(-1) ?? '', text }));
  const before = await answerOf(chunks.map(({ name, text }) => ({ name: name.replace('stdin', 'main'), text })));
  const expected = (desk: unknown) => [
    'call 1 shared',
    'shop shared only of connectors',
    desk,
    2,
    'two 0',
    1,
    'for some shared',
    ['shop'],
  ];
  const ownName = expect.stringMatching(/^desk only of connectors [\w-]+\.mjs$/);
  expect(before).toEqual(expected(ownName));
  expect(await answerOf(await joinChunks(await split()))).toEqual(expected(ownName));
});
