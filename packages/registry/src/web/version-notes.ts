import type { FullVersion } from '../store/catalogue.ts';
import { type Html, html } from './html.ts';

/** What a version changed since the one before. */
export function surfaceOf({ surface }: FullVersion): Html {
  if (surface === null) return html``;
  if (surface.changes.length === 0) {
    return html`<section aria-labelledby="changes"><h2 id="changes">Changes since ${surface.comparedWith}</h2><p class="quiet">Tools, skills, settings and network hosts are the same.</p></section>`;
  }
  return html`<section aria-labelledby="changes"><h2 id="changes">Changes since ${surface.comparedWith}</h2>
${surface.instructionsChanged ? html`<p class="note warn">It changes what the model is told: read those lines before you update.</p>` : null}
<ul class="changes">${surface.changes.map(({ level, message }) => html`<li><span class="badge ${level}">${level}</span> ${message}</li>`)}</ul></section>`;
}

/** Warnings and notes that were there when it was published. */
export function findingsOf({ findings }: FullVersion): Html {
  if (findings.length === 0) return html``;
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2><ul class="changes">${findings.map(
    ({ severity, message, file, line }) =>
      html`<li><span class="badge ${severity === 'warning' ? 'write' : 'off'}">${severity}</span> ${message} <code class="quiet">${file}${line === undefined ? null : `:${line}`}</code></li>`,
  )}</ul></section>`;
}
