// The unit, as systemd itself reads it.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRecipe } from '../../deploy/recipes.ts';
import { tryProgram } from '../hosts/processes.ts';

const NAME = 'rolekit-registry.service';

function unitWith(program: string): { cwd: string; path: string } {
  const cwd = mkdtempSync(join(tmpdir(), 'rolekit-unit-'));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const path = join(cwd, NAME);
  writeFileSync(join(cwd, 'rolekit'), '#!/bin/sh\n');
  chmodSync(join(cwd, 'rolekit'), 0o755);
  writeFileSync(path, readRecipe(NAME).replace('/usr/local/bin/rolekit', join(cwd, program)));
  return { cwd, path };
}

test('systemd finds nothing wrong with the unit, and says when its program is missing', async () => {
  const fine = unitWith('rolekit');
  const verified = await tryProgram('systemd-analyze', ['verify', fine.path], { env: process.env, cwd: fine.cwd });
  expect([verified.code, `${verified.stdout}${verified.stderr}`]).toEqual([0, '']);
  const missing = unitWith('nothing');
  const refused = await tryProgram('systemd-analyze', ['verify', missing.path], { env: process.env, cwd: missing.cwd });
  expect(refused.code).not.toBe(0);
});

test('the unit is hardened: an exposure of 2.0 of 10 at most', async () => {
  const { cwd, path } = unitWith('rolekit');
  const args = ['security', '--offline=true', '--no-pager', '--threshold=20', path];
  const { code, stdout } = await tryProgram('systemd-analyze', args, { env: process.env, cwd });
  expect(stdout).toContain('Overall exposure level');
  expect(code).toBe(0);
});
