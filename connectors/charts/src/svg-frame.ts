import type { ChartInput } from './input.ts';
import { INK, RULE, SOFT_INK } from './palette.ts';
import type { LegendEntry, Plot } from './plot/index.ts';
import type { Rendered } from './render-plot.ts';
import { escapeXml, FONT, MONO, textWidth, wrap } from './text.ts';

export const WIDTH = 880;
const MARGIN = 32;
/** Width between the margins. */
export const INNER_WIDTH = WIDTH - 2 * MARGIN;
const CAPTION_SIZE = 11.5;
const QUERY_SIZE = 10.5;
const MAX_QUERY_LINES = 14;
const BADGE = 'SANDBOX: DEMO DATA';

export interface Framed {
  svg: string;
  width: number;
  height: number;
  /** False when the query is too long for the caption; the file holds it all the same. */
  wholeQueryShown: boolean;
}

/** Puts title, legend, unit and caption around a plot, as one SVG that stands alone. */
export function frame(input: ChartInput, plot: Plot, rendered: Rendered, notes: string[], alt: string): Framed {
  const parts: string[] = [];
  let y = 34;
  const write = (text: string, style: Style) => parts.push(textAt(MARGIN, y, text, style));

  const sandbox = input.source.environment === 'sandbox';
  if (sandbox) parts.push(badge());
  const titleWidth = INNER_WIDTH - (sandbox ? textWidth(BADGE, 10.5, true) + 40 : 0);
  for (const [index, line] of wrap(input.title, (text) => textWidth(text, 20, true) <= titleWidth).entries()) {
    if (index > 0) y += 26;
    write(line, { size: 20, bold: true, colour: INK });
  }
  for (const line of wrap(input.subtitle ?? '', (text) => textWidth(text, 14) <= INNER_WIDTH)) {
    y += 22;
    write(line, { size: 14, colour: SOFT_INK });
  }
  if (plot.legend.length > 0) {
    y += 26;
    const legend = legendAt(plot.legend, y);
    parts.push(legend.svg);
    y = legend.y;
  }
  y += 26;
  write(input.type === 'histogram' ? 'rows' : input.unit, { size: 12, colour: SOFT_INK });
  y += 10;
  parts.push(`<g transform="translate(${MARGIN},${y})">${rendered.content}</g>`);
  y += rendered.height + 14;
  parts.push(`<line x1="${MARGIN}" x2="${WIDTH - MARGIN}" y1="${y}" y2="${y}" stroke="${RULE}"/>`);
  y += 6;
  for (const line of wrap(captionOf(input, notes), (text) => textWidth(text, CAPTION_SIZE) <= INNER_WIDTH)) {
    y += 16;
    write(line, { size: CAPTION_SIZE, colour: SOFT_INK });
  }
  const query = queryLines(input.query);
  y += 4;
  for (const line of query.lines) {
    y += 14;
    write(line, { size: QUERY_SIZE, colour: SOFT_INK, font: MONO });
  }
  const height = Math.ceil(y + 18);
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="t d" font-family="${FONT}">`,
    `<title id="t">${escapeXml(input.title)}</title><desc id="d">${escapeXml(alt)}</desc>`,
    `<metadata>${escapeXml(JSON.stringify({ source: input.source, unit: input.unit, query: input.query }))}</metadata>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
  return { svg, width: WIDTH, height, wholeQueryShown: query.whole };
}

interface Style {
  size: number;
  colour: string;
  bold?: boolean;
  font?: string;
}

function textAt(x: number, y: number, text: string, { size, colour, bold, font }: Style): string {
  const weight = bold ? ' font-weight="bold"' : '';
  const family = font ? ` font-family="${font}"` : '';
  return `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}"${weight}${family}>${escapeXml(text)}</text>`;
}

function badge(): string {
  const width = textWidth(BADGE, 10.5, true) + 20;
  const x = WIDTH - MARGIN - width;
  return [
    `<rect x="${x}" y="18" width="${width}" height="21" rx="10.5" fill="#fff4e0" stroke="#c98a1b"/>`,
    textAt(x + 10, 32.5, BADGE, { size: 10.5, colour: '#7a4a12', bold: true }),
  ].join('');
}

function legendAt(entries: readonly LegendEntry[], top: number): { svg: string; y: number } {
  let [x, y] = [MARGIN, top];
  const parts = entries.map((entry) => {
    const label = wrap(entry.label, (text) => textWidth(text, 12.5) <= INNER_WIDTH - 30)[0] ?? entry.label;
    const width = 24 + textWidth(label, 12.5) + 20;
    if (x > MARGIN && x + width > WIDTH - MARGIN) [x, y] = [MARGIN, y + 20];
    const svg = symbolAt(entry, x, y - 4.5) + textAt(x + 24, y, label, { size: 12.5, colour: INK });
    x += width;
    return svg;
  });
  return { svg: parts.join(''), y };
}

function symbolAt({ mark, colour }: LegendEntry, x: number, y: number): string {
  if (mark === 'line')
    return `<line x1="${x}" x2="${x + 17}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="3"/><circle cx="${x + 8.5}" cy="${y}" r="3.6" fill="${colour}"/>`;
  if (mark === 'circle') return `<circle cx="${x + 9}" cy="${y}" r="5" fill="${colour}"/>`;
  return `<rect x="${x + 3}" y="${y - 6}" width="12" height="12" fill="${colour}"/>`;
}

function captionOf({ unit, source, type, x }: ChartInput, notes: readonly string[]): string {
  const where = [
    source.connector,
    source.environment === 'sandbox' ? 'sandbox with demo data' : '',
    source.asOf ? `as of ${asOfWords(source.asOf)}` : '',
  ].filter(Boolean);
  return [
    `Unit: ${type === 'histogram' ? `rows by ${x} in ${unit}` : unit}.`,
    `Source: ${where.join(', ')}.`,
    ...notes,
  ].join(' ');
}

function asOfWords(asOf: string): string {
  return asOf.replace(/^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?Z$/, '$1 $2 UTC');
}

function queryLines(query: string): { lines: string[]; whole: boolean } {
  const perLine = Math.floor(INNER_WIDTH / (QUERY_SIZE * 0.602));
  const lines = wrap(`Query: ${query}`, (line) => line.length <= perLine);
  if (lines.length <= MAX_QUERY_LINES) return { lines, whole: true };
  return {
    lines: [...lines.slice(0, MAX_QUERY_LINES - 1), '… (the whole query is in the metadata of this file)'],
    whole: false,
  };
}
