import { nearest } from '@rolekit/sdk/internal/texts';
import { type ArgsDef, type ParsedArgs, parseArgs } from 'citty';
import type { CommandWords } from './command.ts';
import { usageError } from './errors.ts';
import { jsonOption } from './options.ts';

/**
 * Parses a command's arguments, stricter than citty: an option that is not declared, or has no value, is an error.
 *
 * @throws RK_USAGE
 */
export function parseArguments(words: CommandWords, rest: readonly string[]): ParsedArgs {
  const definitions: ArgsDef = { ...words.args, ...jsonOption };
  const positionals = words.openOptions === true ? [] : checkOptions(words, definitions, rest);
  const allowed = Object.values(definitions).filter((definition) => definition.type === 'positional').length;
  const missing = Object.entries(definitions)
    .filter(([, definition]) => definition.type === 'positional')
    .find(
      ([, definition], index) =>
        definition.required !== false && definition.default === undefined && positionals[index] === undefined,
    );
  if (missing && words.openOptions !== true)
    throw usageError(`\`rolekit ${words.name}\` needs <${missing[0]}>.`, helpHint(words));
  const surplus = positionals[allowed];
  if (surplus !== undefined) {
    throw usageError(`Unexpected argument \`${surplus}\`.`, helpHint(words));
  }
  try {
    return parseArgs([...rest], definitions);
  } catch (error) {
    throw usageError(withoutColours(error instanceof Error ? error.message : String(error)), helpHint(words));
  }
}

function checkOptions(words: CommandWords, definitions: ArgsDef, rest: readonly string[]): string[] {
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
    if (type === undefined) throw unknownOption(words, flag, [...names.keys()]);
    if (type === 'boolean' || value !== undefined) continue;
    const next = rest[index + 1];
    if (next === undefined || next.startsWith('--')) {
      throw usageError(`\`${flag}\` needs a value.`, helpHint(words));
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

function unknownOption(words: CommandWords, flag: string, known: readonly string[]): Error {
  const near = nearest(flag, known);
  return usageError(
    `\`rolekit ${words.name}\` has no option \`${flag}\`.`,
    near ? `Did you mean \`${near}\`?` : helpHint(words),
  );
}

function helpHint(words: CommandWords): string {
  return `Run \`rolekit ${words.name} --help\`.`;
}

/** citty colours its messages by rules of its own. */
function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours start with one
  return text.replace(/\u001B\[\d+m/g, '');
}
