import { nearest } from '@rolekit/sdk/internal/texts';
import { type ArgsDef, type ParsedArgs, parseArgs } from 'citty';
import type { CommandWords } from './command.ts';
import { usageError } from './errors.ts';
import { jsonOption } from './options.ts';
import { shellWord } from './shell-word.ts';

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
    throw usageError(
      `Unexpected argument \`${surplus}\`.`,
      optionMeant(words, positionals.slice(allowed)) ?? helpHint(words),
    );
  }
  const url =
    definitions.path?.type === 'positional' ? positionals.find((word) => /^https?:\/\//.test(word)) : undefined;
  if (url !== undefined) {
    const hint = 'Name a folder or an archive here; `rolekit install <plugin> --to <dir>` fetches one from a registry.';
    throw usageError(`${url} is not on this machine.`, hint);
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
    if (type === 'boolean') continue;
    const next = value ?? rest[index + 1];
    if (next === undefined || (value === undefined && next.startsWith('--'))) {
      throw usageError(`\`${flag}\` needs a value.`, helpHint(words));
    }
    checkChoice(definitions[flag.replace(/^-+/, '')], flag, next);
    if (value === undefined) index++;
  }
  return positionals;
}

function checkChoice(definition: ArgsDef[string] | undefined, flag: string, value: string): void {
  if (definition?.type !== 'enum' || !definition.options || definition.options.includes(value)) return;
  const near = nearest(value, definition.options);
  const choice = near ? `Did you mean \`${flag} ${near}\`?` : `Choose from ${definition.options.join(', ')}.`;
  throw usageError(`\`${flag}\` cannot be \`${value}\`.`, choice);
}

/** The option for which a word and what follows it stand. */
export function optionMeant(
  { name, args, instead = {} }: CommandWords,
  [word = '', ...rest]: readonly string[],
): string | undefined {
  const options = Object.keys(args).filter((option) => args[option]?.type !== 'positional');
  const known = [...options, ...Object.keys(instead)];
  const near = known.includes(word) ? word : nearest(word, known);
  if (near === undefined) return undefined;
  const line = ['rolekit', name, `--${instead[near] ?? near}`, ...rest.map(shellWord)].join(' ');
  return `Did you mean \`${line}\`?`;
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
