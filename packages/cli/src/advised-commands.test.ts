import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';
import { COMMANDS } from './commands.ts';
import { findCommand } from './dispatch.ts';
import { CLI_ERRORS } from './errors.ts';

const ROOT = join(import.meta.dirname, '../../..');
const FOLDERS = ['packages/sdk/src', 'packages/registry/src', 'packages/cli/src', 'connectors'];

/** The first line of a sealed file, which looks like a command. */
const HEADER = '`rolekit sealed ';

interface Advised {
  /** `path:line` of the source that prints it. */
  place: string;
  command: string;
}

/** Every command line that a source prints: in backticks, as a text of its own, or on a page. */
function advisedIn(path: string): Advised[] {
  const lines = readFileSync(join(ROOT, path), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    if (/^\s*(?:\/\/|\/?\*)/.test(line)) return [];
    if (line.includes(HEADER)) return [];
    const text = filledIn(line.replace(/\s\/\/ .*$/, ''));
    const quoted = [
      ...text.matchAll(/`(rolekit [a-z][^`]*)`/g),
      ...text.matchAll(/'(rolekit [a-z][^']*)'/g),
      ...text.matchAll(/(?:allow it: |<code>|no-install )(rolekit [a-z][^<`']*)/g),
    ];
    return quoted.map(([, command = '']) => ({ place: `${path}:${index + 1}`, command: command.trim() }));
  });
}

/** Places of values as words: `${url}`, `{connector}`, `<name>`; that of a command as one. */
function filledIn(line: string): string {
  return line
    .replaceAll('\\`', '`')
    .replace(/\$\{\/refresh token\/[^}]*\}/g, ' --sign-in')
    .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'word')
    .replace(/\{\w+\}|<(?!code>)[a-z|/-]+>/g, 'word')
    .replace(/\brolekit word/g, 'rolekit validate');
}

function sources(): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
      .filter((path) => path.endsWith('.ts') && !/\.(?:test|fixture)\.ts$|node_modules|\/dist\//.test(path)),
  );
}

/** Words as a shell splits them, a text in double quotes being one. */
function wordsOf(command: string): string[] {
  return (command.match(/(?:"[^"]*"|\S)+/g) ?? []).slice(1).filter((word) => word !== '…');
}

function problemOf({ command }: Advised): string | undefined {
  const argv = wordsOf(command);
  try {
    const { entry, rest } = findCommand(argv);
    if (!argv.includes('--help')) parseArguments(entry.words, rest);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('the commands that texts advise', () => {
  const advised = sources().flatMap(advisedIn);
  it('are found in the sources', () => {
    expect(advised.length).toBeGreaterThan(60);
  });

  it('are commands, with options and arguments that they take', () => {
    const refused: string[] = [];
    for (const each of advised) {
      const problem = problemOf(each);
      if (problem !== undefined) refused.push(`${each.place} ${each.command}: ${problem}`);
    }
    expect(refused).toEqual([]);
  });

  it('and the options that the table of errors names', () => {
    const options = new Set(COMMANDS.flatMap(({ words }) => Object.keys(words.args).map((name) => `--${name}`)));
    const named = Object.values(CLI_ERRORS).flatMap(({ fix }) => fix.match(/--[a-z-]+/g) ?? []);
    expect(named.filter((option) => !options.has(option))).toEqual([]);
    expect(named).toContain('--accept-components');
  });
});
