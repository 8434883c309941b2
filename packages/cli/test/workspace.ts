import { join } from 'node:path';
import { temporaryFolder, writeFiles } from '../../sdk/test/folder.ts';

export { temporaryFolder, writeFiles };

/** A `plugin.json`. */
export function manifestOf(name: string, extension: object = {}, rest: object = {}): object {
  return {
    $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
    name,
    version: '0.1.0',
    description: `The plugin ${name}.`,
    ...rest,
    extensions: { 'dev.rolekit': { namespace: 'acme', ...extension } },
  };
}

/** The code of a connector `todo` with two tools. */
export const TODO_CODE = `
import { defineConnection, defineConnector, field } from '@rolekit/sdk';
import { z } from 'zod';
import legacy from './legacy.cjs';

const connection = defineConnection({
  config: { token: field(z.string(), { title: 'Token', description: 'Token.', env: 'TODO_TOKEN', secret: true }) },
  open: () => ({}),
  test: async () => 'Ada',
});
const item = z.object({ id: z.string(), title: z.string() });
const list = connection.list({
  name: 'todo_list_items', title: 'List', description: 'Lists what is to do.',
  items: item, examples: [], handler: async () => [{ id: '1', title: legacy.title() }],
});
const add = connection.write({
  name: 'todo_add_item', title: 'Add', description: 'Adds something to do.',
  input: { title: z.string() }, item,
  plan: async (input) => ({ summary: 'Add ' + input.title, before: null, after: input }),
  apply: async ({ title }) => ({ id: '2', title }),
});
export default defineConnector({
  name: 'todo', title: 'To do', version: '0.1.0', description: 'A list of what is to do.',
  hosts: ['api.example.com'], connection, tools: [list, add],
});
`;

/** A workspace whose plugin `acme/helper` joins two connectors, `todo` and `notes`. */
export function twoAppsWorkspace(dir?: string): ReturnType<typeof todoWorkspace> {
  const made = todoWorkspace(dir);
  const notes = TODO_CODE.replaceAll('todo', 'notes').replaceAll('TODO', 'NOTES').replace('legacy.title()', "'x'");
  const connectors = Object.fromEntries(
    ['todo', 'notes'].map((name) => [name, { plugin: `acme/${name}`, range: '^0.1.0' }]),
  );
  writeFiles(made.dir, {
    'connectors/notes/plugin.json': manifestOf('notes', { connectors: { notes: { path: './src/index.ts' } } }),
    'connectors/notes/src/index.ts': notes.replace(/^import legacy .*$/m, ''),
    'plugins/helper/plugin.json': manifestOf('helper', { role: 'helping', connectors }),
  });
  return made;
}

/** A workspace with the connector `acme/todo` and the plugin `acme/helper` that joins it. */
export function todoWorkspace(dir = temporaryFolder()): { dir: string; connector: string; plugin: string } {
  writeFiles(dir, {
    'pnpm-workspace.yaml': '',
    'connectors/todo/plugin.json': manifestOf('todo', { connectors: { todo: { path: './src/index.ts' } } }),
    'connectors/todo/README.md': '# To do\n',
    'connectors/todo/src/index.ts': TODO_CODE,
    'connectors/todo/src/legacy.cjs':
      "const { basename } = require('node:path');\nconst URL = undefined;\nexports.title = () => basename(__filename) + typeof URL;\n",
    'plugins/helper/plugin.json': manifestOf('helper', {
      role: 'helping',
      connectors: { todo: { plugin: 'acme/todo', range: '^0.1.0' } },
    }),
    'plugins/helper/skills/tidy-up/SKILL.md':
      '---\nname: tidy-up\ndescription: Tidy the list. Use when asked to.\n---\n\nRead it with `todo_list_items`.\n',
    'plugins/helper/playbooks/tidy-up.yaml':
      'skill: tidy-up\ntitle: The list is read\nsteps:\n  - call: todo_list_items\n',
  });
  return { dir, connector: join(dir, 'connectors/todo'), plugin: join(dir, 'plugins/helper') };
}
