import type { CommandContext } from '../command.ts';
import { interrupted } from '../errors.ts';
import { nextVersion } from './next-version.ts';
import { BUMPS, type Bump, type ReleasePlugin } from './types.ts';

interface NoteAnswers {
  plugins: readonly ReleasePlugin[];
  bump: Bump;
  note: string;
}

const MEANS: Record<Bump, string> = {
  patch: 'nothing that anyone relies on',
  minor: 'something new',
  major: 'something that users must adapt to',
};

/** Asks on a terminal for what the command line does not say of a note. */
export async function askNote(
  given: { plugins: readonly ReleasePlugin[] | undefined; bump: Bump | undefined; note: string | undefined },
  all: readonly ReleasePlugin[],
  context: CommandContext,
): Promise<NoteAnswers> {
  const { multiselect, select, text } = await import('@clack/prompts');
  const common = { output: process.stderr, signal: context.signal };
  const answer = <T>(value: T): Exclude<T, symbol> => {
    // a symbol is Ctrl-C
    if (typeof value !== 'symbol') return value as Exclude<T, symbol>;
    throw interrupted('No note was written.', 'Run the command again to start over.');
  };
  const plugins =
    given.plugins ??
    answer(
      await multiselect({
        ...common,
        message: 'Which plugins changed?',
        options: all.map((plugin) => ({ value: plugin, label: plugin.id, hint: plugin.manifest.version })),
        required: true,
      }),
    );
  const bump =
    given.bump ??
    answer(
      await select<Bump>({
        ...common,
        message: 'What does the change mean for those who use it?',
        options: BUMPS.map((value) => ({ value, label: value, hint: `${MEANS[value]}; ${steps(plugins, value)}` })),
      }),
    );
  const note =
    given.note ??
    answer(
      await text({
        ...common,
        message: 'What changed, in a sentence for them',
        validate: (value) => (value?.trim() ? undefined : 'Say what changed.'),
      }),
    );
  return { plugins, bump, note };
}

function steps(plugins: readonly ReleasePlugin[], bump: Bump): string {
  const needs = { bump, least: undefined, pre: undefined, published: [] };
  const versions = plugins.map(({ manifest: { version } }) => `${version} → ${nextVersion(version, needs)}`);
  return [...new Set(versions)].join(', ');
}
