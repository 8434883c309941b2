import { type Html, html } from '@rolekit/sdk/internal';
import type { StoredAccount } from '../store/accounts.ts';
import type { Role } from '../store/namespaces.ts';
import type { StoredToken } from '../store/tokens.ts';
import { date, privateBadge } from '../web/badges.ts';
import { layout } from '../web/layout.ts';

export interface AccountPage {
  registry: string;
  url: string;
  account: StoredAccount;
  roles: ReadonlyMap<string, Role>;
  privateNamespaces: ReadonlySet<string>;
  /** Those that have not ended, the newest first. */
  tokens: readonly StoredToken[];
  /** Id of the token of this browser. */
  current: string;
}

/** What one may, and where one is signed in. */
export function accountPage({
  registry,
  url,
  account,
  roles,
  privateNamespaces,
  tokens,
  current,
}: AccountPage): string {
  const facts = [
    account.issuer === null ? 'an account of this registry' : `signed in through ${new URL(account.issuer).host}`,
    ...(account.isAdministrator ? ['administrator'] : []),
  ];
  const main = html`<div class="lead"><h1>${account.displayName}</h1>
<p class="facts"><code>${account.handle}</code>${facts.map((fact) => html`<span>${fact}</span>`)}${account.groups.map((group) => html`<span class="badge">@${group}</span>`)}</p></div>
<section aria-labelledby="namespaces"><h2 id="namespaces">Namespaces</h2>
${roles.size === 0 ? html`<p class="quiet">You have a role in none.</p>` : html`<ul class="rows">${[...roles].sort().map(([name, role]) => namespace(name, role, privateNamespaces.has(name)))}</ul>`}
<p><a href="/approvals">Versions that wait for approval</a></p></section>
<section aria-labelledby="tokens"><h2 id="tokens">Signed in at</h2>
<ul class="rows">${tokens.map((token) => row(token, token.id === current))}</ul></section>`;
  return layout({ title: `${account.handle} · ${registry}`, registry, url, reader: { handle: account.handle }, main });
}

function namespace(name: string, role: Role, isPrivate: boolean): Html {
  return html`<li><h3><a href="/?namespace=${encodeURIComponent(name)}">${name}</a>${isPrivate ? privateBadge() : null}</h3><p class="quiet">You are ${role}.</p></li>`;
}

function row(
  { id, name, scopes, namespaces, createdAt, expiresAt, lastUsedAt }: StoredToken,
  isCurrent: boolean,
): Html {
  const where = namespaces.includes('*') ? 'wherever you may' : `in ${namespaces.join(', ')}`;
  const times = html`since ${day(createdAt)}${expiresAt === null ? null : html`, until ${day(expiresAt)}`}${lastUsedAt === null ? null : html`, last used ${day(lastUsedAt)}`}`;
  return html`<li><h3>${name}${isCurrent ? html` <span class="badge">this browser</span>` : null}</h3>
<p class="quiet">May ${scopes.join(', ')} ${where}; ${times}.</p>
${isCurrent ? null : html`<form class="answers" action="/account/tokens/${id}/end" method="post"><button type="submit" class="second" aria-label="End it: ${name}">End it</button></form>`}</li>`;
}

function day(at: string): Html {
  return html`<time datetime="${at}">${date(at)}</time>`;
}
