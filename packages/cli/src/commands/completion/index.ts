import { type ArgsOf, defineCommand } from '../../command.ts';
import { complete } from '../../completion/complete.ts';
import { SCRIPTS } from '../../completion/scripts.ts';
import { SHELLS } from '../../completion/shells.ts';
import type { Candidate } from '../../completion/values.ts';
import { usageError } from '../../errors.ts';
import type words from './words.ts';

type Completion = { script: string } | { candidates: Candidate[] };

export default defineCommand({
  async run(args: ArgsOf<typeof words>, { rest, commands, cwd }): Promise<Completion> {
    if (rest[0] === '--') return { candidates: await complete(rest.slice(1), commands, cwd) };
    const shell = SHELLS.find((name) => name === args.shell);
    if (shell === undefined)
      throw usageError('Name a shell: bash, zsh or fish.', 'Run `rolekit completion --help` to see where it goes.');
    return { script: SCRIPTS[shell] };
  },
  render(result, out) {
    if ('script' in result) out.line(result.script.trimEnd());
    else for (const { word, description } of result.candidates) out.line(`${word}\t${description}`);
  },
});
