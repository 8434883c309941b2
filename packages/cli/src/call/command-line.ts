import type { ArgsDef } from 'citty';
import { usageError } from '../errors.ts';

export interface CallLine {
  tool: string;
  /** The options of `call` itself. */
  own: Partial<Record<'plugin' | 'connector' | 'args' | 'registry', string>>;
  /** Arguments of the tool, as written. */
  flags: [name: string, value: string | undefined][];
}

/**
 * Splits `call <tool> --plugin . --limit 5 --done` into the command's options and the tool's.
 *
 * @param options The options that `call` declares; all others are the tool's.
 * @throws RK_USAGE
 */
export function readCallLine(rest: readonly string[], options: ArgsDef): CallLine {
  const words: string[] = [];
  const line: CallLine = { tool: '', own: {}, flags: [] };
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (!word.startsWith('--') || word === '--') {
      if (word !== '--') words.push(word);
      continue;
    }
    const [name = '', ...after] = word.slice(2).split('=');
    if (name === 'json' && after.length === 0) continue;
    const next = rest[index + 1];
    let value = after.length > 0 ? after.join('=') : undefined;
    // a negative number is a value, another option is none
    if (value === undefined && next !== undefined && !next.startsWith('--')) {
      value = next;
      index += 1;
    }
    if (options[name]?.type === 'string') {
      if (value === undefined) throw usageError(`\`--${name}\` needs a value.`, 'Run `rolekit call --help`.');
      line.own[name as keyof CallLine['own']] = value;
    } else line.flags.push([name, value]);
  }
  const [tool, ...surplus] = words;
  if (tool === undefined)
    throw usageError('No tool given.', 'Run `rolekit call <tool>`, e.g. `rolekit call salesforce_query`.');
  if (surplus[0] !== undefined)
    throw usageError(`Unexpected argument \`${surplus[0]}\`.`, 'Write the tool’s arguments as --name value.');
  return { ...line, tool };
}
