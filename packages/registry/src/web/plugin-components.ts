import { type Html, html } from '@rolekit/sdk/internal';
import { componentsOf } from '@rolekit/sdk/internal/plugin';
import type { FullVersion } from '../store/catalogue.ts';

const HOST_TITLES: Record<string, string> = {
  claude: 'Claude Code',
  codex: 'Codex',
  copilot: 'Copilot CLI',
  cursor: 'Cursor',
  gemini: 'Gemini CLI',
  vscode: 'VS Code',
};

/** What a host runs of the plugin on the user's machine, beyond its server: before anybody installs it. */
export function components({ manifest }: FullVersion): Html {
  const declared = componentsOf(manifest);
  if (declared.length === 0) return html``;
  return html`<section aria-labelledby="components"><h2 id="components">Runs on your machine</h2>
<p class="note warn">A host runs these by itself, and may not ask first.</p>
<ul class="rows">${declared.map(
    ({ kind, path, reason, hosts }) => html`<li><h3><code>${path}</code> <span class="badge off">${kind}</span></h3>
<p>${reason}</p>
<p class="quiet">${hosts === undefined ? 'In every host that supports it' : html`In ${hosts.map((host, at) => html`${at === 0 ? '' : ', '}${HOST_TITLES[host] ?? host}`)}`}</p></li>`,
  )}</ul></section>`;
}
