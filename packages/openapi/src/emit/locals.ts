import { keyOf } from '../shape/literals.ts';
import type { Sent } from '../tool/arguments.ts';
import { freeName } from '../words.ts';

/** More values than these are handed on together: `({ orderId, ...json })`. */
const MAX_NAMED = 3;

/** What a handler calls the arguments of its tool. */
export interface Locals {
  /** The parameter: `{ id, ...json }`, `input`, or `_` without arguments that are needed. */
  pattern: string;
  /** Source of the value of an argument. */
  of(arg: string): string;
  /** Members of an object with the values of these arguments, by the names that the API has for them. */
  members(values: readonly Member[]): string[];
}

/** A value of an object: what its argument has, or what is made of that. */
export interface Member {
  name: string;
  arg: string;
  made?: (value: string) => string;
}

export interface Wanted {
  /** Arguments that the code names one by one. */
  single: readonly string[];
  /** Arguments that it hands on, if they are many all at once. */
  group?: readonly Member[];
  /** What it calls those. */
  rest: string;
  /** Names that mean something else. */
  taken: ReadonlySet<string>;
}

/** @param sent all arguments of the tool */
export function localsOf(sent: readonly Sent[], { single, group = [], rest, taken }: Wanted): Locals {
  const plain = group.filter(({ name, arg, made }) => name === arg && made === undefined);
  const isGroup = plain.length > MAX_NAMED;
  const together = new Set(isGroup ? plain.map(({ arg }) => arg) : []);
  const named = new Set([...single, ...group.map(({ arg }) => arg).filter((arg) => !together.has(arg))]);
  // what is left out of the rest has to be named
  const left = isGroup ? sent.map(({ arg }) => arg).filter((arg) => !together.has(arg) && !named.has(arg)) : [];
  const locals = new Map<string, string>();
  const isTaken = (name: string) => taken.has(name) || RESERVED.has(name) || [...locals.values()].includes(name);
  for (const arg of [...named, ...left]) locals.set(arg, freeName(isTaken(arg) ? `${arg}Value` : arg, isTaken));
  const restName = isGroup ? freeName(rest, isTaken) : undefined;
  const parts = [
    ...[...locals].map(([arg, local]) => (arg === local ? arg : `${keyOf(arg)}: ${local}`)),
    ...(restName === undefined ? [] : [`...${restName}`]),
  ];
  const pattern =
    restName !== undefined && parts.length === 1 ? restName : parts.length === 0 ? '_' : `{ ${parts.join(', ')} }`;
  const of = (arg: string) => locals.get(arg) ?? `${restName}.${arg}`;
  return {
    pattern,
    of,
    members: (values) => {
      const whole = values.some(({ arg }) => together.has(arg)) ? [`...${restName}`] : [];
      const others = values.filter(({ arg, made }) => made !== undefined || !together.has(arg));
      return [
        ...whole,
        ...others.map(({ name, arg, made = (value) => value }) => memberSource(keyOf(name), made(of(arg)))),
      ];
    },
  };
}

/** An object of members; all at once by its name alone. */
export function objectSource(members: readonly string[]): string {
  const [first = '', ...more] = members;
  if (more.length === 0 && first.startsWith('...')) return first.slice(3);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** `query: { a, b }`, and `query` where a variable of that name has it all. */
export function memberSource(name: string, value: string): string {
  return name === value ? name : `${name}: ${value}`;
}

const RESERVED = new Set(
  `api call z await break case catch class const continue debugger default delete do else enum export extends false finally for
  function if implements import in instanceof interface let new null package private protected public return static super switch
  this throw true try typeof undefined var void while with yield arguments eval async of Object String`.split(/\s+/),
);

/** A word of the language, or of the code around a handler. */
export function isReserved(name: string): boolean {
  return RESERVED.has(name);
}
