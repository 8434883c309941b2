import type { Change, PluginDifference } from './types.ts';

/** One part of a difference under its heading: changes, and sentences of what holds. */
export interface DifferencePart {
  title: string;
  changes: Change[];
  /** Said whether something changed or not. */
  facts: string[];
}

/** A difference as people read it, in the order of what matters to them; parts in which nothing changed say so. */
export function partsOf(difference: PluginDifference): DifferencePart[] {
  const { reads, writes, approval, runs, told, words, settings, files } = difference;
  // a change of who approves is the first of the changes
  const isSaid = writes[0]?.change === 'changed';
  const parts: DifferencePart[] = [
    { title: 'What it can read', changes: reads, facts: [] },
    { title: 'What it can write or delete', changes: writes, facts: isSaid ? [] : [approval] },
    { title: 'What runs on the machine', changes: runs, facts: [] },
    { title: 'What the model is told', changes: told, facts: [] },
    { title: 'Words of the company', changes: words, facts: [] },
    { title: 'What it asks for when it is connected', changes: settings, facts: [] },
    { title: 'What it costs', changes: [], facts: costFacts(difference) },
    { title: 'Its version number', changes: [], facts: versionFacts(difference) },
    { title: 'Other files', changes: files, facts: [] },
  ];
  return parts.filter(({ title, changes, facts }) => {
    // the words, settings and files of a plugin without are nobody's concern
    const isOptional = ['Words of the company', 'Other files', 'Its version number'].includes(title);
    return !isOptional || changes.length > 0 || facts.length > 0;
  });
}

function costFacts({ cost }: PluginDifference): string[] {
  return [
    `Its tools, in every conversation: ${tokens(cost.tools)}`,
    `Its skills, when the model reads them all: ${tokens(cost.skills)}`,
  ];
}

function tokens({ before, after }: { before: number; after: number }): string {
  if (before === after) return `about ${counted(after)} tokens, as before`;
  const more = after - before;
  return `about ${counted(after)} tokens, was ${counted(before)} (${more > 0 ? '+' : '−'}${counted(Math.abs(more))})`;
}

function counted(value: number): string {
  return new Intl.NumberFormat('en-US').format(value);
}

function versionFacts({ version, after }: PluginDifference): string[] {
  if (version === null) return [];
  const { least, isEnough, reasons } = version;
  const because =
    reasons.length === 0 ? ['Why: only texts and files changed.'] : reasons.map((reason) => `Why: ${reason}`);
  const verdict = isEnough
    ? `${after.version} is enough`
    : `${after.version} is too low: \`rolekit version\` raises it`;
  return [`At least ${least}; ${verdict}.`, ...because];
}
