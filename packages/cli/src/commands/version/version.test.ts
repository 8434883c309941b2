import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { manifestOf, TODO_CODE, temporaryFolder, todoWorkspace, writeFiles } from '../../../test/workspace.ts';

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const versionOf = (dir: string): string => JSON.parse(read(dir, 'plugin.json')).version;
const noted = (bumps: Record<string, string>, text = 'Something changed.') =>
  `---\n${Object.entries(bumps)
    .map(([name, bump]) => `"${name}": ${bump}\n`)
    .join('')}---\n\n${text}\n`;

/** `todo` and `helper` that joins it, both published as 0.1.0. */
async function publishedWorkspace() {
  const workspace = todoWorkspace();
  const { url, tokenFile } = await testRegistry();
  const registry = ['--registry', url, '--token-file', tokenFile];
  for (const dir of [workspace.connector, workspace.plugin])
    expect((await rolekit(['publish', dir, ...registry], { cwd: workspace.dir })).code).toBe(0);
  const version = (...argv: string[]) => rolekit(['version', ...argv, ...registry], { cwd: workspace.dir });
  return { ...workspace, registry, version };
}

/** The files of a workspace as they are, to see that nothing was written. */
function snapshot(dir: string): [string, string][] {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files.map((file) => [join(file.parentPath, file.name), read(file.parentPath, file.name)]);
}

