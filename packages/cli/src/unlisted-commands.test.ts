import { expect, test } from 'vitest';
import { rolekit } from '../test/rolekit.ts';
import { commandsBelow } from './commands.ts';
import { UNLISTED_COMMANDS } from './unlisted-commands.ts';

test.each([
  ['uninstall', '`claude plugin uninstall <plugin>`'],
  ['remove', '`rolekit connect <connector> --remove`'],
  ['delete', '`rolekit yank <plugin>`'],
  ['ls', '`rolekit search`'],
  ['list', '`rolekit connect --list`'],
  ['login', '`rolekit connect <connector>`'],
  ['start', '`rolekit demo`'],
  ['update', '`rolekit install <plugin>`'],
  ['upgrade', '`rolekit build --update`'],
  ['init', '`rolekit create connector <name>`'],
  ['new', '`rolekit create plugin <name>`'],
])('%s answers with what does it', async (word, command) => {
  const run = await rolekit([word, 'acme/sales', '--json']);
  expect(run.code).toBe(2);
  expect(run.json.error).toMatchObject({ code: 'RK_COMMAND_UNKNOWN', message: `Unknown command ${word}.` });
  expect(run.json.error.fix).toContain(command);
});

test('no command hides behind such an answer', () => {
  const commands = commandsBelow().map(({ name }) => name);
  expect(UNLISTED_COMMANDS.filter((word) => commands.includes(word))).toEqual([]);
});
