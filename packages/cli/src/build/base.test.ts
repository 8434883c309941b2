import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspectFolder } from '@rolekit/sdk/bundle';
import { makeTemporary, refusedFindings, removeTemporary } from '@rolekit/sdk/internal';
import { afterAll, expect, test } from 'vitest';
import { clientManifest, clientWorkspace, TIDY_UP } from '../../test/client-workspace.ts';
import { manifestOf, writeFiles } from '../../test/workspace.ts';
import { type ComposedBundle, composeBundle, emitBundle } from './index.ts';

type Extension = Parameters<typeof clientManifest>[0];
type Files = Readonly<Record<string, string | object>>;

/** One workspace, whose base is built once, with a client for each test. */
const shared = {
  dir: makeTemporary('rolekit-base-'),
  clients: 0,
  composed: new Map<string, Promise<ComposedBundle>>(),
};

afterAll(() => removeTemporary(shared.dir));

function problemsOf(extension: Extension, files: Files = {}): Promise<string[]> {
  if (shared.clients++ === 0) clientWorkspace({}, {}, shared.dir);
  const client = join(shared.dir, `plugins/client-${shared.clients}`);
  writeFiles(client, { 'plugin.json': clientManifest(extension), ...files });
  return problemsIn(client, shared.composed);
}

async function problemsIn(client: string, composed = new Map<string, Promise<ComposedBundle>>()): Promise<string[]> {
  const found = await composeBundle(client, { composed }).then(({ findings }) => findings, refusedFindings);
  return found.map(({ code, file, line, message, fix }) =>
    [code, [file, line].filter((part) => part !== undefined).join(':'), `${message} ${fix}`].join(' | '),
  );
}

const skill = (name: string, body = 'Do it.') =>
  `---\nname: ${name}\ndescription: Do it. Use when asked to.\n---\n\n${body}\n`;
const extend = (differences: object) => ({ extends: differences });

test.each<[string, Extension, Files, string[]]>([
  [
    'a base that is nowhere',
    extend({ plugin: 'acme/gone' }),
    {},
    [
      'extends/unresolved | plugin.json:10 | acme/gone is not in the workspace, and no registry is set. Use --registry <url> or ROLEKIT_REGISTRY.',
    ],
  ],
  [
    'a base that moved by a major version',
    extend({ range: '^1.0.0' }),
    {},
    [
      'extends/unresolved | plugin.json:10 | The workspace has acme/helper 0.1.0, which is not in ^1.0.0, and no registry is set. Use --registry <url> or ROLEKIT_REGISTRY.',
    ],
  ],
  [
    'lists of skills that the base does not have',
    extend({ skills: { remove: ['tidy-upp', 'set-up'], replace: ['set-up', 'write-notes'] } }),
    {},
    [
      'extends/skill | plugin.json:14 | acme/helper 0.1.0 has no skill "tidy-upp". Did you mean "tidy-up"?',
      'extends/skill | plugin.json:15 | The skill "set-up" is both removed and replaced. Keep one of the two.',
      'extends/skill | plugin.json:18 | There is no skills/set-up/SKILL.md to replace that of the base. Write it, or take the name out of "replace".',
      'extends/skill | plugin.json:19 | There is no skills/write-notes/SKILL.md to replace that of the base. Write it, or take the name out of "replace".',
    ],
  ],
  [
    'a skill with the name of one of the base',
    {},
    { 'skills/set-up/SKILL.md': skill('set-up') },
    [
      'extends/skill | skills/set-up/SKILL.md | The base has a skill "set-up" too. Add "set-up" to "extends"."skills"."replace", or rename the skill.',
    ],
  ],
  [
    'amendments of what is not there',
    extend({ skills: { remove: ['write-notes'] } }),
    {
      'amendments/tidy-up/decid.md': '## Decide {#decide}\n\nOurs.\n',
      'amendments/tidy/read.md': '## Read {#read}\n',
      'amendments/write-notes/read.md': '## Read {#read}\n',
      'amendments/tidy-up/decide.instead.md': 'Ours.\n',
      'amendments/notes.txt': 'Ours.\n',
    },
    [
      'amendment/file | amendments/notes.txt | This is the name of no amendment. Name it amendments/<skill>/<section>.md, or <section>.before.md, or <section>.after.md.',
      'amendment/file | amendments/tidy-up/decide.instead.md | This is the name of no amendment. Name it amendments/<skill>/<section>.md, or <section>.before.md, or <section>.after.md.',
      'amendment/unknown-skill | amendments/tidy/read.md | acme/helper 0.1.0 has no skill "tidy". It has set-up, tidy-up, write-notes.',
      'amendment/unknown-skill | amendments/write-notes/read.md | The skill "write-notes" is removed. Keep the skill, or remove this file.',
      'amendment/unknown-section | amendments/tidy-up/decid.md | The base\'s skill has no section "decid". Did you mean "decide"? It has read, decide, bounds.',
    ],
  ],
  [
    'connectors that the base does not have, or has too',
    {
      ...extend({ connectors: { note: false } }),
      connectors: { todo: { plugin: 'acme/notes', range: '^0.1.0' } },
    },
    {},
    [
      'extends/connector | plugin.json:19 | acme/helper has no connector "note". Did you mean "notes"?',
      'extends/connector | plugin.json:10 | acme/helper has a connector "todo" too, and its tools have the same names. Rename yours, drop that of the base with `false`, or change it in "extends"."connectors".',
    ],
  ],
  [
    'a version of a connector that is nowhere',
    extend({ connectors: { todo: { version: '3.0.0' } } }),
    {},
    [
      'build/unresolved | plugin.json:13 | The workspace has acme/todo 0.1.0, but this plugin needs 3.0.0. Change the range, or use --registry <url>.',
    ],
  ],
  [
    'a tool that the connector of the base does not have',
    extend({ connectors: { todo: { tools: ['todo_list_item'] } } }),
    {},
    [
      'build/unknown-tool | plugin.json:15 | The connector todo has no tool `todo_list_item`. Did you mean `todo_list_items`?',
    ],
  ],
  [
    'an amendment with a broken link, in its own file',
    {},
    { 'amendments/tidy-up/read.after.md': '\n\nMore.\n\nSee [that](../../../elsewhere.md).\n' },
    [
      'skill/link | amendments/tidy-up/read.after.md:5 | The link "../../../elsewhere.md" leaves the plugin. Copy the file below the skill and link it there.',
    ],
  ],
])('%s is refused at its place', async (_what, extension, files, problems) => {
  expect(await problemsOf(extension, files)).toEqual(problems);
});