describe('what is wrong is said with its place, and nothing is written', () => {
  test.each([
    [
      'a plugin that is not there',
      { '.changeset/a.md': noted({ tood: 'minor' }) },
      {
        code: 'note/unknown-plugin',
        file: '.changeset/a.md',
        line: 2,
        message: 'tood is no plugin of this workspace.',
        fix: 'Did you mean "todo"?',
      },
    ],
    [
      'a name that two plugins have',
      {
        '.changeset/a.md': noted({ todo: 'minor' }),
        'plugins/todo/plugin.json': { ...manifestOf('todo'), extensions: { 'dev.rolekit': { namespace: 'beta' } } },
      },
      {
        code: 'note/unknown-plugin',
        file: '.changeset/a.md',
        line: 2,
        message: 'todo is the name of several plugins.',
        fix: 'Write "acme/todo" or "beta/todo".',
      },
    ],
    [
      'a plugin whose version is none',
      {
        '.changeset/a.md': noted({ broken: 'minor' }),
        'plugins/broken/plugin.json': manifestOf('broken', {}, { version: '1.0' }),
      },
      {
        code: 'note/unknown-plugin',
        file: '.changeset/a.md',
        line: 2,
        message: 'broken cannot be read: The version "1.0" is a range; a plugin has one exact version.',
      },
    ],
    [
      'a plugin beside an npm package',
      {
        '.changeset/a.md': noted({ todo: 'minor', tools: 'minor' }),
        'pnpm-workspace.yaml': 'packages: [packages/*]\n',
        'packages/tools/package.json': { name: 'tools' },
      },
      {
        code: 'note/mixed',
        file: '.changeset/a.md',
        line: 3,
        message: 'tools is an npm package, and this note names plugins too.',
      },
    ],
    [
      'a step that is none, among notes that are right',
      { '.changeset/a.md': noted({ todo: 'minor' }), '.changeset/b.md': noted({ helper: 'big' }) },
      { code: 'note/bump', file: '.changeset/b.md', line: 2 },
    ],
  ])('%s', async (_what, files, finding) => {
    const { dir } = todoWorkspace();
    writeFiles(dir, files);
    const before = snapshot(dir);
    const run = await rolekit(['version', '--json'], { cwd: dir });
    expect(run.code).toBe(1);
    expect(run.json.error.findings).toEqual([expect.objectContaining({ severity: 'error', ...finding })]);
    expect(snapshot(dir)).toEqual(before);
  });

  test('the plugin in this folder cannot be read', async () => {
    const dir = writeFiles(temporaryFolder(), { 'plugin.json': manifestOf('sales', {}, { version: 'v1.0.0' }) });
    const run = await rolekit(['version', '--json'], { cwd: dir });
    expect(run.json.error.findings).toEqual([
      expect.objectContaining({ code: 'manifest/version', file: 'plugin.json', line: 4, fix: 'Write "1.0.0".' }),
    ]);
  });

  test.each([
    [['version', '--plugin', 'helpr'], 'There is no plugin helpr here.', 'Did you mean helper?'],
    [['version', '--pre', '1'], '`--pre 1` is no word of a prerelease.', 'Write one such as beta or rc.'],
    [
      ['version', 'add', '--bump', 'minr', '--note', 'x'],
      '`--bump minr` is no step of a version.',
      'Did you mean `--bump minor`?',
    ],
    [
      ['version', 'add', '--bump', 'minor', '--note', 'x'],
      'Say which plugins changed.',
      'Add `--plugin acme/todo`; several times for several.',
    ],
    [
      ['version', 'add', '--plugin', 'todo', '--note', 'x'],
      'Say how far the change goes.',
      'Add `--bump patch`, `minor` or `major`.',
    ],
    [
      ['version', 'add', '--plugin', 'todo', '--bump', 'minor', '--note', ' '],
      'Say what changed.',
      'Add `--note "…"`, for those who use the plugin.',
    ],
  ])('%j', async (argv, message, fix) => {
    const { dir } = todoWorkspace();
    const run = await rolekit([...argv, '--json'], { cwd: dir });
    expect([run.code, run.json.error.message, run.json.error.fix]).toEqual([2, message, fix]);
    expect(existsSync(join(dir, '.changeset'))).toBe(false);
  });

  test('where there is no plugin at all', async () => {
    expect(await rolekit(['version'], { cwd: temporaryFolder() })).toMatchObject({ code: 2 });
  });

  test('an archive of another plugin', async () => {
    const { dir, connector, plugin } = todoWorkspace();
    await rolekit(['build', plugin], { cwd: dir });
    const alone = writeFiles(temporaryFolder(), { 'plugin.json': manifestOf('sales') });
    const run = await rolekit(['version', '--since', join(plugin, 'dist'), '--json'], { cwd: alone });
    expect(run.json.error.message).toBe('`--since` has a version of acme/helper, which is not here.');
    const missing = await rolekit(['version', '--since', 'gone.tgz', '--json'], { cwd: connector });
    expect(missing.json.error.message).toBe('gone.tgz: it is not there');
  });

  test('a file that cannot be written: those before it are as they were, and the note stays', async () => {
    const { dir, plugin } = todoWorkspace();
    writeFiles(dir, { '.changeset/a.md': noted({ todo: 'minor' }), 'plugins/helper/CHANGELOG.md': '# Helper\n' });
    mkdirSync(join(plugin, `plugin.json.${process.pid}.tmp`));
    const before = snapshot(dir);
    const run = await rolekit(['version', '--json'], { cwd: dir });
    expect(run.json.error).toMatchObject({
      code: 'RK_FILE',
      message: expect.stringContaining('plugin.json: it cannot be'),
    });
    expect(snapshot(dir)).toEqual(before);
  });
});

