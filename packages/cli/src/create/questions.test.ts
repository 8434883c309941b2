import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { KEYS, onTerminal, SCRIPT } from '../../test/terminal.ts';
import { temporaryFolder } from '../../test/workspace.ts';

const { enter, down } = KEYS;

function manifestIn(dir: string) {
  return JSON.parse(readFileSync(join(dir, 'plugin.json'), 'utf8'));
}

test.runIf(SCRIPT)('a person is asked for everything, in order, and told what to do next', async () => {
  const cwd = temporaryFolder();
  const { code, shown } = await onTerminal(['create'], {
    cwd,
    typed: [
      ['What do you want to create?', `${down}${enter}`],
      ['Which template?', enter],
      ['Name', `renewals${enter}`],
      ['Your namespace in the registry', enter],
      ['What it does, in one sentence (optional)', `Watches renewals.${enter}`],
    ],
  });
  expect(code, shown).toBe(0);
  expect(manifestIn(join(cwd, 'renewals'))).toMatchObject({
    name: 'renewals',
    description: 'Watches renewals.',
    extensions: { 'dev.rolekit': { namespace: 'local' } },
  });
  expect(shown).toContain('renewals');
  expect(shown).toMatch(/rolekit validate/);
});

test.runIf(SCRIPT)('a name that cannot be one is refused at the question, and asked for again', async () => {
  const cwd = temporaryFolder();
  const { code, shown } = await onTerminal(['create', 'connector', '--template', 'rest', '--namespace', 'acme'], {
    cwd,
    typed: [
      ['Name', `My Shop${enter}`],
      ['lower-case letters', `${'\u007F'.repeat('My Shop'.length)}shop${enter}`],
      ['What it does, in one sentence (optional)', enter],
    ],
  });
  expect(code, shown).toBe(0);
  expect(shown).not.toContain('Your namespace in the registry');
  expect(readdirSync(cwd)).toEqual(['shop']);
});

test.runIf(SCRIPT)('Ctrl-C at the last question leaves nothing', async () => {
  const cwd = temporaryFolder();
  const { code } = await onTerminal(['create', 'plugin', 'renewals', '--template', 'plain', '--namespace', 'acme'], {
    cwd,
    typed: [['What it does, in one sentence (optional)', KEYS.ctrlC]],
  });
  expect(code).toBe(130);
  expect(existsSync(join(cwd, 'renewals'))).toBe(false);
});
