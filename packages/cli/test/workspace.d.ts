/** A folder of its own for one test, removed afterwards. */
export declare function temporaryFolder(): string;
/** Writes files below a folder; objects as JSON. */
export declare function writeFiles(dir: string, files: Readonly<Record<string, string | object>>): string;
/** A `plugin.json`. */
export declare function manifestOf(name: string, extension?: object, rest?: object): object;
/** The code of a connector `todo` with two tools. */
export declare const TODO_CODE =
  "\nimport { defineConnection, defineConnector, defineTool, field } from '@rolekit/sdk';\nimport { z } from 'zod';\nimport legacy from './legacy.cjs';\n\nconst connection = defineConnection({\n  config: { token: field(z.string(), { title: 'Token', description: 'Token.', env: 'TODO_TOKEN', secret: true }) },\n  open: () => ({}),\n  test: async () => 'Ada',\n});\nconst item = z.object({ id: z.string(), title: z.string() });\nconst list = defineTool({\n  connection, name: 'todo_list_items', title: 'List', description: 'Lists what is to do.', access: 'read',\n  input: z.object({}), items: item, handler: async () => ({ items: [{ id: '1', title: legacy.title() }] }),\n});\nconst add = defineTool({\n  connection, name: 'todo_add_item', title: 'Add', description: 'Adds something to do.', access: 'write',\n  input: z.object({ title: z.string() }), item,\n  plan: async ({ input }) => ({ summary: 'Add ' + input.title, before: null, after: input }),\n  apply: async ({ input }) => ({ item: { id: '2', title: input.title } }),\n});\nexport default defineConnector({\n  name: 'todo', title: 'To do', version: '0.1.0', description: 'A list of what is to do.',\n  hosts: ['api.example.com'], connection, tools: [list, add],\n});\n";
/** A workspace with the connector `acme/todo` and the plugin `acme/helper` that joins it. */
export declare function todoWorkspace(dir?: string): {
  dir: string;
  connector: string;
  plugin: string;
};
