import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { temporaryFolder, todoWorkspace, writeFiles } from '../../test/workspace.ts';

test('an archive of another program is refused, and what it is advised to do makes one that is taken', async () => {
  const { plugin } = todoWorkspace();
  const out = temporaryFolder();
  await rolekit(['build', plugin]);
  const packed = await rolekit(['pack', plugin, '--out', join(out, 'right.tgz'), '--json']);
  const dist = join(plugin, 'dist');
  writeFiles(dist, { '.DS_Store': 'x', 'skills/tidy-up/._SKILL.md': 'x', 'Thumbs.db': 'x' });
  execFileSync('tar', ['-czf', join(out, 'other.tgz'), '-C', dist, '.']);

  const refused = await rolekit(['validate', join(out, 'other.tgz'), '--json']);
  expect(refused.code).toBe(1);
  const fixes = refused.json.result.findings.map(({ fix }: { fix: string }) => fix);
  expect(fixes).toContain('Unpack it and pack its folder with `rolekit pack`.');

  const unpacked = join(out, 'unpacked');
  mkdirSync(unpacked);
  execFileSync('tar', ['-xzf', join(out, 'other.tgz'), '-C', unpacked]);
  const again = await rolekit(['pack', unpacked, '--out', join(out, 'again.tgz'), '--json']);
  expect(again.json.result.digest).toBe(packed.json.result.digest);
  expect((await rolekit(['validate', join(out, 'again.tgz')])).code).toBe(0);
});
