import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import { installationOf } from '../invocation.ts';
import { packageAbove, packageIn } from '../package-above.ts';
import { shellWord } from '../shell-word.ts';
import { version } from '../version.ts';

const NAME = '@rolekit/registry';

/**
 * The registry's code, which an installation of this command does not bring along.
 *
 * @param words of the command that needs it
 * @throws RK_PACKAGE_MISSING with the command that installs it
 */
export async function loadRegistry(
  words: string,
  { env, rest }: Pick<CommandContext, 'env' | 'rest'>,
): Promise<typeof import('@rolekit/registry')> {
  const dir = packageAbove(dirname(fileURLToPath(import.meta.url)), NAME);
  const installed = dir && packageIn(dir).version;
  if (installed === version()) return import('@rolekit/registry');
  throw new CliError('RK_PACKAGE_MISSING', {
    command: `rolekit ${words}`,
    package: `${NAME} ${version()}`,
    state: installed === undefined ? 'not installed' : `not the installed ${installed}`,
    hint: `Run \`${installationOf(env, `${NAME}@${version()}`, [words, ...rest.map(shellWord)].join(' '))}\`.`,
  });
}
