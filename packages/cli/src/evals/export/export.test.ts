import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder } from '../../../test/workspace.ts';
import { MARK_DONE, notesPlugin } from '../notes-plugin.fixture.ts';

const NOTHING = `skill: mark-done
title: Nobody may write
steps: [ { call: starter_update_note, with: { id: n1, done: true }, approve: decline, expectError: approval_refused } ]
`;
const TWICE = `skill: mark-done
title: Two notes are compared
steps:
  - { call: starter_get_note, with: { id: n1 }, capture: { first: item.title } }
  - { call: starter_get_note, with: { id: n3 } }
facts: [ { name: the first, value: first, equals: Plan the launch event } ]
`;

test('each playbook becomes a case of Claude Code, with graders and with mocks of the server', async () => {
  const dir = notesPlugin(temporaryFolder(), {
    'mark-done.yaml': MARK_DONE,
    'nothing.yaml': NOTHING,
    'twice.yaml': TWICE,
  });
  const run = await rolekit(['build', dir, '--evals'], { cwd: dir });
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(run.stdout).toContain(
    'evals  .rolekit/evals: 2 cases\nskipped  nothing: no model can be asked it, or nothing in it can be graded\n',
  );

  const claude = join(dir, '.rolekit/evals/starter');
  const read = (path: string) => readFileSync(join(claude, path), 'utf8');
  // the bundle is there too, as the command reads cases only from inside a plugin
  expect(await readdir(claude)).toEqual(expect.arrayContaining(['.claude-plugin', '.mcp.json', 'evals', 'skills']));
  expect(Object.keys(JSON.parse(read('.mcp.json')).mcpServers)).toEqual(['starter']);
  const paths = (await readdir(join(claude, 'evals'), { recursive: true })).map((path) => path.replaceAll('\\', '/'));
  expect(paths.filter((path) => /\.\w+$/.test(path)).toSorted()).toEqual([
    'mark-done/case.yaml',
    'mark-done/mocks/starter/starter_get_note.md',
    'mark-done/mocks/starter/starter_list_notes.md',
    'mark-done/mocks/starter/starter_update_note.md',
    'mocks/starter/_tools.json',
    'mocks/starter/starter_get_note.md',
    'mocks/starter/starter_list_notes.md',
    'mocks/starter/starter_update_note.md',
    'twice/case.yaml',
    'twice/mocks/starter/starter_get_note.md',
  ]);

  const toolNamed = (tool: string) => `mcp__plugin_starter_starter__starter_${tool}`;
  const only = { arm: 'with-only' };
  expect(parse(read('evals/mark-done/case.yaml'))).toEqual({
    schema_version: '1.1',
    name: 'mark-done',
    description: 'The first note about a topic is done',
    execution: {
      prompt: 'Which note about the launch comes first, and of how many? Mark it as done.',
      max_turns: 40,
      timeout_seconds: 600,
      allowed_tools: ['Skill', 'Read', toolNamed('list_notes'), toolNamed('get_note'), toolNamed('update_note')],
    },
    graders: [
      { type: 'tool_used', name: 'reads mark-done', tool: 'Skill', input_match: 'mark-done' },
      { type: 'tool_used', name: 'calls starter_list_notes', tool: toolNamed('list_notes'), min: 1, ...only },
      { type: 'tool_used', name: 'calls starter_update_note', tool: toolNamed('update_note'), min: 1, ...only },
      { type: 'tool_used', name: 'calls starter_get_note', tool: toolNamed('get_note'), min: 1, ...only },
      {
        type: 'tool_order',
        name: 'starter_list_notes before starter_update_note',
        before: toolNamed('list_notes'),
        after: toolNamed('update_note'),
        ...only,
      },
      {
        type: 'tool_order',
        name: 'starter_list_notes before starter_get_note',
        before: toolNamed('list_notes'),
        after: toolNamed('get_note'),
        ...only,
      },
      { type: 'regex', name: 'says 1: which note', pattern: expect.stringContaining('Plan'), flags: 'iu' },
      { type: 'regex', name: 'says 2: of how many', pattern: expect.stringContaining('12'), flags: 'iu' },
    ],
  });
  expect(parse(read('evals/twice/case.yaml')).graders.at(-1)).toEqual({
    type: 'tool_used',
    name: 'writes nothing with starter_update_note',
    tool: toolNamed('update_note'),
    min: 0,
    max: 0,
    ...only,
  });

  // one recorded answer is given as it is; of several, a model gives the one that was asked for
  expect(read('evals/mark-done/mocks/starter/starter_get_note.md')).toMatch(
    /^---\ntype: fixed\n---\n\nid: n1\ntitle: Plan the launch event\ndone: true\n/,
  );
  const several = read('evals/twice/mocks/starter/starter_get_note.md');
  expect(several).toMatch(/^---\ntype: agent\n---\n/);
  expect(several).toContain('Arguments: {"id":"n1"}\n\nAnswer:\n\nid: n1\ntitle: Plan the launch event');
  expect(several).toContain('Arguments: {"id":"n3"}');
  expect(read('evals/mocks/starter/starter_update_note.md')).toBe(
    '---\nerror: true\n---\n\napproval_refused: starter_update_note was not applied: the person answered "decline"\n',
  );
  const { tools } = JSON.parse(read('evals/mocks/starter/_tools.json'));
  expect(tools[1]).toMatchObject({ name: 'starter_get_note', inputSchema: { type: 'object', required: ['id'] } });

  const benchmark = JSON.parse(readFileSync(join(dir, '.rolekit/evals/plugin-eval/benchmark.json'), 'utf8'));
  expect(benchmark).toMatchObject({
    kind: 'plugin-eval-benchmark',
    schemaVersion: 2,
    targetName: 'starter',
    workspace: { sourcePath: 'workspace' },
    scenarios: [
      {
        id: 'mark-done',
        userInput: 'Which note about the launch comes first, and of how many? Mark it as done.',
        successChecklist: [
          'It calls starter_list_notes.',
          'It calls starter_update_note.',
          'It calls starter_get_note.',
          'It calls starter_list_notes before starter_update_note.',
          'It calls starter_list_notes before starter_get_note.',
          'It says which note: "Plan the launch event".',
          'It says of how many: 12.',
          'It writes nothing that was not asked for.',
        ],
      },
      { id: 'twice' },
    ],
  });
});
