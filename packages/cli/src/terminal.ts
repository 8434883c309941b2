import { styleText } from 'node:util';
import { invocationOf } from './invocation.ts';

/** Where a command writes; a stand-in for `process.stdout` in tests. */
export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
}

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

export type Paint = Record<Style, (text: string) => string>;

/** What `render` writes a result to. */
export interface Out {
  paint: Paint;
  /** Of the terminal; 110 where there is none. */
  columns: number;
  /** True where a person reads along; a file or a pipe is none. */
  isTerminal: boolean;
  line(text?: string): void;
  /** A command line, as it works where this command was started. */
  command(words: string): string;
  /** A text with command lines in backticks, each as it works where this command was started. */
  advice(text: string): string;
  /** Columns padded to the widest cell. */
  table(rows: readonly (readonly string[])[], indent?: string): void;
}

export function colours(stream: Stream, env: NodeJS.ProcessEnv): Paint {
  const on = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const style = (name: Style) => (text: string) => (on ? styleText(name, text, { validateStream: false }) : text);
  return {
    bold: style('bold'),
    dim: style('dim'),
    red: style('red'),
    green: style('green'),
    yellow: style('yellow'),
    cyan: style('cyan'),
  };
}

export function createOut(stream: Stream, env: NodeJS.ProcessEnv): Out {
  const line = (text = '') => void stream.write(`${harmless(text)}\n`);
  const command = (words: string) => `${invocationOf(env)} ${words}`;
  return {
    paint: colours(stream, env),
    columns: stream.columns ?? 110,
    isTerminal: stream.isTTY === true,
    line,
    command,
    advice: (text) => text.replace(/`rolekit ([^`]+)`/g, (_, words: string) => `\`${command(words)}\``),
    table(rows, indent = '') {
      const widths: number[] = [];
      for (const row of rows) {
        for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, widthOf(cell));
      }
      for (const row of rows) {
        const cells = row.map((cell, index) => cell + ' '.repeat((widths[index] ?? 0) - widthOf(cell)));
        line(`${indent}${cells.join('  ')}`.trimEnd());
      }
    },
  };
}

/** Text from files and servers may not move the cursor, rename the window or hide what follows; our colours may stay. */
export function harmless(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/(\u001B\[(?:[12]|22|3[1236]|39)m|[\t\n])|[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '$1');
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303F\uFF01-\uFF60]/u;
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;
const ONE_EACH = /^[\x20-\x7E]*$/;

/** How many columns of a terminal a text takes; colours take none, Chinese letters and emoji two each. */
export function widthOf(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours start with one
  const plain = text.replace(/\u001B\[\d+m/g, '');
  if (ONE_EACH.test(plain)) return plain.length;
  return [...plain].reduce((sum, character) => sum + characterWidth(character), 0);
}

/** A text without colours in so many columns, with … where it was longer. */
export function cutTo(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let width = 0;
  let kept = '';
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

function characterWidth(character: string): number {
  return WIDE.test(character) ? 2 : WITHOUT_WIDTH.test(character) ? 0 : 1;
}
