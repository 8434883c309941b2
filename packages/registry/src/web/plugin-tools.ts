import { type Html, html, shortened } from '@rolekit/sdk/internal';
import { argumentFacts, type ToolArgument, toolArguments } from '@rolekit/sdk/internal/plugin';
import type { ToolEntry, ToolExample } from '@rolekit/sdk/plugin';
import type { FullVersion } from '../store/catalogue.ts';
import { accessBadge, count, prose } from './badges.ts';

/** The tools of a version by connector, each with its arguments. */
export function toolList({ tools: file }: FullVersion): Html {
  if (file.connectors.length === 0) return html``;
  return html`<section aria-labelledby="tools"><h2 id="tools">Tools</h2>
${file.connectors.map(
  (
    connector,
  ) => html`<h3 class="connector">${connector.title} <span class="quiet">${connector.name} ${connector.version}</span></h3>
<ul class="rows">${connector.tools.map(tool)}</ul>`,
)}</section>`;
}

function tool({ definition, access, enabled, examples = [] }: ToolEntry): Html {
  return html`<li><h4><code>${definition.name}</code> ${accessBadge(access)}${enabled ? null : html` <span class="badge off">off by default</span>`}</h4>
<p>${prose(firstSentence(definition.description))}</p>
${argumentList(definition.name, toolArguments(definition.inputSchema), examples)}</li>`;
}

/** Descriptions are written for models and can be long; the whole one is in tools.json. */
function firstSentence(text: string): string {
  const line = text.split('\n', 1)[0] ?? '';
  return shortened(line, 240);
}

function argumentList(name: string, list: readonly ToolArgument[], examples: readonly ToolExample[]): Html {
  if (list.length === 0) return html`<p class="quiet">No arguments</p>`;
  return html`<details class="arguments"><summary>${count(list.length, 'argument')}<span class="hidden"> of ${name}</span></summary>
<dl>${list.map(argument)}${examples.map(example)}</dl></details>`;
}

function argument(shown: ToolArgument): Html {
  const { name, type, required, description, properties } = shown;
  const facts = argumentFacts(shown).join('; ');
  return html`<dt><code>${name}</code> ${type}${required ? ', required' : null}</dt>
<dd>${prose(shortened(description, 400))}${facts === '' ? null : html` <span class="quiet">${shortened(facts, 400)}</span>`}${properties.length === 0 ? null : html`<dl>${properties.map(argument)}</dl>`}</dd>`;
}

/** As JSON: hosts and scripts call with that. */
function example({ title, input }: ToolExample): Html {
  return html`<dt>Example: ${shortened(title, 120)}</dt>
<dd><code>${shortened(JSON.stringify(input), 400)}</code></dd>`;
}
