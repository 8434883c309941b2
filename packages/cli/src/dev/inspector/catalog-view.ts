import { tokenCost } from '@rolekit/sdk/bundle';
import { type Html, html } from '@rolekit/sdk/internal';
import type { ConnectorDescription, ToolEntry } from '@rolekit/sdk/plugin';
import type { SkillPrompt } from '@rolekit/sdk/skill';
import { tokensOf, tokenText } from './part.ts';
import type { ListedSkill } from './skills.ts';

export interface Catalog {
  connectors: readonly ConnectorDescription[];
  skills: readonly ListedSkill[];
  prompts: readonly SkillPrompt[];
}

/** What the plugin has, each a button that shows it. */
export function catalogView({ connectors, skills, prompts }: Catalog): Html {
  const sections = [
    ...connectors.map(({ name, title, tools }) => section(`c-${name}`, title, tools.map(toolItem))),
    section('skills', 'Skills', skills.map(skillItem)),
    section('prompts', 'Prompts', prompts.map(promptItem)),
  ].filter((shown) => shown !== undefined);
  return sections.length === 0 ? html`<p class="quiet">No tools or skills yet.</p>` : html`${sections}`;
}

function section(id: string, title: string, items: readonly Html[]): Html | undefined {
  if (items.length === 0) return undefined;
  return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<ul>${items}</ul></section>`;
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

function promptItem({ name, description, body }: SkillPrompt): Html {
  return html`<li data-words="${`${name} ${description}`.toLowerCase()}">
<button type="button" data-show="prompt/${name}"><span class="name">${name}</span>
<span class="facts"><span class="tokens">${tokenText(tokensOf(body))}</span></span></button></li>`;
}

export function accessBadge(access: ToolEntry['access']): Html {
  return html`<span class="badge ${access}">${access}</span>`;
}
