import { isObject } from '@rolekit/sdk/internal';
import { errorKind, type ToolAnswer } from '../playbook/index.ts';

/** A call of a session and what came of it. */
export interface RecordedCall {
  tool: string;
  args: Record<string, unknown>;
  /** What the person answered, where one was asked. */
  approve?: 'accept' | 'decline' | 'cancel';
  answer: ToolAnswer;
}

/** A step as it is written into a playbook. */
export interface StepDraft {
  id: string;
  call: string;
  with?: Record<string, unknown>;
  approve?: string;
  expect?: { path: string; equals: unknown }[];
  expectError?: string;
  capture?: Record<string, string>;
}

/** Names that a captured value may not have: a result has them itself. */
const TAKEN = [
  'input',
  'pasted',
  'items',
  'item',
  'rows',
  'page',
  'source',
  'notes',
  'kept',
  'files',
  'common',
  'columns',
  'ids',
  'footnotes',
  'true',
  'false',
  'null',
];

const ID =
  /^(?:id|Id|ID|key|code|number|handle|next|uri|ts)$|(?:_id|_key|_code|_number|[a-z](?:Id|ID|Key|Code|Number))$/;
const MAX_ROWS = 500;
const MAX_DEPTH = 6;
/** A shorter one is part of a text by chance. */
const MIN_EMBEDDED = 5;

interface Found {
  step: StepDraft;
  tool: string;
  key: string;
  path: string;
  /** Once a later call used it. */
  name?: string;
}

/**
 * The steps of a playbook from the calls of a session. An id that a later call takes from an earlier result is captured where
 * it was seen first; what the person typed before it was seen stays as typed. Of a list its count is expected.
 */
export function draftSteps(calls: readonly RecordedCall[]): StepDraft[] {
  const steps: StepDraft[] = [];
  const found = new Map<string | number, Found>();
  const typed = new Set<unknown>();
  const names = new Set(TAKEN);
  for (const { tool, args, approve, answer } of calls) {
    const filled = fillFrom(args, '', { found, typed, names });
    const step: StepDraft = {
      id: freeIn(new Set(steps.map(({ id }) => id)), tool.replace(/^[^_]+_/, '')),
      call: tool,
      ...(Object.keys(args).length > 0 ? { with: filled as Record<string, unknown> } : {}),
      ...(approve === undefined ? {} : { approve }),
    };
    steps.push(step);
    if (answer.isError) {
      const kind = errorKind(answer);
      if (kind !== undefined) step.expectError = kind;
      continue;
    }
    const expected = countsOf(answer.structured);
    if (expected.length > 0) step.expect = expected;
    for (const [value, key, path] of idsIn(answer.structured, '', 0))
      if (!typed.has(value) && !found.has(value)) found.set(value, { step, tool, key, path });
  }
  return steps;
}

interface Seen {
  found: Map<string | number, Found>;
  typed: Set<unknown>;
  names: Set<string>;
}

function fillFrom(value: unknown, key: string, seen: Seen): unknown {
  if (Array.isArray(value)) return value.map((item) => fillFrom(item, key, seen));
  if (isObject(value))
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fillFrom(member, name, seen)]));
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const whole = seen.found.get(value);
  const isId = typeof value === 'string' && value.length >= MIN_EMBEDDED;
  if (whole && (isId || ID.test(key) || key === 'cursor')) return `\${${captured(whole, seen)}}`;
  seen.typed.add(value);
  return typeof value === 'string' ? embedded(value, seen) : value;
}

/** A text in which ids stand between other words, such as a query. */
function embedded(text: string, seen: Seen): string {
  let rest = text;
  let filled = '';
  for (let match = WORD.exec(rest); match; match = WORD.exec(rest)) {
    const known = seen.found.get(match[0]);
    filled += plain(rest.slice(0, match.index)) + (known ? `\${${captured(known, seen)}}` : match[0]);
    rest = rest.slice(match.index + match[0].length);
  }
  return filled + plain(rest);
}

const WORD = new RegExp(`[\\w-]{${MIN_EMBEDDED},}`);

/** What would begin a value of a playbook stands for itself. */
function plain(text: string): string {
  return text.replaceAll('${', '$$${');
}

function captured(of: Found, { names }: Seen): string {
  if (of.name === undefined) {
    of.name = freeIn(names, nameFor(of));
    names.add(of.name);
    of.step.capture = { ...of.step.capture, [of.name]: of.path };
  }
  return of.name;
}

function nameFor({ tool, key }: Found): string {
  if (key === 'next') return 'cursor';
  const object = (tool.split('_').at(-1) ?? '').replace(/ies$/, 'y').replace(/s$/, '');
  const name = /^(?:[a-z]+|Id|ID)$/.test(key) ? `${object}_${key.toLowerCase()}` : key;
  return name.replace(/\W/g, '_').replace(/^(?=\d)/, '_');
}

function freeIn(taken: ReadonlySet<string>, name: string): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}_${number}`;
  return free;
}

/** Ids of a result in the order of its text, each with its path. */
function* idsIn(value: unknown, path: string, depth: number): Generator<[string | number, key: string, path: string]> {
  if (depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.slice(0, MAX_ROWS).entries()) yield* idsIn(item, `${path}[${index}]`, depth + 1);
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (path === '' && !['items', 'item', 'page', 'kept'].includes(key)) continue;
      const at = path === '' ? key : `${path}${selector(key)}`;
      const isPlain = (typeof member === 'string' && member !== '') || typeof member === 'number';
      if (isPlain && ID.test(key)) yield [member, key, at];
      else yield* idsIn(member, at, depth + 1);
    }
  }
}

function selector(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

function countsOf(structured: unknown): { path: string; equals: unknown }[] {
  const page = isObject(structured) ? structured.page : undefined;
  if (!isObject(page)) return [];
  const path = typeof page.total === 'number' ? 'total' : 'returned';
  const expected = [{ path: `page.${path}`, equals: page[path] }];
  return page.truncated === true ? [...expected, { path: 'page.truncated', equals: true }] : expected;
}
