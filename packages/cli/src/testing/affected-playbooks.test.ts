import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, writeFiles } from '../../test/workspace.ts';
import { affectedBy, together } from './affected-playbooks.ts';

/** A plugin with these files, and the line that a watch has of a file. */
function plugin() {
  const dir = writeFiles(temporaryFolder(), { 'playbooks/a.yaml': '', 'playbooks/b b.yaml': '', 'plugin.json': {} });
  return { dir, line: (path: string, time = 1) => `${join(dir, path)} 10 20 ${time} ${time}` };
}

const state = (...lines: string[]) => lines.join('\n');

test('at first, and after a change of code, everything is tested', () => {
  const { dir, line } = plugin();
  expect(affectedBy(undefined, state(line('plugin.json')), dir)).toBe('all');
  const before = state(line('playbooks/a.yaml'), line('plugin.json'));
  expect(affectedBy(before, state(line('playbooks/a.yaml', 2), line('plugin.json', 2)), dir)).toBe('all');
  expect(
    affectedBy(before, state(line('playbooks/a.yaml'), line('plugin.json'), line('playbooks/rows.csv')), dir),
  ).toBe('all');
  expect(affectedBy(before, state(line('playbooks/a.yaml')), dir)).toBe('all');
});

test('playbooks are tested alone, and one that is gone is not', () => {
  const { dir, line } = plugin();
  const before = state(line('playbooks/a.yaml'), line('playbooks/gone.yaml'), line('plugin.json'));
  const after = state(line('playbooks/a.yaml', 2), line('playbooks/b b.yaml'), line('plugin.json'));
  expect(affectedBy(before, after, dir)).toEqual(['playbooks/a.yaml', 'playbooks/b b.yaml']);
});

test('what was not tested to the end is tested with the next save', () => {
  expect(together(['b', 'a'], ['b', 'c'])).toEqual(['a', 'b', 'c']);
  expect(together(['a'], 'all')).toBe('all');
});
