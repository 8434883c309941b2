import type { ArgsDef } from 'citty';
import type { AnyCommand } from './command.ts';
import { COMMANDS } from './commands.ts';

type Row = readonly [string, string];

const NARROWEST = 24;

/** What `rolekit --help` prints, for a terminal of so many columns. */
export function overview(width?: number): string {
  const rows = Object.entries(COMMANDS).map(([name, { description }]): Row => [name, description]);
  return [
    'Create, validate, test, build, publish and install role plugins.',
    '',
    'Usage: rolekit <command> [arguments] [--json]',
    '',
    ...columns(rows, width),
    '',
    'Run `rolekit <command> --help` for its arguments.',
  ].join('\n');
}

/** What `rolekit <command> --help` prints, for a terminal of so many columns. */
export function commandHelp({ meta, args, commands }: AnyCommand, width?: number): string {
  const entries = Object.entries(args);
  const positionals = entries.filter(([, definition]) => definition.type === 'positional');
  const options = entries.filter(([, definition]) => definition.type !== 'positional');
  const usage = positionals.map(([name, definition]) => (isRequired(definition) ? `<${name}>` : `[${name}]`));
  const rows: Row[] = [
    ...positionals.map(([name, definition]): Row => [name, definition.description ?? '']),
    ...options.map(([name, definition]): Row => [optionSpelling(name, definition), optionText(definition)]),
    ['--json', 'Print one JSON document'],
  ];
  const examples = meta.examples ?? [];
  const below = Object.entries(commands ?? {}).map(([name, { description }]): Row => [name, description]);
  return [
    `${meta.description}.`,
    '',
    ['Usage: rolekit', meta.name, ...usage, '[options]'].join(' '),
    '',
    ...columns(rows, width),
    ...(below.length > 0 ? ['', `Commands of \`rolekit ${meta.name}\`:`, ...columns(below, width)] : []),
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

/** Where they are wider than the terminal, texts go on below their beginning. */
function columns(rows: readonly Row[], width = Number.POSITIVE_INFINITY): string[] {
  const names = Math.max(...rows.map(([name]) => name.length));
  const room = Math.max(width - names - 4, NARROWEST);
  return rows.flatMap(([name, text]) =>
    linesOf(text, room).map((line, index) => `  ${(index === 0 ? name : '').padEnd(names)}  ${line}`.trimEnd()),
  );
}

function linesOf(text: string, room: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > room) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
