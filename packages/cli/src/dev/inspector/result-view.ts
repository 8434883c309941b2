import { type Html, html, isObject } from '@rolekit/sdk/internal';
import { cellText, fitTable } from '../../call/fitted-table.ts';
import { footOf, rowCount } from '../../call/render-envelope.ts';
import type { Era } from '../../plugin-server/connect.ts';
import { durationText, prose, tokensOf, tokenText } from './part.ts';

/** What a tool answered. */
export interface ShownResult {
  isError: boolean;
  structured: Record<string, unknown>;
  /** What a model reads. */
  text: string;
  /** Of a prompt, which is text alone. @default false */
  isPrompt?: boolean;
  ms: number;
  era: Era;
  /** How often a person was asked. */
  questions: number;
}

const MAX_ROWS = 500;
const MAX_CHARACTERS = 200_000;

/** A result three times: as people, as models and as programs see it. */
export function resultView({ isError, structured, text, isPrompt = false, ms, era, questions }: ShownResult): Html {
  const json = JSON.stringify(structured, null, 2);
  const compact = JSON.stringify(structured);
  const page = isObject(structured.page) ? structured.page : undefined;
  const facts = [
    durationText(ms),
    page && (page.total === page.returned ? rowCount({ returned: page.returned }) : rowCount(page)),
    era,
    questions > 0 && `asked ${questions === 1 ? 'once' : `${questions} times`}`,
  ].filter(Boolean);
  const tabs = [
    ...(isPrompt
      ? []
      : [{ id: 'table', name: isError ? 'Error' : 'Table', note: 'for people', panel: tableOf(isError, structured) }]),
    {
      id: 'text',
      name: 'Text',
      note: `for models, ${tokenText(tokensOf(text))}`,
      panel: pre(text, 'text', 'Text for models'),
    },
    {
      id: 'json',
      name: 'JSON',
      note: `for programs, ${tokenText(tokensOf(compact))}`,
      panel: pre(json, 'code', 'Structured result'),
    },
  ];
  return html`<p class="summary${isError ? ' bad' : ' good'}" data-say><strong>${isError ? 'Error' : 'Answered'}</strong> ${facts.map((fact) => html`<span>${fact}</span> `)}</p>
<div role="tablist" aria-label="Result as">${tabs.map(
    ({ id, name, note }, index) =>
      html`<button type="button" role="tab" id="tab-${id}" aria-controls="panel-${id}" aria-selected="${index === 0 ? 'true' : 'false'}"${index === 0 ? null : html` tabindex="-1"`}>${name} <span class="note-text">${note}</span></button>`,
  )}</div>
${tabs.map(
  ({ id, panel }, index) =>
    html`<div role="tabpanel" id="panel-${id}" aria-labelledby="tab-${id}" tabindex="0"${index === 0 ? null : html` hidden`}>${panel}</div>`,
)}
${
  typeof page?.next === 'string'
    ? html`<p class="go"><button type="button" data-next="${page.next}">Next page</button></p>`
    : null
}`;
}

function pre(text: string, kind: string, label: string): Html {
  const rest = text.length - MAX_CHARACTERS;
  const shown = rest > 0 ? `${text.slice(0, MAX_CHARACTERS)}\n… ${rest} more characters` : text;
  return html`<div class="copied"><pre class="${kind}" tabindex="0" role="region" aria-label="${label}">${shown}</pre><button type="button" class="small" data-copy>Copy</button></div>`;
}

function tableOf(isError: boolean, structured: Record<string, unknown>): Html {
  const { items, item, error } = structured;
  if (isError && isObject(error)) return errorOf(error);
  const foot = footOf(structured).map((line) => html`<p class="quiet">${line}</p>`);
  if (Array.isArray(items)) return html`${rowsOf(items, 'Rows')}${foot}`;
  if (isObject(item)) return html`${itemOf(item)}${foot}`;
  const names = Object.keys(structured);
  return names.length === 0 ? html`<p class="quiet">No structured result.</p>` : itemOf(structured);
}

function rowsOf(rows: readonly unknown[], caption: string): Html {
  if (rows.length === 0) return html`<p class="quiet">No rows.</p>`;
  const shown = rows.slice(0, MAX_ROWS);
  const { columns } = fitTable(shown, Number.POSITIVE_INFINITY);
  const numeric = (isNumeric: boolean) => (isNumeric ? html` class="number"` : null);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr>${columns.map(({ name, numeric: is }) => html`<th scope="col"${numeric(is)}><bdi>${name}</bdi></th>`)}</tr></thead>
<tbody>${shown.map((_, row) => html`<tr>${columns.map(({ cells, numeric: is }) => html`<td${numeric(is)}><bdi>${cells[row] ?? ''}</bdi></td>`)}</tr>\n`)}</tbody>
</table></div>${rows.length > MAX_ROWS ? html`<p class="quiet">${rows.length - MAX_ROWS} more in the JSON.</p>` : null}`;
}

function itemOf(item: Record<string, unknown>): Html {
  return html`<dl class="item">${Object.entries(item)
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) =>
        html`<dt><bdi>${cellText(name)}</bdi></dt><dd>${Array.isArray(value) && value.some(isObject) ? rowsOf(value, name) : html`<bdi>${cellText(value)}</bdi>`}</dd>\n`,
    )}</dl>`;
}

function errorOf(error: Record<string, unknown>): Html {
  const { code, kind, message, next } = error;
  return html`<div class="failed"><p class="message">${prose(cellText(message))}</p>${next ? html`<p class="message"><strong>Next:</strong> ${prose(cellText(next))}</p>` : null}
<p class="quiet">${[code, kind].filter(Boolean).map((text) => html`<code>${cellText(text)}</code> `)}</p></div>`;
}
