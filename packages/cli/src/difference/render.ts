import { type Change, type Passage, partsOf } from '@rolekit/sdk/internal/difference';
import { wrapped } from '../help-rows.ts';
import type { Out } from '../terminal.ts';
import type { Compared } from './compare-versions.ts';

/** Longer lines are tiring to read. */
const MAX_COLUMNS = 100;

const SIGN = { added: '+', removed: '-', changed: '~' } as const;

/** Prints a difference for people who do not program. */
export function renderDifference(compared: Compared, out: Out): void {
  const { before, after, from, same } = compared;
  const { paint } = out;
  out.line(`${paint.bold(`${after.plugin} ${after.version}`)}  ${paint.dim(from.after.from)}`);
  out.line(`${paint.dim('compared with')} ${before.plugin} ${before.version}  ${paint.dim(from.before.from)}`);
  if (same) {
    out.line();
    out.line('Nothing differs: both are the same, byte for byte.');
    return;
  }
  for (const { title, changes, facts } of partsOf(compared)) {
    out.line();
    out.line(paint.bold(title));
    if (changes.length === 0 && !isFactual(title)) out.line('  As before.');
    for (const change of changes) renderChange(change, out);
    for (const fact of facts) lines(out.advice(fact), '  ', '  ', out);
  }
}

/** Parts that state figures say themselves whether they changed. */
export function isFactual(title: string): boolean {
  return title === 'What it costs' || title === 'Its version number';
}

function renderChange({ change, text, passages = [] }: Change, out: Out): void {
  const tint = { added: out.paint.green, removed: out.paint.red, changed: out.paint.yellow }[change];
  lines(text, `  ${SIGN[change]} `, '    ', out, tint);
  for (const passage of passages) renderPassage(passage, out);
}

function renderPassage({ section, lines: rows, truncated }: Passage, out: Out): void {
  if (section !== '') lines(section, '      ', '      ', out, out.paint.bold);
  for (const row of rows) {
    const [sign = ' ', text] = [row.slice(0, 1), row.slice(1)];
    const tint = sign === '+' ? out.paint.green : sign === '-' ? out.paint.red : out.paint.dim;
    lines(text, `      ${sign} `, '        ', out, tint);
  }
  if (truncated) out.line(out.paint.dim('        … and more than is shown'));
}

function lines(text: string, first: string, rest: string, out: Out, tint = (line: string) => line): void {
  const room = Math.min(out.columns, MAX_COLUMNS) - rest.length;
  for (const [index, line] of wrapped(text, room).entries())
    out.line(tint(`${index === 0 ? first : rest}${line}`.trimEnd()));
}
