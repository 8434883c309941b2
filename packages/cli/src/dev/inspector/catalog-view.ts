import { tokenCost } from '@rolekit/sdk/bundle';
import { type Html, html } from '@rolekit/sdk/internal';
import type { ConnectorDescription, ToolEntry } from '@rolekit/sdk/plugin';
import { tokenText } from './part.ts';
import type { ListedSkill } from './skills.ts';

export interface Catalog {
  connectors: readonly ConnectorDescription[];
  skills: readonly ListedSkill[];
}

/** What the plugin has, each a button that shows it. */
export function catalogView({ connectors, skills }: Catalog): Html {
  return html`${connectors.map(
    ({ name, title, tools }) => html`<section aria-labelledby="c-${name}"><h2 id="c-${name}">${title}</h2>
<ul>${tools.map(toolItem)}</ul></section>`,
  )}${
    skills.length === 0
      ? null
      : html`<section aria-labelledby="c-skills"><h2 id="c-skills">Skills</h2>
<ul>${skills.map(skillItem)}</ul></section>`
  }${connectors.length + skills.length === 0 ? html`<p class="quiet">No tools or skills yet.</p>` : null}`;
}

function toolItem({ definition, access, enabled }: ToolEntry): Html {
  const { name, title, description } = definition;
  return html`<li data-words="${[name, title ?? '', access, description].join(' ').toLowerCase()}">
<button type="button" data-show="tool/${name}"><span class="name">${name}</span>
<span class="facts">${accessBadge(access)}${enabled ? null : html`<span class="badge off">off</span>`}<span class="tokens">${tokenText(tokenCost([definition]))}</span></span></button></li>`;
}

function skillItem({ name, description, tokens }: ListedSkill): Html {
  return html`<li data-words="${`${name} ${description}`.toLowerCase()}">
<button type="button" data-show="skill/${name}"><span class="name">${name}</span>
<span class="facts"><span class="tokens">${tokenText(tokens)}</span></span></button></li>`;
}

export function accessBadge(access: ToolEntry['access']): Html {
  return html`<span class="badge ${access}">${access}</span>`;
}
