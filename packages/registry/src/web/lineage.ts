import { type Html, html } from '@rolekit/sdk/internal';
import type { SeenBase, StoredVersion } from '../store/catalogue.ts';

/** More clients are behind the link to all of them. */
export const SHOWN_CLIENTS = 20;

/** What the version is based on, the nearest first. */
export function basesFact(bases: readonly SeenBase[]): Html {
  if (bases.length === 0) return html``;
  return html`<dt>Based on</dt><dd>${bases.map((seen, at) => html`${at === 0 ? '' : ', based on '}${baseLink(seen)}`)}</dd>`;
}

function baseLink(seen: SeenBase): Html {
  if (seen.kind === 'hidden') return html`<span class="quiet">a version that you do not see here</span>`;
  if (seen.kind === 'elsewhere') {
    const { namespace, name, version, registry } = seen.base;
    return html`${namespace}/${name} ${version} <span class="quiet">of ${registry}</span>`;
  }
  const { version } = seen;
  return version.withheld === null
    ? versionLink(version)
    : html`${version.namespace}/${version.name} ${version.version}`;
}

function versionLink({ namespace, name, version }: StoredVersion): Html {
  return html`<a href="/${namespace}/${name}?version=${encodeURIComponent(version)}">${namespace}/${name} ${version}</a>`;
}

/** That a base should be used no more: who uses the client has to know. */
export function baseNotices(bases: readonly SeenBase[]): Html {
  return html`${bases.map((seen) => (seen.kind === 'here' ? baseNotice(seen.version) : null))}`;
}

function baseNotice({ namespace, name, version, withheld, yanked }: StoredVersion): Html {
  const reason = withheld?.reason ?? yanked;
  if (reason === null) return html``;
  const state = { quarantined: 'is quarantined', 'taken-down': 'was taken down' };
  const words = withheld === null ? 'was yanked' : state[withheld.state];
  return html`<p class="note warn"><strong>Its base ${namespace}/${name} ${version} ${words}:</strong> ${reason}</p>`;
}

/** Who follows the version, as far as the reader may see them. */
export function clients(derived: readonly StoredVersion[], path: string): Html {
  if (derived.length === 0) return html``;
  const shown = derived.slice(0, SHOWN_CLIENTS);
  return html`<section aria-labelledby="clients"><h2 id="clients">Clients of this version</h2>
<ul class="versions">${shown.map((version) => html`<li>${versionLink(version)}${version.yanked === null ? null : html` <span class="badge off">yanked</span>`}</li>`)}</ul>
${derived.length > shown.length ? html`<p><a href="${path}/lineage">All clients</a></p>` : null}</section>`;
}
