import { type Html, html } from '@rolekit/sdk/internal';
import type { PluginPage, StoredPlugin } from '../store/catalogue.ts';
import { count, date, mostBadge, privateBadge } from './badges.ts';
import { layout, type Reader } from './layout.ts';

export interface ListQuery {
  q?: string | undefined;
  role?: string | undefined;
  connector?: string | undefined;
  namespace?: string | undefined;
  cursor?: string | undefined;
}

export interface ListPage {
  registry: string;
  url: string;
  reader: Reader;
  query: ListQuery;
  page: PluginPage;
  /** Why there is no list. */
  problem: string | undefined;
  /** Namespaces whose plugins only their members see. */
  privateNamespaces: ReadonlySet<string>;
}

/** All plugins, or what a search found. */
export function listPage({ registry, url, reader, query, page, problem, privateNamespaces }: ListPage): string {
  const filtered = Object.entries(query).filter(
    ([key, value]) => value !== undefined && value !== '' && key !== 'cursor',
  );
  const heading = query.q
    ? html`Results for “${query.q}”`
    : filtered.length > 0
      ? html`Plugins`
      : html`Role plugins for your agent`;
  const main = html`
<div class="lead">
<h1>${heading}</h1>
${filtered.length === 0 && query.cursor === undefined ? intro(registry, url) : chips(query)}
</div>
${problem !== undefined ? html`<p class="note warn" role="status">${problem}</p>` : null}
${page.plugins.length === 0 ? empty(filtered.length > 0, url) : html`<ul class="cards">${page.plugins.map((plugin) => card(plugin, privateNamespaces.has(plugin.namespace)))}</ul>`}
${page.next === null ? null : html`<nav class="pages" aria-label="Pages"><a rel="next" href="${address({ ...query, cursor: page.next })}">Next page</a></nav>`}
`;
  const title = query.q ? `${query.q} · ${registry}` : `${registry} · role plugins`;
  return layout({ title, registry, url, reader, query: query.q ?? '', main });
}

function intro(registry: string, url: string): Html {
  return html`<p>Skills and connectors for one job, installed together. Add this registry to your host once, then install any plugin by name.</p>
<pre class="line" tabindex="0" aria-label="Line that adds this registry"><code>claude plugin marketplace add ${url}/git/all.git</code></pre>
<p class="quiet">The same address works for Codex and Copilot; the marketplace is named <code>${registry}</code>.</p>`;
}

function chips(query: ListQuery): Html {
  const shown = (['namespace', 'role', 'connector'] as const).flatMap((key) => {
    const value = query[key];
    return value === undefined || value === ''
      ? []
      : [
          html`<li><a class="chip" href="${address({ ...query, [key]: undefined, cursor: undefined })}">${key}: ${value} <span aria-hidden="true">×</span><span class="hidden"> (remove)</span></a></li>`,
        ];
  });
  return html`<ul class="chips">${shown}<li><a href="/">Show all</a></li></ul>`;
}

function card(plugin: StoredPlugin, isPrivate: boolean): Html {
  const path = `/${plugin.namespace}/${plugin.name}`;
  return html`<li class="card">
<h2><a href="${path}">${plugin.displayName}</a>${isPrivate ? privateBadge() : null}</h2>
<p class="id">${plugin.namespace}/${plugin.name} <span class="version">${plugin.version}</span> <time datetime="${plugin.publishedAt}">${date(plugin.publishedAt)}</time></p>
<p class="text">${plugin.description}</p>
<p class="facts">${plugin.role === null ? null : html`<a class="chip" href="${address({ role: plugin.role })}">${plugin.role}</a>`}
<span>${count(plugin.skills, 'skill')}</span><span>${count(plugin.tools, 'tool')}</span>${plugin.tools > 0 ? mostBadge(plugin.access) : null}</p>
</li>`;
}

function empty(filtered: boolean, url: string): Html {
  if (filtered) return html`<p class="note">Nothing matches. <a href="/">Show all plugins</a>.</p>`;
  return html`<div class="note"><p>Nothing is published yet. From the folder of a plugin:</p><pre class="line" tabindex="0"><code>rolekit publish --registry ${url}</code></pre></div>`;
}

function address(query: ListQuery): string {
  const parts = Object.entries(query).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  return parts.length === 0 ? '/' : `/?${new URLSearchParams(parts)}`;
}