test('a policy that would loosen that of the base is refused', async () => {
  const { base, client } = clientWorkspace({ policy: { writes: 'confirm' } });
  writeFiles(base, { 'plugin.json': manifestOf('helper', { policy: { writes: 'deny' } }) });
  expect(await problemsIn(client)).toEqual([
    'extends/policy | plugin.json:10 | The base denies writes; a plugin that follows it cannot allow them. Remove "writes".',
  ]);
});

test('a base whose connector is code among others cannot be joined, unless it is dropped', async () => {
  const { base, client } = clientWorkspace();
  const connectors = {
    todo: { path: '../../connectors/todo/src/index.ts' },
    notes: { plugin: 'acme/notes', range: '^0.1.0' },
  };
  mkdirSync(join(base, 'src'));
  writeFiles(base, {
    'plugin.json': manifestOf('helper', { connectors: { ...connectors, todo: { path: './src/index.ts' } } }),
    'src/index.ts': "export { default } from '../../../connectors/todo/src/index.ts';\n",
  });
  expect(await problemsIn(client)).toEqual([
    'extends/connector | plugin.json:10 | The connector "todo" is code inside acme/helper, which no other plugin can join. Drop it with `"todo": false` in "extends"."connectors"; its author can publish it as a plugin of its own.',
  ]);
});

test('a base that does not build says what is wrong there', async () => {
  const { base, client } = clientWorkspace();
  writeFiles(base, {
    'plugin.json': manifestOf('helper', { connectors: { crm: { plugin: 'acme/crm', range: '^1.0.0' } } }),
  });
  expect(await problemsIn(client)).toEqual([
    'extends/base | plugin.json:10 | acme/helper of the workspace does not build: plugin.json: acme/crm is not in the workspace, and no registry is set. Correct it there: `rolekit validate` lists every problem.',
  ]);
});

test('a circle of bases is refused', async () => {
  const { dir, client } = clientWorkspace();
  writeFiles(dir, {
    'plugins/helper/plugin.json': manifestOf('helper', { extends: { plugin: 'client/helper', range: '*' } }),
  });
  expect(await problemsIn(client)).toEqual([
    'extends/circle | plugin.json:10 | The bases lead in a circle: client/helper follows acme/helper follows client/helper. Name a base that does not follow this plugin.',
  ]);
});

test('three bases may stand above a plugin, and no more', async () => {
  const { dir } = clientWorkspace();
  const follow = (name: string, plugin: string) => ({
    [`plugins/${name}/plugin.json`]: manifestOf(name, { extends: { plugin, range: '^0.1.0' } }),
  });
  writeFiles(dir, {
    ...follow('second', 'client/helper'),
    ...follow('third', 'acme/second'),
    ...follow('fourth', 'acme/third'),
  });
  const third = await composeBundle(join(dir, 'plugins/third'));
  expect(third.lock.base).toMatchObject({
    plugin: 'acme/second',
    lineage: ['client/helper@0.1.0', 'acme/helper@0.1.0'],
  });
  expect(third.tools.connectors.map(({ name }) => name)).toEqual(['notes', 'todo']);
  expect(await problemsIn(join(dir, 'plugins/fourth'))).toEqual([
    'extends/too-deep | plugin.json:10 | acme/fourth follows acme/third@0.1.0 follows acme/second@0.1.0 follows client/helper@0.1.0 follows acme/helper@0.1.0: at most 3 bases stand above a plugin. Follow acme/second instead.',
  ]);
});

