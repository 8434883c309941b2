import type { CommandWords } from '../command.ts';
import { jsonOption } from '../options.ts';
import { type Candidate, valuesOf } from './values.ts';

type Definition = CommandWords['args'][string];

/**
 * What may stand in the place of the last word of a command line; nothing where a file, or anything, may.
 *
 * @param words After `rolekit`; the last is the one that is being typed, and may be empty.
 */
export async function complete(
  words: readonly string[],
  commands: readonly CommandWords[],
  cwd: string,
): Promise<Candidate[]> {
  const line = withoutEquals(words);
  const typed = line.at(-1) ?? '';
  const isHelp = line[0] === 'help';
  const before = line.slice(isHelp ? 1 : 0, -1);
  if (before.includes('--')) return [];
  const { command, rest } = commandOf(before, commands);
  const next = rest.length === 0 ? below(command?.name, commands) : [];
  const found =
    command === undefined
      ? [...next, ...(next.length === 0 || isHelp ? [] : HELP)]
      : isHelp
        ? next
        : [...next, ...(await argumentsOf(command, rest, typed, cwd))];
  const isOption = typed.startsWith('-');
  return found.filter(({ word }) => word.startsWith(typed) && word.startsWith('-') === isOption);
}

const HELP: readonly Candidate[] = [
  { word: 'help', description: 'Say what a command does' },
  { word: '--help', description: 'List the commands' },
  { word: '--version', description: 'Print the version' },
];

/** bash has `--host=claude` as three words. */
function withoutEquals(words: readonly string[]): string[] {
  const line = words.filter((word, index) => word !== '=' || !words[index - 1]?.startsWith('--'));
  return words.at(-1) === '=' && line.length < words.length ? [...line, ''] : line;
}

function commandOf(
  before: readonly string[],
  commands: readonly CommandWords[],
): { command?: CommandWords; rest: readonly string[] } {
  for (let length = before.length; length > 0; length--) {
    const command = commands.find(({ name }) => name === before.slice(0, length).join(' '));
    if (command) return { command, rest: before.slice(length) };
  }
  return { rest: before };
}

function below(parent: string | undefined, commands: readonly CommandWords[]): Candidate[] {
  const prefix = parent === undefined ? '' : `${parent} `;
  return commands
    .filter(({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes(' '))
    .map(({ name, description }) => ({ word: name.slice(prefix.length), description }));
}

async function argumentsOf(
  command: CommandWords,
  rest: readonly string[],
  typed: string,
  cwd: string,
): Promise<Candidate[]> {
  const definitions = Object.entries<Definition>({ ...command.args, ...jsonOption });
  const named = (option: string) => definitions.find(([name, definition]) => spelling(name, definition) === option);
  const valuesFor = async (name: string, definition: Definition, typed: string) =>
    valuesOf(command.values?.[name] ?? ('options' in definition ? definition.options : undefined), typed, cwd);

  const option = rest.at(-1) === undefined ? undefined : named(rest.at(-1) ?? '');
  if (option && option[1].type !== 'boolean') return valuesFor(...option, typed);
  const equals = typed.indexOf('=');
  const assigned = typed.startsWith('--') && equals > 0 ? named(typed.slice(0, equals)) : undefined;
  if (assigned) {
    const values = await valuesFor(...assigned, typed.slice(equals + 1));
    return values.map(({ word, description }) => ({ word: `${typed.slice(0, equals + 1)}${word}`, description }));
  }
  if (typed.startsWith('-')) return optionsOf(definitions, rest);
  const positionals = definitions.filter(([, { type }]) => type === 'positional');
  const given = rest.filter((word, index) => {
    const previous = named(rest[index - 1] ?? '');
    return !word.startsWith('-') && (previous === undefined || previous[1].type === 'boolean');
  });
  const positional = positionals[command.openOptions === true ? 0 : given.length];
  return positional ? valuesFor(...positional, typed) : [];
}

function optionsOf(definitions: readonly (readonly [string, Definition])[], rest: readonly string[]): Candidate[] {
  const options = definitions
    .filter(([, { type }]) => type !== 'positional')
    .map(([name, definition]) => ({ word: spelling(name, definition), description: textOf(definition) }));
  const isNew = ({ word, description }: Candidate) => !rest.includes(word) || description.includes('repeatable');
  return [...options.filter(isNew), { word: '--help', description: 'Say what the command does' }];
}

/** A switch that is on is there to be switched off. */
function spelling(name: string, { type, default: value }: Definition): string {
  return type === 'boolean' && value === true ? `--no-${name}` : `--${name}`;
}

function textOf(definition: Definition): string {
  const negative = 'negativeDescription' in definition ? definition.negativeDescription : undefined;
  return (definition.default === true ? negative : undefined) ?? definition.description ?? '';
}
