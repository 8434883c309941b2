import { expect, test } from 'vitest';
import { testRegistry } from '../../../test/registry.ts';
import { rolekit } from '../../../test/rolekit.ts';
import { TODO_CODE, todoWorkspace, writeFiles } from '../../../test/workspace.ts';

const WITH_EXAMPLE = TODO_CODE.replace(
  'input: { title: z.string() }, item,',
  "input: { title: z.string() }, item, examples: [{ title: 'Milk', input: { title: 'Buy milk' } }],",
);

test('shows an example of each tool as it is typed', async () => {
  const { dir, connector } = todoWorkspace();
  writeFiles(dir, { 'connectors/todo/src/index.ts': WITH_EXAMPLE });
  const { url, tokenFile } = await testRegistry();
  await rolekit(['publish', connector, '--registry', url, '--token-file', tokenFile]);
  const people = await rolekit(['info', 'acme/todo', '--registry', url]);
  expect(people.stdout).toContain(
    '\nExamples\n  rolekit call todo_add_item --title "Buy milk" --plugin acme/todo\n' +
      '  More of a tool: `rolekit call <tool> --plugin acme/todo --help`\n',
  );
  const { json } = await rolekit(['info', 'acme/todo', '--registry', url, '--json']);
  expect(json.result.examples).toEqual({ todo_add_item: [{ title: 'Milk', input: { title: 'Buy milk' } }] });
});