test('a note is written as changesets would, and makes version and changelog; what contains the plugin follows', async () => {
  const { dir, connector, plugin } = todoWorkspace();
  writeFiles(dir, { 'connectors/todo/package.json': '{\n\t"name": "todo-connector",\n\t"version": "0.1.0"\n}\n' });
  const add = await rolekit(
    ['version', 'add', '--plugin', 'todo', '--bump', 'minor', '--note', 'Lists by topic.', '--json'],
    { cwd: dir },
  );
  expect(add.json.result).toEqual({
    file: '.changeset/lists-by-topic.md',
    plugins: ['acme/todo'],
    bump: 'minor',
    text: 'Lists by topic.',
  });
  expect(read(dir, '.changeset/lists-by-topic.md')).toBe('---\n"todo-connector": minor\n---\n\nLists by topic.\n');
  const again = await rolekit(['version', 'add', '--bump', 'patch', '--note', 'Lists by topic!'], { cwd: connector });
  expect(again.stdout).toContain('patch of acme/todo in ../../.changeset/lists-by-topic-2.md');
  const status = await rolekit(['version', 'status', '--json'], { cwd: dir });
  expect(status.json.result.releases).toMatchObject([
    { plugin: 'acme/todo', version: '0.1.0', next: '0.2.0', surface: null, joins: [] },
    { plugin: 'acme/helper', version: '0.1.0', next: '0.1.1', joins: [{ plugin: 'acme/todo', version: '0.2.0' }] },
  ]);
  const before = snapshot(dir);
  const dry = await rolekit(['version', '--dry-run', '--json'], { cwd: dir });
  expect(snapshot(dir)).toEqual(before);
  const run = await rolekit(['version', '--json'], { cwd: dir });
  expect(run.json.result).toEqual({ ...dry.json.result, dryRun: false });
  expect(run.json.result.removed).toEqual(['.changeset/lists-by-topic-2.md', '.changeset/lists-by-topic.md']);
  expect(read(connector, 'package.json')).toBe('{\n\t"name": "todo-connector",\n\t"version": "0.2.0"\n}\n');
  expect(read(connector, 'CHANGELOG.md')).toBe(
    '# todo\n\n## 0.2.0\n\n### Minor Changes\n\n- Lists by topic.\n\n### Patch Changes\n\n- Lists by topic!\n',
  );
  expect(read(plugin, 'CHANGELOG.md')).toBe(
    '# helper\n\n## 0.1.1\n\n### Patch Changes\n\n- Contains acme/todo 0.2.0.\n',
  );
  expect(JSON.parse(read(plugin, 'plugin.json'))).toMatchObject({
    version: '0.1.1',
    extensions: { 'dev.rolekit': { connectors: { todo: { range: '^0.2.0' } } } },
  });
  expect(readdirSync(join(dir, '.changeset'))).toEqual([]);
  expect((await rolekit(['version'], { cwd: dir })).stdout).toMatch(/^Nothing to release\.$/m);
  expect((await rolekit(['build', plugin], { cwd: dir })).code).toBe(0);
});

test('only the version of a manifest changes, however it is written, and a range that takes the new version stays', async () => {
  const { dir, connector, plugin } = todoWorkspace();
  const manifest = read(connector, 'plugin.json').replaceAll('\n', '\r\n').replaceAll('  ', '\t');
  writeFiles(dir, {
    'connectors/todo/plugin.json': manifest,
    '.changeset/a.md': noted({ 'acme/todo': 'patch', helper: 'minor' }),
  });
  expect((await rolekit(['version'], { cwd: dir })).code).toBe(0);
  expect(read(connector, 'plugin.json')).toBe(manifest.replace('"0.1.0"', '"0.1.1"'));
  expect(JSON.parse(read(plugin, 'plugin.json'))).toMatchObject({
    version: '0.2.0',
    extensions: { 'dev.rolekit': { connectors: { todo: { range: '^0.1.0' } } } },
  });
});

test('a plugin in TypeScript has its version in its definition', async () => {
  const code = (version: string) =>
    `import { definePlugin } from '@rolekit/sdk/plugin';\nexport default definePlugin({ name: 'sales', namespace: 'acme', ${version}, description: 'Sells.' });\n`;
  const dir = writeFiles(temporaryFolder(), {
    'plugin.ts': code("version: '1.2.3'"),
    '.changeset/a.md': noted({ sales: 'minor' }),
  });
  expect((await rolekit(['version', '--json'], { cwd: dir })).json.result.written).toEqual([
    'CHANGELOG.md',
    'plugin.ts',
  ]);
  expect(read(dir, 'plugin.ts')).toBe(code("version: '1.3.0'"));
  writeFiles(dir, {
    'plugin.ts': code("version: ['1', '3', '0'].join('.')"),
    '.changeset/a.md': noted({ sales: 'minor' }),
  });
  const run = await rolekit(['version', '--json'], { cwd: dir });
  expect(run.json.error.findings).toEqual([
    expect.objectContaining({ code: 'release/version-place', file: 'plugin.ts' }),
  ]);
  expect(read(dir, 'CHANGELOG.md')).not.toContain('1.4.0');
});

