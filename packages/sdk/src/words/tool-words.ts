import type { Currencies, FiscalYear, Stage, Words } from './types.ts';

/**
 * Words as a tool reads them: values without what people are told of them. A tool declares those that it reads, with what it
 * takes where a plugin has no such word.
 */
export interface ToolWords {
  fiscalYear?: FiscalYear;
  currencies?: Currencies;
  stages?: readonly Stage[];
  thresholds?: Readonly<Record<string, number | string>>;
  targets?: Readonly<Record<string, number | string>>;
  style?: Readonly<Record<string, string | number | readonly string[]>>;
}

/** The words that a tool gets: of each that it declares the plugin's value, else its own. */
export type WordsOf<W extends ToolWords> = {
  readonly [G in keyof W & keyof ToolWords]: G extends 'thresholds' | 'targets' | 'style'
    ? { readonly [K in keyof W[G]]: Widened<W[G][K]> }
    : NonNullable<ToolWords[G]>;
};

type Widened<V> = V extends number
  ? number
  : V extends string
    ? string
    : V extends readonly unknown[]
      ? readonly string[]
      : V;

const VALUES = ['thresholds', 'targets', 'style'] as const;

/** The values of a plugin's words, for its tools. */
export function toolWordsOf({ glossary: _, thresholds, targets, style, ...whole }: Words): ToolWords {
  return {
    ...whole,
    ...(thresholds ? { thresholds: valuesOf(thresholds) } : {}),
    ...(targets ? { targets: valuesOf(targets) } : {}),
    ...(style ? { style: valuesOf(style) } : {}),
  };
}

/** What a tool reads, from the plugin's words; a value of another type than the tool's own is not taken. */
export function wordsFor(own: ToolWords, plugin: ToolWords | undefined): ToolWords {
  if (plugin === undefined) return own;
  const { fiscalYear, currencies, stages } = plugin;
  const read: ToolWords = {
    ...own,
    ...(own.fiscalYear && fiscalYear ? { fiscalYear } : {}),
    ...(own.currencies && currencies ? { currencies } : {}),
    ...(own.stages && stages ? { stages } : {}),
  };
  for (const group of VALUES) {
    const mine = own[group];
    if (mine === undefined) continue;
    const given: Readonly<Record<string, unknown>> = plugin[group] ?? {};
    const taken = Object.entries(mine).map(([name, value]) => {
      const other = Object.hasOwn(given, name) ? given[name] : undefined;
      return [name, isAlike(value, other) ? other : value];
    });
    Object.assign(read, { [group]: Object.fromEntries(taken) });
  }
  return read;
}

/** The words that a tool declares: `fiscalYear`, `thresholds.silentDays`. */
export function wordNames(own: ToolWords): string[] {
  return Object.entries(own).flatMap(([group, value]) =>
    VALUES.some((name) => name === group) ? Object.keys(value).map((name) => `${group}.${name}`) : [group],
  );
}

/** Declared by a tool and defined by the plugin with another type, which the tool then does not take. */
export function mismatched(own: ToolWords, plugin: ToolWords): { word: string; expected: string }[] {
  return VALUES.flatMap((group) => {
    const given: Readonly<Record<string, unknown>> = plugin[group] ?? {};
    return Object.entries(own[group] ?? {})
      .filter(([name, value]) => Object.hasOwn(given, name) && !isAlike(value, given[name]))
      .map(([name, value]) => ({
        word: `${group}.${name}`,
        expected: Array.isArray(value) ? 'list of texts' : nameOf(value),
      }));
  });
}

function nameOf(value: unknown): string {
  return typeof value === 'number' ? 'number' : 'text';
}

function isAlike(a: unknown, b: unknown): boolean {
  return b !== undefined && typeof a === typeof b && Array.isArray(a) === Array.isArray(b);
}

function valuesOf<V>(words: Readonly<Record<string, { value: V }>>): Record<string, V> {
  return Object.fromEntries(Object.entries(words).map(([name, { value }]) => [name, value]));
}
