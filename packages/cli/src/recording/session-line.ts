import { type CallLine, readCallLine } from '../call/command-line.ts';
import { usageError } from '../errors.ts';
import type { Approval } from '../playbook/index.ts';

/** One call of a session, as typed. */
export interface SessionLine {
  call: CallLine;
  /** What the person answers when the write asks; undefined asks them, where somebody is there. */
  approve: Approval | undefined;
}

const APPROVALS: readonly string[] = ['accept', 'decline', 'cancel', 'none'];

/**
 * Reads `shop_list_orders --status open`, with or without `rolekit call` before it; undefined for an empty line and a comment.
 *
 * @throws RK_USAGE
 */
export function readSessionLine(text: string): SessionLine | undefined {
  const line = text.trim().replace(/^(?:rolekit\s+)?call\s+/, '');
  if (line === '' || line.startsWith('#')) return undefined;
  const call = readCallLine(splitWords(line), { args: { type: 'string' } });
  if (call.help) throw usageError('A session only calls tools.', 'Run `rolekit call <tool> --help` beside it.');
  const approvals = call.flags.filter(([name]) => name === 'approve');
  const flags = call.flags.filter(([name]) => name !== 'approve');
  const approve = approvals.at(-1)?.[1];
  if (approvals.length > 0 && !APPROVALS.includes(approve ?? ''))
    throw usageError(`\`--approve ${approve ?? ''}\` is no answer.`, `Write one of ${APPROVALS.join(', ')}.`);
  return { call: { ...call, flags }, approve: approve as Approval | undefined };
}

/** Words as a shell splits them; nothing in them is filled in or run. @throws RK_USAGE for a quote that is not closed */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (quote === '"' && character === '\\' && /["\\]/.test(line[at + 1] ?? '')) word += line[++at] ?? '';
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === '\\' && at + 1 < line.length) word = `${word ?? ''}${line[++at]}`;
    else word = `${word ?? ''}${character}`;
  }
  if (quote !== '') throw usageError(`The quote ${quote} is not closed.`, 'Close it, or leave it out.');
  return word === undefined ? words : [...words, word];
}
