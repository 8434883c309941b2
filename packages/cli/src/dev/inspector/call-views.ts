import { type Html, html } from '@rolekit/sdk/internal';
import type { Era } from '../../plugin-server/connect.ts';
import { durationText, prose } from './part.ts';

export interface CallProgress {
  progress: number;
  total?: number | undefined;
  message?: string | undefined;
}

/** A call that runs. */
export function runningView(step: string, progress?: CallProgress): Html {
  const { total, message } = progress ?? {};
  const text = [step, progress && `${progress.progress}${total === undefined ? '' : ` of ${total}`}`, message];
  return html`<div class="running"><p data-say>${text.filter(Boolean).join(': ')}</p>
<progress aria-label="Progress of the call"${progress && total !== undefined ? html` value="${Math.min(progress.progress, total)}" max="${total}"` : null}></progress>
<button type="button" class="small" data-cancel>Cancel</button></div>`;
}

/** The plan of a write, as the server words it for the person, with the two answers to it. */
export function questionView(id: string, plan: string): Html {
  return html`<div class="question" role="group" aria-labelledby="question"><h3 id="question" tabindex="-1" data-focus data-say>Approve this change?</h3>
<p class="quiet">The server asks a person before it writes. A host shows this text:</p>
<pre class="text" tabindex="0" role="region" aria-label="Plan">${plan}</pre>
<p class="go"><button type="button" class="main" data-answer="accept" data-question="${id}">Approve</button>
<button type="button" data-answer="decline" data-question="${id}">Decline</button>
<button type="button" data-cancel>Cancel the call</button></p></div>`;
}

/** A call that came to no result: cancelled, or an error of the protocol. */
export function failedView({
  title,
  text,
  fix,
  ms,
  era,
}: {
  title: string;
  text: string;
  fix?: string;
  ms?: number;
  era: Era;
}): Html {
  return html`<div class="failed"><p class="summary" data-say><strong>${title}</strong>${ms === undefined ? null : html` <span>after ${durationText(ms)}</span>`} <span>${era}</span></p>
<p class="message">${prose(text)}</p>${fix ? html`<p class="message"><strong>Next:</strong> ${prose(fix)}</p>` : null}</div>`;
}
