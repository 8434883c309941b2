import { type Html, html, pluginPath, shortened, versionPath } from '@rolekit/sdk/internal';
import { type PolicyRefusal, refusalText } from '@rolekit/sdk/internal/policy';
import type { VerifiedVersion } from '@rolekit/sdk/internal/signing';
import { type InstallLines, installLines } from '../install-lines.ts';
import type { FullVersion, SeenBase, StoredPlugin, StoredVersion } from '../store/catalogue.ts';
import { count, date, mostBadge, privateBadge, prose } from './badges.ts';
import { layout, type Reader } from './layout.ts';
import { baseNotices, clients } from './lineage.ts';
import { components } from './plugin-components.ts';
import { facts, remoteServers, type ShownDomain } from './plugin-facts.ts';
import { toolList } from './plugin-tools.ts';
import { contractOf, findingsOf, surfaceOf } from './version-notes.ts';

export interface PluginPageInput {
  registry: string;
  url: string;
  reader: Reader;
  plugin: StoredPlugin;
  /** The version that the page shows. */
  shown: FullVersion;
  /** What of its signatures is right. */
  verified: VerifiedVersion | undefined;
  /** Newest publication first. */
  versions: readonly StoredVersion[];
  channels: readonly { channel: string; version: string }[];
  /** What it is based on, the nearest first. */
  bases: readonly SeenBase[];
  /** Versions that are built from it, newest publication first. */
  derived: readonly StoredVersion[];
  /** Why the company does not allow it. */
  refused: readonly PolicyRefusal[];
  /** Those that are served nowhere. */
  withheld: readonly StoredVersion[];
  /** True when another plugin has its name in the marketplace of everything. */
  hidden: boolean;
  /** True when only members of its namespace see it. */
  isPrivate: boolean;
  /** Of its namespace. */
  domains: readonly ShownDomain[];
}

/** One plugin: how to install it, what it can do, and what is known about it. */
export function pluginPage(input: PluginPageInput): string {
  const { registry, url, reader, plugin, shown } = input;
  const { manifest } = shown;
  const title = manifest.extensions['dev.rolekit'].interface?.displayName ?? plugin.displayName;
  const main = html`
<nav class="crumbs" aria-label="Breadcrumb"><a href="/">Plugins</a> / <a href="/?namespace=${encodeURIComponent(plugin.namespace)}">${plugin.namespace}</a></nav>
<div class="lead">
<h1>${title} <span class="version">${shown.version}</span></h1>
<p>${manifest.description}</p>
<p class="facts">${plugin.role === null ? null : html`<a class="chip" href="/?role=${encodeURIComponent(plugin.role)}">${plugin.role}</a>`}<span>${plugin.namespace}/${plugin.name}</span><span>${count(shown.skills.length, 'skill')}</span><span>${count(toolCount(shown), 'tool')}</span>${toolCount(shown) > 0 ? mostBadge(plugin.access) : null}${input.isPrivate ? privateBadge() : null}</p>
${notices(input)}
</div>
<div class="columns">
<div>
${components(shown)}
${install(input)}
${skills(shown)}
${toolList(shown)}
${contractOf(shown)}
${surfaceOf(shown)}
${findingsOf(shown)}
${readme(shown)}
</div>
<aside>
${facts(input)}
${clients(input.derived, versionPath(plugin, shown.version))}
${versionList(input)}
</aside>
</div>
`;
  return layout({ title: `${plugin.namespace}/${plugin.name} · ${registry}`, registry, url, reader, main });
}

function notices({ plugin, shown, bases, refused, hidden, isPrivate, registry, withheld }: PluginPageInput): Html {
  return html`${withdrawals(shown)}
${baseNotices(bases)}
${withheld.slice(-MAX_WITHHELD).map(withholding)}
${refused.map((refusal) => html`<p class="note warn"><strong>The company does not allow this version:</strong> ${refusalText(refusal)}.</p>`)}
${shown.waiver === null ? null : html`<p class="note warn"><strong>Its version number is lower than its changes.</strong> The publisher’s reason: ${shown.waiver}</p>`}
${plugin.latest === null ? html`<p class="note">It has no stable version yet, so marketplaces do not list it.</p>` : null}
${remoteServers(shown)}
${isPrivate ? html`<p class="note">Only members of ${plugin.namespace} see it. Sign in on your machine before you install it: <code>rolekit login</code></p>` : null}
${hidden && !isPrivate && plugin.latest !== null ? html`<p class="note">Another plugin named ${plugin.name} came first, so this one is in the marketplace <code>${registry}-${plugin.namespace}</code> and not in <code>${registry}</code>.</p>` : null}`;
}

