import type { Finding } from '@rolekit/sdk';
import { type Html, html } from '@rolekit/sdk/internal';
import { durationText, prose, tokensOf, tokenText } from './part.ts';
import type { WireMessage } from './wire.ts';

/** Who wrote a line of the log. */
export type LogSource = 'build' | 'sandbox' | 'server';

export interface LogLine {
  source: LogSource;
  at: Date;
  text: string;
}

export type BuildState =
  | { kind: 'building' }
  | { kind: 'ready'; tools: number; tokens: number; ms: number }
  | { kind: 'broken'; lastGood: boolean; problem: string };

/** What was found in a build, or what ended it. */
export type ShownFinding = Omit<Finding, 'file'> & { file?: string };

/** `src/index.ts:12:5` */
export function placeOf({ file, line, column }: ShownFinding): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

export function lineView({ source, at, text }: LogLine): Html {
  return html`<li><time datetime="${at.toISOString()}">${at.toISOString().slice(11, 19)}Z</time> <span class="source">${source}</span> <span class="said">${text}</span></li>`;
}

export function messageView(message: WireMessage): Html {
  const { connection, from, title, isAnswer, id, isError, ms, bytes, json } = message;
  const facts = [
    id !== undefined && `#${id}`,
    ms !== undefined && durationText(ms),
    `${bytes.toLocaleString('en-US')} B`,
  ];
  const direction = `${from === 'client' ? 'to' : 'from'} the server: ${isAnswer ? 'answer to ' : ''}`;
  return html`<li><details><summary><span class="arrow" aria-hidden="true">${from === 'client' ? '→' : '←'}</span><span class="hidden">${direction}</span><span class="what${isAnswer ? ' answer' : null}">${title}</span>${connection === 'host' ? html` <span class="badge">host</span>` : null}${isError ? html` <span class="badge destructive">error</span>` : null} <span class="facts">${facts.filter(Boolean).join(' · ')}</span></summary>
<pre class="code" tabindex="0" role="region" aria-label="${direction}${title}">${json}</pre><p class="quiet">${tokenText(tokensOf(json))}</p></details></li>`;
}

export function stateView(state: BuildState | undefined): Html {
  if (state === undefined || state.kind === 'building') return html`<p class="state busy">Building …</p>`;
  if (state.kind === 'ready') {
    const { tools, tokens, ms } = state;
    return html`<p class="state good"><strong>Ready</strong> <span>${tools} ${tools === 1 ? 'tool' : 'tools'}, ${tokenText(tokens)}, built in ${durationText(ms)}</span></p>`;
  }
  return html`<p class="state bad"><strong>Broken</strong> <span>${state.problem}${/[.!?]$/.test(state.problem) ? null : '.'} ${state.lastGood ? 'The last good build is used.' : 'Waiting for the next save.'}</span></p>`;
}

export function findingsView(findings: readonly ShownFinding[]): Html {
  if (findings.length === 0) return html`<p class="quiet" data-count="0">No findings.</p>`;
  return html`<ul class="findings" data-count="${findings.length}">${findings.map(findingItem)}</ul>`;
}

function findingItem(finding: ShownFinding): Html {
  const { severity, code, message, fix } = finding;
  const place = placeOf(finding);
  return html`<li><p class="place">${place === '' ? null : html`<code>${place}</code> `}<span class="badge ${severity}">${severity}</span></p>
<p>${prose(message)}</p>${fix ? html`<p><strong>Fix:</strong> ${prose(fix)}</p>` : null}<p class="quiet"><code>${code}</code></p></li>`;
}