test('a client’s plugin is an ordinary bundle, whose lock says what came from where', async () => {
  const { base, client } = clientWorkspace(
    {
      role: 'helping',
      policy: { writes: 'deny' },
      interface: { displayName: 'Helper of the client' },
      extends: { skills: { remove: ['write-notes'], replace: ['set-up'] }, connectors: { notes: false } },
    },
    {
      'amendments/tidy-up/decide.md': '## How we decide {#decide}\n\nKeep what is ours.\n',
      'amendments/tidy-up/bounds.after.md': 'At most three.\n',
      'skills/set-up/SKILL.md': skill('set-up', 'Ours. See [rules](../tidy-up/references/rules.md).'),
      'skills/our-week/SKILL.md': skill('our-week'),
    },
  );
  writeFiles(base, {
    'plugin.json': manifestOf(
      'helper',
      {
        role: 'helping',
        connectors: Object.fromEntries(
          ['todo', 'notes'].map((name) => [name, { plugin: `acme/${name}`, range: '^0.1.0' }]),
        ),
        policy: { denyTools: ['notes_add_item'] },
        interface: { displayName: 'Helper', category: 'Work' },
      },
      { license: 'Apache-2.0' },
    ),
    'skills/write-notes/SKILL.md': skill('write-notes'),
  });
  const [theirs, bundle] = [await composeBundle(base), await composeBundle(client)];
  expect(bundle.findings).toEqual([]);
  const text = (path: string) => new TextDecoder().decode(bundle.files.find((file) => file.path === path)?.bytes);
  expect(text('skills/tidy-up/SKILL.md')).toBe(
    TIDY_UP.replace(/## Decide[\s\S]*/, '## How we decide {#decide}\n\nKeep what is ours.\n'),
  );
  expect(text('skills/tidy-up/references/rules.md')).toBe(
    '# Rules\n\n## Bounds {#bounds}\n\nTwo days.\n\nAt most three.\n',
  );
  expect(bundle.files.map(({ path }) => path).filter((path) => /^(?:skills\/|[A-Z])/.test(path))).toEqual([
    'LICENSE',
    'README.md',
    'skills/our-week/SKILL.md',
    'skills/set-up/SKILL.md',
    'skills/tidy-up/SKILL.md',
    'skills/tidy-up/references/rules.md',
  ]);
  expect(bundle.manifest).toMatchObject({
    name: 'helper',
    version: '0.1.0',
    license: 'Apache-2.0',
    extensions: {
      'dev.rolekit': {
        namespace: 'client',
        connectors: { todo: { plugin: 'acme/todo', range: '^0.1.0' } },
        policy: { writes: 'deny' },
        interface: { displayName: 'Helper of the client', category: 'Work' },
      },
    },
  });
  const DIGEST = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  expect(bundle.lock).toEqual({
    format: 1,
    generator: 1,
    base: { plugin: 'acme/helper', range: '^0.1.0', version: '0.1.0', digest: theirs.digest },
    origins: {
      'our-week': { from: 'client' },
      'set-up': { from: 'replaced', digest: DIGEST },
      'tidy-up': { from: 'amended', digest: DIGEST, sections: { bounds: DIGEST, decide: DIGEST } },
      'write-notes': { from: 'removed', digest: DIGEST },
    },
    connectors: { todo: theirs.lock.connectors.todo },
    toolsetDigest: DIGEST,
    tokens: expect.any(Number),
  });
  expect(text('README.md')).toBe(
    '# Helper of the client\n\nThe plugin helper.\n\n`client/helper` follows `acme/helper` 0.1.0.\n\n- Amended skills: tidy-up\n- Replaced skills: set-up\n- Own skills: our-week\n- Left out skills: write-notes\n- Left out connectors: notes\n- Writes: denied\n',
  );
  await emitBundle(bundle, join(client, 'dist'));
  expect(await inspectFolder(join(client, 'dist'))).toMatchObject({ ok: true, findings: [] });
  expect((await composeBundle(client)).digest).toBe(bundle.digest);
});

test('what the base’s skills lose by what the client leaves out is said at the base', async () => {
  expect(await problemsOf(extend({ skills: { remove: ['tidy-up'] } }))).toEqual([
    'skill/link | plugin.json:10 | skills/set-up/SKILL.md:8 of acme/helper: The link "../tidy-up/SKILL.md" leads to no file. Amend that section, or replace or remove the skill.',
  ]);
});
