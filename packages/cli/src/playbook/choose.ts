import { usageError } from '../errors.ts';
import type { Playbook } from './types.ts';

/** The playbooks that a person names by their file, skill or connector; all without a name. @throws RK_USAGE */
export function choosePlaybooks(playbooks: readonly Playbook[], only: string | undefined): readonly Playbook[] {
  if (only === undefined) return playbooks;
  const chosen = playbooks.filter((playbook) => isNamed(playbook, only));
  if (chosen.length > 0) return chosen;
  const files = playbooks.map(({ file }) => file.replace(/^playbooks\//, ''));
  throw usageError(
    `No playbook has \`${only}\` as its file, skill or connector.`,
    files.length > 0 ? `There is ${files.join(', ')}.` : 'The folder playbooks/ has none.',
  );
}

/** The name of a playbook's file without its ending. */
export function nameOf({ file }: Pick<Playbook, 'file'>): string {
  return file.replace(/^playbooks\/|\.ya?ml$/g, '');
}

function isNamed(playbook: Playbook, name: string): boolean {
  return [playbook.file, nameOf(playbook), playbook.skill, playbook.connector].includes(name);
}
