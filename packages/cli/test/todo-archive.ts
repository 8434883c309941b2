import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { rolekit } from './rolekit.ts';
import { manifestOf, todoWorkspace, writeFiles } from './workspace.ts';

const archives = new Map<string, Promise<string>>();

/** The archive of a version of `acme/todo`, built once in this process, for tests that publish or install it. */
export function todoArchive(version = '0.1.0'): Promise<string> {
  const archive = archives.get(version) ?? packTodo(version);
  archives.set(version, archive);
  return archive;
}

async function packTodo(version: string): Promise<string> {
  const { connector } = todoWorkspace(mkdtempSync(join(tmpdir(), 'rolekit-todo-')));
  writeFiles(connector, {
    'plugin.json': manifestOf('todo', { connectors: { todo: { path: './src/index.ts' } } }, { version }),
  });
  for (const command of ['build', 'pack'])
    expect(await rolekit([command], { cwd: connector })).toMatchObject({ code: 0, stderr: '' });
  return join(connector, `todo-${version}.tgz`);
}
