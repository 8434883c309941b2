import { isObject } from '@rolekit/sdk/internal';
import type { ToolEntry } from '@rolekit/sdk/plugin';
import type { ArgsDef } from 'citty';
import { usageError } from '../errors.ts';

export interface CallLine {
  tool: string;
  /** The options of `call` itself. */
  own: Partial<Record<'plugin' | 'connector' | 'args' | 'registry', string>>;
  /** Arguments of the tool, as written. */
  flags: [name: string, value: string | undefined][];
  /** `--help` was asked for; the tool may be empty then. */
  help: boolean;
  /** Writes to a sandbox are approved unasked. */
  approve: boolean;
}

/** Belongs to the tool, when the tool has an argument of this name. */
const FIELDS = 'fields';
const APPROVE = 'approve';

/**
 * Splits `call <tool> --plugin . --limit 5 --done` into the command's options and the tool's.
 *
 * @param options The options that `call` declares; all others are the tool's.
 * @throws RK_USAGE
 */
export function readCallLine(rest: readonly string[], options: ArgsDef): CallLine {
  const words: string[] = [];
  const line: CallLine = { tool: '', own: {}, flags: [], help: false, approve: false };
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (word === '--help' || word === '-h') {
      line.help = true;
      continue;
    }
    if (!word.startsWith('--') || word === '--') {
      if (word !== '--') words.push(word);
      continue;
    }
    const [name = '', ...after] = word.slice(2).split('=');
    if (name === 'json' && after.length === 0) continue;
    if (options[name]?.type === 'boolean' && after.length === 0) {
      line.flags.push([name, undefined]);
      continue;
    }
    const next = rest[index + 1];
    let value = after.length > 0 ? after.join('=') : undefined;
    // a negative number is a value, another option is none
    if (value === undefined && next !== undefined && !next.startsWith('--')) {
      value = next;
      index += 1;
    }
    if (name !== FIELDS && options[name]?.type === 'string') {
      if (value === undefined) throw usageError(`\`--${name}\` needs a value.`, 'Run `rolekit call --help`.');
      line.own[name as keyof CallLine['own']] = value;
    } else line.flags.push([name, value]);
  }
  const [tool, ...surplus] = words;
  if (tool === undefined && !line.help)
    throw usageError('No tool given.', 'Run `rolekit call <tool>`, e.g. `rolekit call salesforce_query`.');
  if (surplus[0] !== undefined)
    throw usageError(`Unexpected argument \`${surplus[0]}\`.`, 'Write the tool’s arguments as --name value.');
  return { ...line, tool: tool ?? '' };
}

/** Takes `--approve` from the arguments of a tool that has none of this name. @throws RK_USAGE */
export function splitApprove(line: CallLine, { definition: { inputSchema } }: ToolEntry): CallLine {
  const given = line.flags.find(([name]) => name === APPROVE);
  if (!given || (isObject(inputSchema.properties) && Object.hasOwn(inputSchema.properties, APPROVE))) return line;
  if (given[1] !== undefined) throw usageError('`--approve` takes no value.', 'Write --approve alone.');
  return { ...line, flags: line.flags.filter(([name]) => name !== APPROVE), approve: true };
}

/**
 * Takes `--fields` from the arguments of a tool that has none of this name: it names the columns to print.
 *
 * @throws RK_USAGE
 */
export function splitFields(line: CallLine, { access, definition }: ToolEntry): { line: CallLine; fields: string[] } {
  const { properties } = definition.inputSchema;
  const given = line.flags.filter(([name]) => name === FIELDS);
  if (given.length === 0 || (isObject(properties) && Object.hasOwn(properties, FIELDS))) return { line, fields: [] };
  const fields = given.flatMap(([, value = '']) => value.split(',')).map((field) => field.trim());
  if (fields.includes(''))
    throw usageError('`--fields` needs names.', 'Write, for example, --fields name,owner.email.');
  // a change that was made must not end in an error for how it is printed
  if (access !== 'read')
    throw usageError(`\`--fields\` chooses columns of what is read; ${line.tool} changes data.`, 'Leave it out.');
  return { line: { ...line, flags: line.flags.filter(([name]) => name !== FIELDS) }, fields };
}
