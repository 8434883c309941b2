import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clientWorkspace } from '../../../test/client-workspace.ts';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder, todoWorkspace } from '../../../test/workspace.ts';

const SKILL = 'skills/tidy-up/SKILL.md';

/** `acme/helper` 0.1.0, published, and a workspace in which it can be changed. */
async function publishedHelper() {
  const made = todoWorkspace();
  const { url, tokenFile } = await testRegistry();
  const access = ['--registry', url, '--token-file', tokenFile];
  for (const path of [made.connector, made.plugin])
    expect(await rolekit(['publish', path, ...access])).toMatchObject({ code: 0 });
  return { ...made, url, access };
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

describe('what cannot be compared', () => {
  test('nothing published, and no base', async () => {
    const { plugin } = todoWorkspace();
    const run = await rolekit(['diff', plugin]);
    expect(run.code).toBe(2);
    expect(run.stderr).toBe(
      'error RK_USAGE: acme/helper 0.1.0 has no published version before it.\n  fix: Name what to compare it with: `--against <archive>`, `--against namespace/name@version`, or a registry with --registry.\n',
    );
  });

  test('a base that there is not, and what was never installed', async () => {
    const { plugin } = todoWorkspace();
    const base = await rolekit(['diff', plugin, '--against', 'base']);
    expect(base.stderr).toContain('acme/helper follows no base.');
    const installed = await rolekit(['diff', plugin, '--against', 'installed']);
    expect(installed.stderr).toContain('Rolekit installed no acme/helper on this machine.');
  });

  test('a word that names nothing', async () => {
    const { plugin } = todoWorkspace();
    const run = await rolekit(['diff', plugin, '--against', 'lastweek']);
    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toContain('There is no lastweek here.');
  });

  test('a plugin that the registry has not, or not for this account', async () => {
    const { plugin, url } = await publishedHelper();
    const run = await rolekit(['diff', plugin, '--against', 'acme/secret', '--registry', url]);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('acme/secret');
  });
});

test('a source against its last published version, in words', async () => {
  const { plugin, url } = await publishedHelper();
  const same = await rolekit(['diff', plugin, '--registry', url, '--exit-code']);
  expect(same).toMatchObject({ code: 0 });
  expect(same.stdout).toContain('\nNothing differs: both are the same, byte for byte.\n');

  edit(join(plugin, SKILL), 'Read it with', 'First, read it with');
  edit(join(plugin, 'plugin.json'), '"role": "helping"', '"role": "helping", "policy": { "writes": "deny" }');
  const run = await rolekit(['diff', plugin, '--registry', url], { columns: 80 });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  const lines = run.stdout.split('\n').slice(2);
  expect(lines.join('\n')).toBe(`
What it can read
  As before.

What it can write or delete
  ~ Every write is denied now. Before, a person approved each.
  - No longer writes to To do: Add

What runs on the machine
  As before.

What the model is told
  ~ The skill tidy-up
      Beginning
      - Read it with \`todo_list_items\`.
      + First, read it with \`todo_list_items\`.

What it asks for when it is connected
  As before.

What it costs
  Its tools, in every conversation: about 84 tokens, as before
  Its skills, when the model reads them all: about 28 tokens, was 26 (+2)

Its version number
  At least 0.1.1; 0.1.0 is too low: \`rolekit version\` raises it.
  Why: Instructions of the skill tidy-up changed.
`);
  expect(run.stdout.split('\n').filter((line) => line.length > 80 && !line.includes(plugin))).toEqual([]);
  expect(await rolekit(['diff', plugin, '--registry', url, '--exit-code'])).toMatchObject({ code: 1 });
  const { json } = await rolekit(['diff', plugin, '--registry', url, '--json']);
  expect(json.result).toMatchObject({
    before: { plugin: 'acme/helper', version: '0.1.0' },
    from: { before: { kind: 'published' }, after: { kind: 'source' } },
    same: false,
    approval: 'Every write is denied.',
    version: { least: '0.1.1', isEnough: false },
  });
});

test('two published versions, an archive, and one that is installed', async () => {
  const { plugin, dir, url, access } = await publishedHelper();
  edit(join(plugin, 'plugin.json'), '"version": "0.1.0"', '"version": "0.1.1"');
  edit(join(plugin, SKILL), 'Read it with', 'First, read it with');
  const folder = join(temporaryFolder(), 'there');
  expect(await rolekit(['install', 'acme/helper@0.1.0', '--to', folder, '--registry', url])).toMatchObject({
    code: 0,
  });
  expect(await rolekit(['publish', plugin, ...access])).toMatchObject({ code: 0 });
  const archive = join(dir, 'helper.tgz');
  expect(await rolekit(['build', plugin, '--registry', url])).toMatchObject({ code: 0 });
  expect(await rolekit(['pack', plugin, '--out', archive])).toMatchObject({ code: 0 });

  const published = await rolekit(['diff', 'acme/helper', '--registry', url, '--json']);
  expect(published.json.result).toMatchObject({ before: { version: '0.1.0' }, after: { version: '0.1.1' } });
  const packed = await rolekit(['diff', archive, '--against', 'acme/helper@0.1.1', '--registry', url]);
  expect(packed.stdout).toContain('Nothing differs');
  const installed = await rolekit(['diff', plugin, '--against', 'installed', '--registry', url, '--json']);
  expect(installed.json.result).toMatchObject({
    before: { version: '0.1.0' },
    from: { before: { kind: 'installed', from: `installed in ${folder}` } },
  });
});

test('a client against its base: what the client says otherwise', async () => {
  const { client, dir } = clientWorkspace(
    { policy: { writes: 'deny' } },
    { 'amendments/tidy-up/decide.md': '## Decide {#decide}\n\nKeep what is ours.\n' },
  );
  for (const against of [['--against', 'base'], []]) {
    const run = await rolekit(['diff', client, ...against], { cwd: dir, columns: 80 });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('compared with acme/helper 0.1.0  its base, in the workspace\n');
    expect(run.stdout).toContain('  ~ Every write is denied now. Before, a person approved each.\n');
    expect(run.stdout).toContain(
      '  ~ The skill tidy-up\n      Decide\n      - Keep what is open. See [rules](references/rules.md).\n      + Keep what is ours.\n',
    );
    expect(run.stdout).not.toContain('Its version number');
  }
});

test('as Markdown, in which nothing of the plugin is markup', async () => {
  const { plugin, url } = await publishedHelper();
  edit(join(plugin, SKILL), 'Read it with', '```\n<b>@everyone</b>\n```\n\nRead it with');
  edit(join(plugin, 'plugin.json'), 'The plugin helper.', 'Ask @everyone at [home](https://example.com).');
  const { stdout } = await rolekit(['diff', plugin, '--registry', url, '--markdown']);
  expect(stdout).toContain(
    '### What the model is told\n\n- **Changed:** The skill tidy-up\n\n  Beginning:\n\n  ````diff\n',
  );
  expect(stdout).toContain('  +<b>@everyone</b>\n');
  expect(stdout).toContain(
    '  ```diff\n  -The plugin helper.\n  +Ask @everyone at [home](https://example.com).\n  ```\n',
  );
});
