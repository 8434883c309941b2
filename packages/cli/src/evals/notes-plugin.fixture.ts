import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFiles } from '../../test/workspace.ts';
import type { Reply, Script } from './scripted-model.fixture.ts';

const TEMPLATE = fileURLToPath(new URL('../../templates/connector', import.meta.url));

export const MARK_DONE = `
skill: mark-done
title: The first note about a topic is done
prompt: Which note about the \${input.word} comes first, and of how many? Mark it as done.
input: { word: launch }
steps:
  - id: find
    call: starter_list_notes
    with: { text: '\${input.word}' }
    capture: { id: 'items[0].id', total: page.total }
  - { id: mark, call: starter_update_note, with: { id: '\${id}', done: true }, approve: accept }
  - { id: read, call: starter_get_note, with: { id: '\${id}' }, capture: { title: item.title, done: item.done } }
facts:
  - { name: which note, value: title, equals: Plan the launch event }
  - { name: of how many, value: total, equals: 12 }
  - { name: it is done, value: done, equals: true }
`;

const SKILL = `---
name: mark-done
description: Mark notes as done. Use when somebody says that something is finished.
---

Find the note with \`starter_list_notes\`, then mark it with \`starter_update_note\`.
See [the words](words.md).
`;

/** A plugin with a connector, a skill and one playbook that reads, writes and reads again. */
export function notesPlugin(
  dir: string,
  playbooks: Readonly<Record<string, string>> = { 'mark-done.yaml': MARK_DONE },
): string {
  cpSync(TEMPLATE, dir, { recursive: true, filter: (path) => !path.endsWith('first.yaml') });
  writeFiles(join(dir, 'skills/mark-done'), { 'SKILL.md': SKILL, 'words.md': 'Done means finished.\n' });
  writeFiles(join(dir, 'playbooks'), playbooks);
  return dir;
}

/** The calls that the playbook makes, and an answer that says what it finds. */
export const LIST = { calls: [{ name: 'starter_list_notes', args: { text: 'launch' } }] };
export const MARK = { calls: [{ name: 'starter_update_note', args: { id: 'n1', done: true } }] };
export const READ = { calls: [{ name: 'starter_get_note', args: { id: 'n1' } }] };
export const RIGHT = 'It is **Plan the launch event**, the first of 12 notes. I marked it as done.';

/** A model that makes these turns, and then answers right. */
export const turns =
  (...replies: Reply[]): Script =>
  (turn) =>
    replies[turn] ?? RIGHT;
