import type { Finding } from '@rolekit/sdk';
import { refusedFindings } from '@rolekit/sdk/internal';
import { manifestOf, TODO_CODE, todoWorkspace, writeFiles } from '../../test/workspace.ts';
import { composeBundle } from './index.ts';

type Files = Readonly<Record<string, string | object>>;

/** A finding of a build, and the same with its advice followed. */
export interface BuildAdvice {
  code: string;
  fix: string;
  wrong: () => Promise<readonly Finding[]>;
  followed: () => Promise<readonly Finding[]>;
}

async function build(part: 'connector' | 'plugin', files: Files): Promise<readonly Finding[]> {
  const { [part]: dir } = todoWorkspace();
  writeFiles(dir, files);
  try {
    return (await composeBundle(dir)).findings;
  } catch (error) {
    return refusedFindings(error);
  }
}

/** What most advice leads back to; built once. */
const RIGHT: Partial<Record<'connector' | 'plugin', Promise<readonly Finding[]>>> = {};

function right(part: 'connector' | 'plugin'): Promise<readonly Finding[]> {
  RIGHT[part] ??= build(part, {});
  return RIGHT[part];
}

/** Of the code of a connector. */
function code(rule: string, fix: string, wrong: string): BuildAdvice {
  return {
    code: `build/${rule}`,
    fix,
    wrong: () => build('connector', { 'src/index.ts': wrong }),
    followed: () => right('connector'),
  };
}

/** Of the manifest of a plugin that joins the connector. */
function joined(rule: string, fix: string, wrong: object, followed?: object): BuildAdvice {
  const manifest = (extension: object) => ({ 'plugin.json': manifestOf('helper', { role: 'helping', ...extension }) });
  return {
    code: `build/${rule}`,
    fix,
    wrong: () => build('plugin', manifest(wrong)),
    followed: () => (followed === undefined ? right('plugin') : build('plugin', manifest(followed))),
  };
}

const TODO = { plugin: 'acme/todo', range: '^0.1.0' };
const TYPED = `import { definePlugin } from '@rolekit/sdk/plugin';\nconst plugin = definePlugin({ namespace: 'acme', name: 'typed', version: '0.1.0', description: 'Typed.', skills: [] });\n`;

export const BUILD_ADVICE: readonly BuildAdvice[] = [
  joined('unresolved', 'Change the range, or use --registry <url>.', {
    connectors: { todo: { ...TODO, range: '^1.0.0' } },
  }),
  joined(
    'unknown-tool',
    'Did you mean `todo_list_items`?',
    { connectors: { todo: { ...TODO, tools: ['todo_list_item'] } } },
    { connectors: { todo: { ...TODO, tools: ['todo_list_items'] } } },
  ),
  joined('connector-name', 'Write "todo" as the key.', { connectors: { list: TODO } }),
  code('no-connector', 'Write `export default defineConnector({ … })`.', 'export {};\n'),
  code('native-module', 'Use a package in JavaScript or WebAssembly instead.', `import './fast.node';\n${TODO_CODE}`),
  code(
    'describe',
    'Fix the connector: its code must load without settings, network or files.',
    `${TODO_CODE}\nif (!process.env.TODO_TOKEN) throw new Error('no token');\n`,
  ),
  {
    code: 'plugin/two-manifests',
    fix: 'Remove one of them.',
    wrong: () => build('plugin', { 'plugin.ts': `${TYPED}export default plugin;\n` }),
    followed: () => right('plugin'),
  },
];
