import { type Html, html, versionPath } from '@rolekit/sdk/internal';
import { foldersOf, hostsOf } from '@rolekit/sdk/internal/plugin';
import type { VerifiedVersion } from '@rolekit/sdk/internal/signing';
import type { ToolsFile } from '@rolekit/sdk/plugin';
import type { FullVersion, SeenBase, StoredPlugin } from '../store/catalogue.ts';
import { bytes, date } from './badges.ts';
import { basesFact } from './lineage.ts';
import { signatures } from './signatures.ts';

/** A domain that was proven to be of who owns a namespace. */
export interface ShownDomain {
  domain: string;
  status: 'pending' | 'proven' | 'failing' | 'lost';
  provenAt: string | null;
  failingSince: string | null;
}

interface FactsInput {
  plugin: StoredPlugin;
  shown: FullVersion;
  verified: VerifiedVersion | undefined;
  domains: readonly ShownDomain[];
  bases: readonly SeenBase[];
}

/** What a person has to know who decides whether it may be installed. */
export function facts({ plugin, shown, verified, domains, bases }: FactsInput): Html {
  const hosts = hostsOf(shown.tools);
  const folders = foldersOf(shown.tools);
  const archive = `${versionPath(plugin, shown.version)}/archive`;
  const { author, license, homepage, repository } = shown.manifest;
  return html`<section aria-labelledby="facts"><h2 id="facts">About this version</h2><dl>
<dt>Published</dt><dd><time datetime="${shown.publishedAt}">${date(shown.publishedAt)}</time> by ${shown.publishedBy}${shown.approvedBy === null ? null : html`, approved by ${shown.approvedBy}`}</dd>
${basesFact(bases)}
${signatures(shown, verified)}
${domains.map(domainFact)}
${author === undefined ? null : html`<dt>Author</dt><dd>${author.name}</dd>`}
${license === undefined ? null : html`<dt>Licence</dt><dd>${license}</dd>`}
${homepage !== undefined && /^https?:/.test(homepage) ? html`<dt>Home page</dt><dd><a rel="nofollow noopener" href="${homepage}">${homepage}</a></dd>` : null}
${repository !== undefined && /^https?:/.test(repository) ? html`<dt>Source</dt><dd><a rel="nofollow noopener" href="${repository}">${repository}</a></dd>` : null}
<dt>Reaches</dt><dd>${hosts.length === 0 ? 'no network host' : hosts.map((name) => html`${place(name, shown.tools)} `)}</dd>
<dt>Folders</dt><dd>${folders.length === 0 ? 'none on your machine' : folders.map(({ folder, access }) => html`${place(folder, shown.tools)} (${access}) `)}</dd>
<dt>Writes</dt><dd>${writes(shown)}</dd>
<dt>Asks for</dt><dd>${settings(shown.tools)}</dd>
<dt>Context cost</dt><dd>about ${shown.tools.tokens} tokens</dd>
<dt>Archive</dt><dd><a href="${archive}">${bytes(shown.size)}</a></dd>
<dt>Digest</dt><dd><code class="hash">${shown.digest}</code></dd>
<dt>Tools digest</dt><dd><code class="hash">${shown.tools.toolsetDigest}</code></dd>
<dt>Commit</dt><dd><code class="hash">${shown.commit}</code></dd>
</dl></section>`;
}

function domainFact({ domain, status, provenAt, failingSince }: ShownDomain): Html {
  const day = (at: string | null) => (at === null ? null : html`<time datetime="${at}">${date(at)}</time>`);
  const text = {
    pending: html`not proven`,
    proven: html`proven, last on ${day(provenAt)}`,
    failing: html`proven until ${day(provenAt)}; not found since ${day(failingSince)}`,
    lost: html`no longer proven: not found since ${day(failingSince)}`,
  };
  return html`<dt>Domain</dt><dd><strong>${domain}</strong> <span class="quiet">${text[status]}</span></dd>`;
}

/** MCP servers of others: what holds for the plugin's own tools does not hold for theirs. */
export function remoteServers({ manifest }: FullVersion): Html {
  const { connectors = {}, policy } = manifest.extensions['dev.rolekit'];
  // where writes are denied, a build leaves remote servers out
  const remote = policy?.writes === 'deny' ? [] : Object.values(connectors).filter((connector) => 'url' in connector);
  if (remote.length === 0) return html``;
  return html`<p class="note warn"><strong>It uses remote servers:</strong> ${remote.map(({ url }) => html`<code>${url}</code> `)}Approval and policy do not cover their tools, which may change at any time.</p>`;
}

/** A host or folder; that of a setting is named by the title of the setting. */
function place(name: string, { connectors }: ToolsFile): Html {
  const setting = /^config:(.+)$/.exec(name)?.[1];
  if (setting === undefined) return html`<code>${name}</code>`;
  const field = connectors.flatMap(({ config }) => config).find((configField) => configField.name === setting);
  return html`what the setting “${field?.title ?? setting}” names`;
}

function writes({ tools, manifest }: FullVersion): string {
  const writing = tools.connectors
    .flatMap((connector) => connector.tools)
    .filter(({ access, enabled }) => enabled && access !== 'read');
  if (writing.length === 0 || manifest.extensions['dev.rolekit'].policy?.writes === 'deny') return 'nothing';
  return `${writing.length === 1 ? 'with 1 tool' : `with ${writing.length} tools`}, each time after a person approved`;
}

/** The settings of each connector; a value never leaves the user's machine but to the app. */
function settings({ connectors }: ToolsFile): Html | string {
  const asking = connectors.filter(({ config }) => config.length > 0);
  const [first] = asking;
  if (!first) return 'nothing';
  if (asking.length === 1) return settingsOf(first);
  return html`of each app that you connect: ${asking.map((connector, at) => html`${at === 0 ? '' : '; '}<strong>${connector.title}</strong> ${settingsOf(connector)}`)}`;
}

function settingsOf({ config }: ToolsFile['connectors'][number]): Html {
  return html`${config.map(({ title, secret }, at) => html`${at === 0 ? '' : ', '}${title}${secret ? ' (secret)' : ''}`)}`;
}
