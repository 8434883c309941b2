import { type Html, html } from '@rolekit/sdk/internal';
import type { Approval, ApprovalDetail, TextChange } from '@rolekit/sdk/wire';
import { bytes, date } from './badges.ts';
import { layout, type Reader } from './layout.ts';
import { surfaceOf } from './version-notes.ts';

interface Shown {
  registry: string;
  url: string;
  reader: Reader;
}

/** What waits for the person who looks. */
export function approvalList({ registry, url, reader, approvals }: Shown & { approvals: readonly Approval[] }): string {
  const main = html`<div class="lead"><h1>Approvals</h1></div>
${approvals.length === 0 ? html`<p>Nothing waits for you.</p>` : html`<ul class="rows">${approvals.map(row)}</ul>`}`;
  return layout({ title: `Approvals · ${registry}`, registry, url, reader, main });
}

function row({ id, version, publishedBy, until, mayApprove }: Approval): Html {
  return html`<li><h3><a href="/approvals/${id}/${encodeURIComponent(version)}">${id} ${version}</a></h3>
<p class="quiet">By ${publishedBy}, until <time datetime="${until}">${date(until)}</time>${mayApprove ? null : '; somebody else decides'}</p></li>`;
}

export interface ApprovalPage extends Shown {
  detail: ApprovalDetail;
  /** Of the form; no other page has it. */
  formToken: string;
  /** Why the last try failed. */
  problem?: string;
}

/** All that somebody has to see who decides about a version. */
export function approvalPage({ registry, url, reader, detail, formToken, problem }: ApprovalPage): string {
  const { id, version, publishedBy, publisher, until, waiver, channel, digest, size, hosts, folders } = detail;
  const main = html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/approvals">Approvals</a></nav>
<div class="lead"><h1>${id} <span class="version">${version}</span></h1>
<p>Sent by ${publishedBy}${publisher === 'account' ? ' with a token' : html` (${publisher})`}.</p>
${problem === undefined ? null : html`<p class="note warn" role="alert">${problem}</p>`}
${state(detail)}
${waiver === null ? null : html`<p class="note warn"><strong>Its version number is lower than its changes.</strong> The publisher’s reason: ${waiver}</p>`}
${detail.tooLow.length > 0 && waiver === null ? html`<p class="note warn"><strong>Its number is too low by now:</strong> ${detail.tooLow[0]?.message}</p>` : null}
${detail.comparedBefore === (detail.surface?.comparedWith ?? null) ? null : html`<p class="note">Another version came since it was sent: it is compared with ${detail.surface?.comparedWith ?? 'nothing'}, not with ${detail.comparedBefore ?? 'nothing'}.</p>`}</div>
${detail.mayApprove ? form(detail, formToken) : null}
${origin(detail)}
<section aria-labelledby="facts"><h2 id="facts">What it is</h2><dl>
<dt>Reaches</dt><dd>${list(hosts, 'no network host')}</dd>
<dt>Remote servers</dt><dd>${list(detail.remotes, 'none')}</dd>
<dt>Folders</dt><dd>${list(
    folders.map(({ folder, access }) => `${folder} (${access})`),
    'none',
  )}</dd>
<dt>Channel</dt><dd>${channel ?? 'none'}</dd>
<dt>Archive</dt><dd>${bytes(size)}</dd>
<dt>Waits until</dt><dd><time datetime="${until}">${date(until)}</time></dd>
<dt>Digest</dt><dd><code class="hash">${digest}</code></dd></dl></section>
${components(detail)}
${surfaceOf(detail)}
${findings(detail)}
${instructions(detail)}`;
  return layout({ title: `${id} ${version} · ${registry}`, registry, url, reader, main });
}

function state({ state: found, decidedBy, reason, mayApprove }: ApprovalDetail): Html {
  if (found === 'waiting') return mayApprove ? html`` : html`<p class="note">It waits for somebody else.</p>`;
  return html`<p class="note">It is ${found}${decidedBy === null ? null : html` by ${decidedBy}`}.${reason === null ? null : html` ${reason}`}</p>`;
}

/** The run of a CI that sent it, as the registry signed it. */
function origin({ provenance, provenanceProblem }: ApprovalDetail): Html {
  if (provenanceProblem !== null)
    return html`<p class="note warn" role="alert"><strong>It cannot be approved.</strong> ${provenanceProblem}</p>`;
  if (provenance === null) return html``;
  const { issuer, commit, environment, run } = provenance;
  const rows = { Issuer: issuer, Repository: provenance.repository, Workflow: provenance.workflow };
  const shown = Object.entries({ ...rows, Commit: commit, Environment: environment, Run: run });
  return html`<section aria-labelledby="origin"><h2 id="origin">Where it comes from</h2><dl>
${shown.map(([name, value]) => (value === null ? null : html`<dt>${name}</dt><dd><code>${value}</code></dd>`))}</dl>
<p class="quiet">Signed by this registry when it checked the platform’s token.</p></section>`;
}

function form({ id, version, digest }: ApprovalDetail, formToken: string): Html {
  return html`<form class="fields" action="/approvals/${id}/${encodeURIComponent(version)}" method="post">
<input type="hidden" name="digest" value="${digest}"><input type="hidden" name="form" value="${formToken}">
<label for="reason">Reason, to reject it</label><input id="reason" name="reason" maxlength="500" autocomplete="off">
<button type="submit" name="answer" value="approve">Approve and publish</button>
<button type="submit" name="answer" value="reject" class="second">Reject</button>
</form>`;
}

function list(names: readonly string[], none: string): Html | string {
  return names.length === 0 ? none : html`${names.map((name) => html`<code>${name}</code> `)}`;
}

function components({ components: declared }: ApprovalDetail): Html {
  if (declared.length === 0) return html``;
  return html`<section aria-labelledby="components"><h2 id="components">Runs on the user’s machine</h2><ul class="rows">${declared.map(
    ({ kind, path, reason, isNew }) =>
      html`<li><h3><code>${path}</code> <span class="badge off">${kind}</span>${isNew ? html` <span class="badge major">new</span>` : null}</h3><p>${reason}</p></li>`,
  )}</ul></section>`;
}

function findings({ findings: found }: ApprovalDetail): Html {
  if (found.length === 0) return html``;
  return html`<section aria-labelledby="findings"><h2 id="findings">Findings</h2><ul class="changes">${found.map(
    ({ severity, message, file }) =>
      html`<li><span class="badge off">${severity}</span> ${message} <code class="quiet">${file}</code></li>`,
  )}</ul></section>`;
}

function instructions({ state: found, instructions: changed, moreInstructions }: ApprovalDetail): Html {
  if (found !== 'waiting' && found !== 'approved') return html``;
  if (changed.length === 0) return html`<p class="quiet">No text that a model or a host reads changed.</p>`;
  return html`<section aria-labelledby="texts"><h2 id="texts">Texts that a model or a host reads</h2>${changed.map(text)}
${moreInstructions > 0 ? html`<p class="note warn">${moreInstructions} more texts changed that are not shown.</p>` : null}</section>`;
}

function text({ name, change, lines, truncated }: TextChange): Html {
  return html`<h3><code>${name}</code> <span class="badge off">${change}</span></h3>
<pre class="readme" tabindex="0">${lines.join('\n')}${truncated ? '\n… and more' : ''}</pre>`;
}
