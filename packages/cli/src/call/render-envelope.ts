import { isObject } from '@rolekit/sdk/internal';
import { wrapped } from '../help-rows.ts';
import { type Out, widthOf } from '../terminal.ts';
import { cellText, fitTable } from './fitted-table.ts';
import { metricTableIn } from './metric-envelope.ts';
import { printTable } from './print-table.ts';
import { renderMetrics } from './render-metrics.ts';

type Envelope = Record<string, unknown>;

const MIN_ROOM = 20;

/** Prints a tool's envelope for a person. Where nobody reads along, nothing is cut. */
export function renderEnvelope(envelope: Envelope, out: Out): void {
  const room = out.isTerminal ? out.columns : Number.POSITIVE_INFINITY;
  const { items, item } = envelope;
  const metrics = metricTableIn(envelope);
  if (metrics) renderMetrics(metrics, room, out);
  else if (Array.isArray(items)) renderRows(items, room, '', out);
  else if (isObject(item)) renderItem(item, room, out);
  // a line to be copied stays whole
  if (isObject(envelope.page)) out.line(out.paint.dim(pageText(envelope.page)));
  for (const line of footOf(envelope).flatMap((line) => wrapped(line, room))) out.line(out.paint.dim(line));
}

function renderRows(rows: readonly unknown[], room: number, indent: string, out: Out): void {
  if (rows.length === 0) return;
  printTable(fitTable(rows, room - indent.length), room - indent.length, out, { indent });
}

/** `name  value` lines; a list of things is a table below its name. */
function renderItem(item: Envelope, room: number, out: Out): void {
  const entries = Object.entries(item).filter(([, value]) => value !== undefined);
  const names = Math.max(0, ...entries.map(([name]) => widthOf(cellText(name))));
  for (const [name, value] of entries) {
    const label = cellText(name);
    if (Array.isArray(value) && value.some(isObject)) {
      out.line(out.paint.bold(label));
      renderRows(value, room, '  ', out);
      continue;
    }
    const lines = wrapped(cellText(value), Math.max(room - names - 2, MIN_ROOM));
    for (const [index, line] of lines.entries()) {
      const head = index === 0 ? label : '';
      out.line(`${out.paint.bold(head)}${' '.repeat(names - widthOf(head) + 2)}${line}`.trimEnd());
    }
  }
}

/** What is to be known of it, and where it comes from. */
export function footOf({ notes, kept, source }: Envelope): string[] {
  return [
    ...(Array.isArray(notes) ? notes.map((note) => `Note: ${cellText(note)}`) : []),
    ...(isObject(kept) ? [`Kept as ${cellText(kept.handle)} until ${cellText(kept.expires)}`] : []),
    ...(isObject(source) ? [sourceText(source)] : []),
  ];
}

/** `50 of 1312 rows` */
export function rowCount({ returned, total }: Envelope): string {
  return total === undefined ? `${returned} ${returned === 1 ? 'row' : 'rows'}` : `${returned} of ${total} rows`;
}

function pageText(page: Envelope): string {
  const { truncated, next } = page;
  const rows = rowCount(page);
  if (truncated !== true) return rows;
  return next === undefined ? `${rows}; there are more` : `${rows}; more with --cursor ${cellText(next)}`;
}

function sourceText({ connector, environment, asOf }: Envelope): string {
  return `${cellText(connector)}${environment === 'sandbox' ? ' SANDBOX (demo data)' : ''}, as of ${cellText(asOf)}`;
}
