import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Finding } from '@rolekit/sdk';
import { expect, test } from 'vitest';
import { manifestOf, temporaryFolder, todoWorkspace, writeFiles } from '../../test/workspace.ts';
import { checkSource } from '../validate/check.ts';
import { composeBundle, emitBundle } from './index.ts';

const SKILL = `
import { defineSkill } from '@rolekit/sdk/skill';
import { z } from 'zod';
import todo from '../../connectors/todo/src/index.ts';

export const tidyUp = defineSkill({
  name: 'tidy-up',
  description: 'Tidy the list. Use when asked to.',
  tools: { list: todo.tools.todo_list_items },
  args: z.object({ keep: z.enum(['new', 'old']).describe('What stays.'), note: z.string().optional() }),
  body: (t) => \`Read it with \${t.list}.\`,
});
`;

const DEFINITION = `
import { definePlugin } from '@rolekit/sdk/plugin';
import { tidyUp } from './tidy-up.ts';

export default definePlugin({
  namespace: 'acme', name: 'helper', version: '0.1.0', description: 'The plugin helper.', role: 'helping',
  connectors: { todo: { plugin: 'acme/todo', range: '^0.1.0' } },
  skills: [tidyUp],
});
`;

/** The workspace of the other tests, with a plugin `acme/helper` in TypeScript. */
function typedWorkspace(definition = DEFINITION): string {
  const { dir } = todoWorkspace();
  return writeFiles(join(dir, 'plugins', 'typed'), { 'plugin.ts': definition, 'tidy-up.ts': SKILL });
}

async function findingsOf(promise: Promise<unknown>): Promise<Finding[]> {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  return (error as { data: { findings: Finding[] } }).data.findings;
}

test('a plugin with both manifests is refused, because they could disagree', async () => {
  const dir = writeFiles(typedWorkspace(), { 'plugin.json': manifestOf('helper') });
  expect(await findingsOf(composeBundle(dir))).toMatchObject([{ code: 'plugin/two-manifests', file: 'plugin.ts' }]);
  expect(await checkSource(dir)).toMatchObject([{ code: 'plugin/two-manifests' }]);
});

test('a definition that throws is a finding at the line that threw', async () => {
  const dir = typedWorkspace(DEFINITION.replace("'0.1.0', description", "'^1', description"));
  expect(await checkSource(dir)).toMatchObject([
    {
      code: 'build/definition',
      message: expect.stringContaining('plugin helper: The version "^1" is a range'),
      file: 'plugin.ts',
      line: 5,
      column: 16,
    },
  ]);
});

test('code that does not compile, or exports no plugin, is a finding', async () => {
  expect(await checkSource(typedWorkspace('export default ;'))).toMatchObject([
    { code: 'build/bundle', file: 'plugin.ts', line: 1, column: 16 },
  ]);
  expect(await checkSource(typedWorkspace('export default {};'))).toMatchObject([{ code: 'build/no-plugin' }]);
});

test('a definition sees nothing of the environment, and what it prints is not taken for its answer', async () => {
  process.env.ROLEKIT_TEST_SECRET = 'in the environment';
  const spy =
    'console.log(JSON.stringify({ files: [] }));\nif (process.env.ROLEKIT_TEST_SECRET) throw new Error("seen");\n';
  const findings = await checkSource(typedWorkspace(spy + DEFINITION), { types: 'installed' });
  delete process.env.ROLEKIT_TEST_SECRET;
  expect(findings).toEqual([]);
});

test('what a build finds in the manifest is said of the definition', async () => {
  const dir = typedWorkspace(DEFINITION.replace("'^0.1.0' }", "'^0.1.0', tools: ['todo_list_item'] }"));
  const [finding] = await findingsOf(composeBundle(dir));
  expect(finding).toMatchObject({
    code: 'build/unknown-tool',
    file: 'plugin.ts',
    fix: 'Did you mean `todo_list_items`?',
  });
  expect(finding).not.toHaveProperty('line');
});

test('a skill that is defined and written is one too many', async () => {
  const dir = writeFiles(typedWorkspace(), { 'skills/tidy-up/SKILL.md': '---\nname: tidy-up\ndescription: x\n---\n' });
  expect(await checkSource(dir, { types: 'installed' })).toMatchObject([{ code: 'file/duplicate', file: 'plugin.ts' }]);
});

test('a definition builds to the files of a folder that says the same', async () => {
  const typed = typedWorkspace();
  const folder = join(typed, '..', 'folder');
  const bundle = await composeBundle(typed);
  const text = (path: string) => new TextDecoder().decode(bundle.files.find((file) => file.path === path)?.bytes);
  writeFiles(folder, {
    'plugin.json': text('plugin.json'),
    'skills/tidy-up/SKILL.md': text('skills/tidy-up/SKILL.md'),
  });
  const written = await composeBundle(folder);
  expect(written.files.map(({ path }) => path)).toEqual(bundle.files.map(({ path }) => path));
  const differing = written.files.filter((file, index) =>
    Buffer.compare(file.bytes, bundle.files[index]?.bytes ?? file.bytes),
  );
  // it alone knows which skills take arguments
  expect(differing.map(({ path }) => path)).toEqual(['server/main.mjs']);
  expect(text('skills/tidy-up/SKILL.md')).toContain('Read it with `todo_list_items`.');
  expect(text('server/main.mjs')).not.toContain('.enum(');
});

test('building a definition twice gives the same bytes', async () => {
  const [one, two] = await Promise.all([composeBundle(typedWorkspace()), composeBundle(typedWorkspace())]);
  expect(one.digest).toBe(two.digest);
});

test.each(['2026-07-28', '2025-11-25'])(
  'a skill with arguments is a prompt of the built server for a %s client',
  async (era) => {
    const dir = typedWorkspace();
    const dist = join(dir, 'dist');
    await emitBundle(await composeBundle(dir), dist);
    const home = temporaryFolder();
    const client = new Client(
      { name: 'test', version: '1' },
      { versionNegotiation: { mode: era === '2026-07-28' ? { pin: era } : 'legacy' } },
    );
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [join(dist, 'server/main.mjs')],
        env: { HOME: home, USERPROFILE: home },
      }),
    );
    try {
      expect((await client.listPrompts()).prompts).toMatchObject([
        {
          name: 'tidy-up',
          description: 'Tidy the list. Use when asked to.',
          arguments: [
            { name: 'keep', description: 'What stays.', required: true },
            { name: 'note', required: false },
          ],
        },
      ]);
      const { messages } = await client.getPrompt({ name: 'tidy-up', arguments: { keep: 'new' } });
      expect(messages).toEqual([
        {
          role: 'user',
          content: { type: 'text', text: 'Read it with `todo_list_items`.\n\n## Arguments\n\n- **keep**: new\n' },
        },
      ]);
      await expect(client.getPrompt({ name: 'tidy-up', arguments: { keep: 'all' } })).rejects.toMatchObject({
        code: -32602,
        message: expect.stringContaining('`keep` must be one of new, old'),
      });
      expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['todo_list_items', 'todo_add_item']);
    } finally {
      await client.close();
    }
  },
);

test('the example of a plugin in TypeScript builds', async () => {
  const { manifest, files } = await composeBundle(join(import.meta.dirname, '../../../../examples/typed-plugin'));
  expect(manifest.name).toBe('sailing');
  const skill = files.find(({ path }) => path === 'skills/plan-sailing/SKILL.md');
  expect(new TextDecoder().decode(skill?.bytes)).toContain('last 24 hours with `weather_list_observations`');
});