const MAX_WITHHELD = 5;

/** A version that is served no more: who has it has to know. */
function withholding({ version, withheld }: StoredVersion): Html {
  if (withheld === null) return html``;
  const { state, reason, by, at } = withheld;
  return html`<p class="note warn"><strong>${version} ${state === 'quarantined' ? 'is quarantined' : 'was taken down'}:</strong> ${reason} By ${by}. <time datetime="${at}">${date(at)}</time></p>`;
}

/** Why nobody should install this version, who says so and since when. */
function withdrawals({ yanked, yankedBy, yankedAt, deprecated }: FullVersion): Html {
  const who = (by: string | null, at: string | null) =>
    html`${by === null ? null : html` By ${by}.`}${at === null ? null : html` <time datetime="${at}">${date(at)}</time>`}`;
  return html`${yanked === null ? null : html`<p class="note warn"><strong>This version was yanked:</strong> ${yanked}${who(yankedBy, yankedAt)}</p>`}
${deprecated === null ? null : html`<p class="note warn"><strong>This version is deprecated:</strong> ${deprecated.message}${deprecated.replacement === null ? null : html` Use <a href="/${deprecated.replacement}">${deprecated.replacement}</a> instead.`}${who(deprecated.by, deprecated.at)}</p>`}`;
}

function install({ registry, url, plugin, hidden, isPrivate }: PluginPageInput): Html {
  if (plugin.latest === null) return html``;
  const hosts = installLines({
    registryUrl: url,
    name: registry,
    namespace: plugin.namespace,
    plugin: plugin.name,
    // the marketplace of everything lists no private plugin
    hidden: hidden || isPrivate,
  });
  return html`<section aria-labelledby="install"><h2 id="install">Install</h2>
<div class="hosts">${hosts.map(host)}</div></section>`;
}

function host({ title, hint, lines }: InstallLines, at: number): Html {
  return html`<details name="host"${at === 0 ? html` open` : null}><summary>${title} <span class="quiet">${hint}</span></summary><pre class="line" tabindex="0" aria-label="Lines for ${title}"><code>${lines.join('\n')}</code></pre></details>`;
}

function skills(shown: FullVersion): Html {
  if (shown.skills.length === 0) return html``;
  const path = `${versionPath(shown, shown.version)}/skills`;
  return html`<section aria-labelledby="skills"><h2 id="skills">Skills</h2>
<ul class="rows">${shown.skills.map(
    (skill) => html`<li><h3><a href="${path}/${skill.name}">${skill.name}</a></h3><p>${prose(skill.description)}</p>
${skill.tools.length === 0 ? null : html`<p class="quiet uses">Uses ${skill.tools.map((tool) => html`<code>${tool}</code> `)}</p>`}</li>`,
  )}</ul></section>`;
}

function readme({ readme: text }: FullVersion): Html {
  if (text === null || text.trim() === '') return html``;
  return html`<section aria-labelledby="readme"><h2 id="readme">Readme</h2><pre class="readme" tabindex="0">${shortened(text, 20_000)}</pre></section>`;
}

function versionList({ plugin, versions, channels, shown }: PluginPageInput): Html {
  const first = versions.slice(0, 30);
  const marks = (version: string) => [
    ...(version === plugin.latest ? ['latest'] : []),
    ...channels.filter((entry) => entry.version === version).map(({ channel }) => channel),
  ];
  return html`<section aria-labelledby="versions"><h2 id="versions">Versions</h2><ol class="versions">${first.map(
    ({ version, publishedAt, yanked, deprecated }) =>
      html`<li${version === shown.version ? html` class="current"` : null}><a href="/${plugin.namespace}/${plugin.name}?version=${encodeURIComponent(version)}"${version === shown.version ? html` aria-current="page"` : null}>${version}</a> ${marks(version).map((mark) => html`<span class="chip small">${mark}</span> `)}${yanked === null ? null : html`<span class="badge off">yanked</span>`}${deprecated === null ? null : html`<span class="badge off">deprecated</span>`}<time datetime="${publishedAt}">${date(publishedAt)}</time></li>`,
  )}</ol>${versions.length > first.length ? html`<p><a href="${pluginPath(plugin)}/versions">All ${versions.length} versions</a></p>` : null}</section>`;
}

function toolCount({ tools: file }: FullVersion): number {
  return file.connectors.flatMap((connector) => connector.tools).filter(({ enabled }) => enabled).length;
}
