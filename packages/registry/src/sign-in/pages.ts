import { type Html, html } from '@rolekit/sdk/internal';
import type { StoredAccount } from '../store/accounts.ts';
import type { DeviceLogin } from '../store/device-logins.ts';
import type { Scope } from '../store/tokens.ts';
import { layout } from '../web/layout.ts';

interface Shown {
  registry: string;
  url: string;
}

export interface LoginPage extends Shown {
  /** Path to go to afterwards. */
  next: string;
  /** How the company's own sign-in is named; undefined where there is none. */
  provider: string | undefined;
  handle?: string;
  /** Why the last try failed. */
  problem?: string;
}

export function loginPage({ registry, url, next, provider, handle = '', problem }: LoginPage): string {
  const main = html`<div class="lead narrow"><h1>Sign in</h1>
${problem === undefined ? null : html`<p class="note warn" role="alert">${problem}</p>`}
${provider === undefined ? null : html`<p><a class="button" href="/login/start?next=${encodeURIComponent(next)}">Continue with ${provider}</a></p><p class="quiet">or with an account of this registry</p>`}
<form class="fields" action="/login" method="post">
<input type="hidden" name="next" value="${next}">
<label for="handle">Name</label><input id="handle" name="handle" value="${handle}" autocomplete="username" required>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required>
<button type="submit">Sign in</button>
</form></div>`;
  return layout({ title: `Sign in · ${registry}`, registry, url, main });
}

const MAY: Record<Scope, string> = {
  read: 'read private plugins',
  publish: 'publish versions',
  manage: 'move channels, yank and deprecate',
  govern: 'change members and visibility',
};

export interface DevicePage extends Shown {
  account: StoredAccount;
  login: DeviceLogin | undefined;
  code: string;
  problem?: string;
}

/** Asks a person for the code of a command, then for leave. */
export function devicePage({ registry, url, account, login, code, problem }: DevicePage): string {
  const main = html`<div class="lead narrow"><h1>Sign a command in</h1>
<p class="quiet">You are ${account.displayName} (<code>${account.handle}</code>).</p>
${problem === undefined ? null : html`<p class="note warn" role="alert">${problem}</p>`}
${login === undefined ? askForCode(code) : askForLeave(login)}</div>`;
  return layout({ title: `Sign a command in · ${registry}`, registry, url, reader: { handle: account.handle }, main });
}

function askForCode(code: string): Html {
  return html`<form class="fields" action="/login/device" method="get">
<label for="code">Code that the command shows</label><input id="code" name="code" value="${code}" autocomplete="off" autocapitalize="characters" spellcheck="false" required>
<button type="submit">Continue</button>
</form>`;
}

function askForLeave({ client, address, userCode, scopes, namespaces, days }: DeviceLogin): Html {
  const where = namespaces.includes('*') ? 'wherever you may' : `in ${namespaces.join(', ')}`;
  return html`<p>The command <strong>${client}</strong> at <code>${address}</code> wants to act as you. Compare its code:</p>
<p class="user-code"><code>${userCode}</code></p>
<p>For ${days === 1 ? 'one day' : `${days} days`} it may, ${where}:</p>
<ul>${scopes.map((scope) => html`<li>${MAY[scope]}</li>`)}</ul>
<form class="answers" action="/login/device" method="post">
<input type="hidden" name="code" value="${userCode}">
<button type="submit" name="answer" value="approve">Sign it in</button>
<button type="submit" name="answer" value="deny" class="second">Deny</button>
</form>`;
}

export interface DonePage extends Shown {
  title: string;
  text: string;
}

export function donePage({ registry, url, title, text }: DonePage): string {
  const main = html`<div class="lead narrow"><h1>${title}</h1><p>${text}</p></div>`;
  return layout({ title: `${title} · ${registry}`, registry, url, main });
}