test('of several plugins only the named ones are released, with those that contain them', async () => {
  const { dir, connector, plugin } = todoWorkspace();
  writeFiles(dir, { '.changeset/a.md': noted({ helper: 'minor' }), '.changeset/b.md': noted({ todo: 'minor' }) });
  await rolekit(['version', '--plugin', 'helper'], { cwd: dir });
  expect([versionOf(connector), versionOf(plugin)]).toEqual(['0.1.0', '0.2.0']);
  writeFiles(dir, { '.changeset/c.md': noted({ helper: 'patch' }) });
  // the plugin in this folder
  await rolekit(['version'], { cwd: connector });
  expect([versionOf(connector), versionOf(plugin)]).toEqual(['0.2.0', '0.2.1']);
  expect(readdirSync(join(dir, '.changeset'))).toEqual([]);
  writeFiles(dir, { '.changeset/d.md': noted({ helper: 'patch', todo: 'patch' }) });
  const split = await rolekit(['version', '--json'], { cwd: plugin });
  expect(split.json.error.findings).toEqual([
    expect.objectContaining({
      code: 'note/mixed',
      line: 3,
      message: 'todo is not released now, but others of this note are.',
    }),
  ]);
});

describe('compared with what is published', () => {
  const WITHOUT_ADD = TODO_CODE.replace('tools: [list, add]', 'tools: [list]');

  test('the changes raise the version above a note that says too little, which is said; publishing then works', {
    timeout: 180_000,
  }, async () => {
    const { dir, connector, plugin, registry, version } = await publishedWorkspace();
    writeFiles(dir, {
      'connectors/todo/src/index.ts': WITHOUT_ADD,
      '.changeset/a.md': noted({ todo: 'patch' }, 'Faster.'),
    });
    const run = await version('--json');
    expect(run.json.result.findings).toEqual([
      {
        code: 'note/too-low',
        severity: 'warning',
        message:
          'The note says patch for acme/todo, but todo_add_item was removed or renamed: that needs 0.2.0 after 0.1.0.',
        file: '.changeset/a.md',
        line: 2,
        fix: 'Write `minor`. The version is raised as far as it needs anyway.',
      },
    ]);
    expect(run.json.result.releases).toMatchObject([
      { plugin: 'acme/todo', next: '0.2.0' },
      // it has lost the tool too
      { plugin: 'acme/helper', next: '0.2.0', joins: [{ plugin: 'acme/todo', version: '0.2.0' }] },
    ]);
    expect(read(connector, 'CHANGELOG.md')).toBe(
      '# todo\n\n## 0.2.0\n\n### Patch Changes\n\n- Faster.\n\n### Changed since 0.1.0\n\n- major: todo_add_item was removed or renamed.\n',
    );
    for (const path of [connector, plugin])
      expect((await rolekit(['publish', path, ...registry, '--json'], { cwd: dir })).json.result).toMatchObject({
        outcome: 'published',
        version: '0.2.0',
      });
  });

  test('a change without a note makes a version; one that no tool shows asks for a note', {
    timeout: 180_000,
  }, async () => {
    const { dir, plugin, version } = await publishedWorkspace();
    writeFiles(dir, { 'connectors/todo/README.md': '# Changed\n' });
    const unnoted = await version('status');
    expect(unnoted.stdout).toContain(
      'acme/todo is not what was published as 0.1.0, and no note says why: `rolekit version add`.',
    );
    const skill = read(plugin, 'skills/tidy-up/SKILL.md');
    writeFiles(plugin, { 'skills/tidy-up/SKILL.md': `${skill}\nThen stop.\n` });
    await version();
    expect(versionOf(plugin)).toBe('0.1.1');
    expect(read(plugin, 'CHANGELOG.md')).toBe(
      '# helper\n\n## 0.1.1\n\n### Changed since 0.1.0\n\n- patch: Instructions of the skill tidy-up changed.\n',
    );
  });

  test('prereleases count on and leave the notes to the stable version', { timeout: 180_000 }, async () => {
    const { dir, connector, registry, version } = await publishedWorkspace();
    writeFiles(dir, { '.changeset/a.md': noted({ todo: 'minor' }, 'First.') });
    await version('--pre', 'beta', '--plugin', 'todo');
    expect(versionOf(connector)).toBe('0.2.0-beta.0');
    expect((await rolekit(['build', join(dir, 'plugins/helper')], { cwd: dir })).code).toBe(0);
    await rolekit(['publish', connector, ...registry], { cwd: dir });
    writeFiles(dir, { '.changeset/b.md': noted({ todo: 'patch' }, 'Second.') });
    await version('--pre', 'beta');
    expect(versionOf(connector)).toBe('0.2.0-beta.1');
    expect(readdirSync(join(dir, '.changeset')).toSorted()).toEqual(['a.md', 'b.md']);
    await version();
    expect([versionOf(connector), versionOf(join(dir, 'plugins/helper'))]).toEqual(['0.2.0', '0.1.1']);
    expect(read(dir, 'plugins/helper/plugin.json')).toContain('"^0.2.0"');
    expect(readdirSync(join(dir, '.changeset'))).toEqual([]);
    const headings = read(connector, 'CHANGELOG.md').match(/^## .*|^- .*/gm);
    expect(headings).toEqual([
      ...['## 0.2.0', '- First.', '- Second.'],
      ...['## 0.2.0-beta.1', '- First.', '- Second.'],
      ...['## 0.2.0-beta.0', '- First.'],
    ]);
  });

  test('a version that is published already is no next one', { timeout: 180_000 }, async () => {
    const { dir, connector, registry, version } = await publishedWorkspace();
    const manifest = read(connector, 'plugin.json');
    writeFileSync(join(connector, 'plugin.json'), manifest.replace('"0.1.0"', '"0.1.1"'));
    await rolekit(['publish', connector, ...registry], { cwd: dir });
    // as on a branch that is behind
    writeFileSync(join(connector, 'plugin.json'), manifest);
    writeFiles(dir, { '.changeset/a.md': noted({ todo: 'patch' }) });
    expect((await version('--json')).json.error.findings).toEqual([
      expect.objectContaining({
        code: 'release/taken',
        file: 'connectors/todo/plugin.json',
        message: 'acme/todo 0.1.1 is published already; the source says 0.1.0.',
      }),
    ]);
  });

  test('a registry that does not answer ends it with 4; an archive takes its place', { timeout: 180_000 }, async () => {
    const { dir, connector } = todoWorkspace();
    for (const argv of [['build'], ['pack', '--out', '../../old.tgz']])
      expect((await rolekit(argv, { cwd: connector })).code).toBe(0);
    writeFiles(dir, { 'connectors/todo/src/index.ts': WITHOUT_ADD });
    const { registry, url } = await testRegistry();
    await registry.close();
    expect(await rolekit(['version', '--registry', url, '--json'], { cwd: connector })).toMatchObject({ code: 4 });
    const archived = ['version', '--since', join(dir, 'old.tgz'), '--json'];
    const { result } = (await rolekit(archived, { cwd: connector })).json;
    expect(result.releases[0]).toMatchObject({ next: '0.2.0', surface: { comparedWith: '0.1.0', level: 'major' } });
    expect(versionOf(connector)).toBe('0.2.0');
  });
});
