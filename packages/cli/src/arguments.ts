import { nearest } from '@rolekit/sdk/suggest';
import { type ArgsDef, type ParsedArgs, parseArgs } from 'citty';
import type { AnyCommand } from './command.ts';
import { usageError } from './errors.ts';

/**
 * Parses a command's arguments, stricter than citty: an option that is not declared, or has no value, is an error.
 *
 * @throws RK_USAGE
 */
export function parseArguments(command: AnyCommand, rest: readonly string[]): ParsedArgs {
  const definitions: ArgsDef = { ...command.args, json: { type: 'boolean', description: 'Print one JSON document' } };
  const positionals = command.meta.openOptions === true ? [] : checkOptions(command, definitions, rest);
  const allowed = Object.values(definitions).filter((definition) => definition.type === 'positional').length;
  const missing = Object.entries(definitions)
    .filter(([, one]) => one.type === 'positional')
    .find(([, one], index) => one.required !== false && one.default === undefined && positionals[index] === undefined);
  if (missing && command.meta.openOptions !== true)
    throw usageError(`\`rolekit ${command.meta.name}\` needs <${missing[0]}>.`, helpHint(command));
  const surplus = positionals[allowed];
  if (surplus !== undefined) {
    throw usageError(`\`${surplus}\` is one argument too many.`, helpHint(command));
  }
  try {
    return parseArgs([...rest], definitions);
  } catch (error) {
    throw usageError(plain(error instanceof Error ? error.message : String(error)), helpHint(command));
  }
}

function checkOptions(command: AnyCommand, definitions: ArgsDef, rest: readonly string[]): string[] {
  const names = optionNames(definitions);
  const positionals: string[] = [];
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? '';
    if (word === '--') return [...positionals, ...rest.slice(index + 1)];
    if (!word.startsWith('-') || word === '-') {
      positionals.push(word);
      continue;
    }
    const [flag = '', value] = word.split('=', 2);
    const type = names.get(flag);
    if (type === undefined) throw unknownOption(command, flag, [...names.keys()]);
    if (type === 'boolean' || value !== undefined) continue;
    const next = rest[index + 1];
    if (next === undefined || next.startsWith('--')) {
      throw usageError(`\`${flag}\` needs a value.`, helpHint(command));
    }
    index++;
  }
  return positionals;
}

/** Every spelling of every option: `--no-x` of the booleans and one-letter aliases too. */
function optionNames(definitions: ArgsDef): Map<string, 'boolean' | 'value'> {
  const names = new Map<string, 'boolean' | 'value'>();
  for (const [name, definition] of Object.entries(definitions)) {
    if (definition.type === 'positional') continue;
    const type = definition.type === 'boolean' ? 'boolean' : 'value';
    const aliases = 'alias' in definition && definition.alias ? [definition.alias].flat() : [];
    for (const spelling of [name, ...aliases]) {
      names.set(spelling.length === 1 ? `-${spelling}` : `--${spelling}`, type);
      if (type === 'boolean') names.set(`--no-${spelling}`, type);
    }
  }
  return names;
}

function unknownOption(command: AnyCommand, flag: string, known: readonly string[]): Error {
  const near = nearest(flag, known);
  return usageError(
    `\`rolekit ${command.meta.name}\` has no option \`${flag}\`.`,
    near ? `Did you mean \`${near}\`?` : helpHint(command),
  );
}

function helpHint(command: AnyCommand): string {
  return `Run \`rolekit ${command.meta.name} --help\`.`;
}

/** citty colours its messages by rules of its own. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours start with one
  return text.replace(/\u001B\[\d+m/g, '');
}
