import { type Html, html } from '@rolekit/sdk/internal';
import type { FullVersion } from '../store/catalogue.ts';
import { count } from './badges.ts';

/** What a version changed since the one before. */
export function surfaceOf({ surface }: Pick<FullVersion, 'surface'>): Html {
  if (surface === null) return html``;
  if (surface.changes.length === 0) {
    return html`<section aria-labelledby="changes"><h2 id="changes">Changes since ${surface.comparedWith}</h2><p class="quiet">Tools, skills, settings, network hosts and folders are unchanged.</p></section>`;
  }
  return html`<section aria-labelledby="changes"><h2 id="changes">Changes since ${surface.comparedWith}</h2>
${surface.instructionsChanged ? html`<p class="note warn">It changes instructions for the model: read those lines before you update.</p>` : null}
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

/** How it was tested, as its publisher says. */
export function contractOf({ contract, tools }: FullVersion): Html {
  if (tools.connectors.length === 0) return html``;
  const heading = html`<h2 id="contract">Contract</h2>`;
  if (contract === null)
    return html`<section aria-labelledby="contract">${heading}<p class="quiet">Not stated: its publisher sent no test report.</p></section>`;
  const { level, suite, seed, connectors, checks, passed, skipped, playbooks, waivers } = contract;
  return html`<section aria-labelledby="contract">${heading}
<p>Tested at <strong>${level}</strong>: ${count(passed, 'result')} passed, ${skipped} skipped, ${waivers.length} waived${playbooks > 0 ? html`, ${count(playbooks, 'playbook')} passed` : null}.</p>
<p class="quiet">Reported by its publisher; this registry did not run the tests. The report covers this version and its tools only.</p>
${waivers.length === 0 ? null : html`<ul class="changes">${waivers.map(({ check, tool, reason }) => html`<li><span class="badge off">waived</span> <span><code>${check}</code>${tool === undefined ? null : html` of <code>${tool}</code>`}: ${reason}</span></li>`)}</ul>`}
<details><summary>${count(checks.length, 'check')} <span class="quiet">${connectors.length === 0 ? 'of its server' : connectors.join(', ')}, suite ${suite}, seed ${seed}</span></summary><p>${checks.map((check) => html`<code>${check}</code> `)}</p></details></section>`;
}
