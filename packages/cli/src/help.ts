import type { ArgsDef } from 'citty';
import type { CommandWords } from './command.ts';
import { commandsBelow } from './commands.ts';
import { type HelpRow, helpRows } from './help-rows.ts';
import { jsonOption } from './options.ts';

/** The text of `rolekit --help`, wrapped at a width. */
export function overview(width?: number): string {
  const rows = commandsBelow().map(({ name, description }): HelpRow => [name, description]);
  return [
    'Create, validate, test, build, publish and install role plugins.',
    '',
    'Usage: rolekit <command> [arguments] [--json]',
    '',
    ...helpRows(rows, width),
    '',
    'Run `rolekit <command> --help` for its arguments.',
  ].join('\n');
}

/** The text of `rolekit <command> --help`, wrapped at a width. */
export function commandHelp({ name, description, args, examples = [] }: CommandWords, width?: number): string {
  const entries = Object.entries<ArgsDef[string]>({ ...args, ...jsonOption });
  const positionals = entries.filter(([, definition]) => definition.type === 'positional');
  const options = entries.filter(([, definition]) => definition.type !== 'positional');
  const usage = positionals.map(([arg, definition]) => (isRequired(definition) ? `<${arg}>` : `[${arg}]`));
  const rows: HelpRow[] = [
    ...positionals.map(([arg, definition]): HelpRow => [arg, definition.description ?? '']),
    ...options.map(([arg, definition]): HelpRow => [optionSpelling(arg, definition), optionText(definition)]),
  ];
  const below = commandsBelow(name).map(
    (command): HelpRow => [command.name.slice(name.length + 1), command.description],
  );
  return [
    `${description}.`,
    '',
    ['Usage: rolekit', name, ...usage, '[options]'].join(' '),
    '',
    ...helpRows(rows, width),
    ...(below.length > 0 ? ['', `Commands of \`rolekit ${name}\`:`, ...helpRows(below, width)] : []),
    ...(examples.length > 0 ? ['', 'Examples:', ...examples.map((line) => `  ${line}`)] : []),
  ].join('\n');
}

function isRequired(definition: ArgsDef[string]): boolean {
  return definition.required !== false && definition.default === undefined;
}

function optionSpelling(name: string, definition: ArgsDef[string]): string {
  const negated = definition.type === 'boolean' && definition.default === true;
  const aliases = 'alias' in definition && definition.alias ? [definition.alias].flat() : [];
  const short = aliases.filter((alias) => alias.length === 1).map((alias) => `-${alias}`);
  const values = 'options' in definition && definition.options ? definition.options.join('|') : undefined;
  const hint = definition.valueHint ?? values ?? (definition.type === 'boolean' ? undefined : 'value');
  return [[...short, negated ? `--no-${name}` : `--${name}`].join(', '), hint && `<${hint}>`].filter(Boolean).join(' ');
}

function optionText(definition: ArgsDef[string]): string {
  const negative = 'negativeDescription' in definition ? definition.negativeDescription : undefined;
  const text = (definition.default === true ? negative : undefined) ?? definition.description ?? '';
  const shown = typeof definition.default === 'string' || typeof definition.default === 'number';
  return shown ? `${text} (default: ${definition.default})` : text;
}
