import { tokenCost } from '@rolekit/sdk/bundle';
import { type Html, html } from '@rolekit/sdk/internal';
import type { ToolEntry } from '@rolekit/sdk/plugin';
import type { SkillPrompt } from '@rolekit/sdk/skill';
import { accessBadge } from './catalog-view.ts';
import type { Form, SentForm } from './form/form.ts';
import type { FormErrors } from './form/read-entries.ts';
import { renderFields, renderJsonEditor } from './form/render-form.ts';
import { prose, tokensOf, tokenText } from './part.ts';

/** A tool with its form. */
export function toolView(entry: ToolEntry, form: Form, sent: SentForm): Html {
  const { definition, access, enabled } = entry;
  const { name, title, description, inputSchema } = definition;
  return html`<div class="head"><h2 tabindex="-1">${name}</h2>
<p class="facts">${accessBadge(access)}${enabled ? null : html` <span class="badge off">off</span>`}${title ? html` <span>${title}</span>` : null} <span>${tokenText(tokenCost([definition]))}</span></p></div>
<p class="description">${prose(description)}</p>
${enabled ? null : html`<p class="note">The server does not list this tool. Switch it on in <code>plugin.json</code>: <code>connectors.*.tools</code>.</p>`}
${formWith(`tool/${name}`, form, sent)}
<details class="definition"><summary>Definition, as a model reads it (${tokenText(tokenCost([definition]))})</summary>
<pre class="code" tabindex="0" role="region" aria-label="Definition">${JSON.stringify({ name, description, inputSchema }, null, 2)}</pre></details>`;
}

/** A skill with arguments, which hosts offer to people as a prompt. */
export function promptView({ name, description, body }: SkillPrompt, form: Form, sent: SentForm): Html {
  return html`<div class="head"><h2 tabindex="-1">${name}</h2>
<p class="facts"><span class="badge">prompt</span> <span>${tokenText(tokensOf(body))} before its arguments</span></p></div>
<p class="description">${prose(description)}</p>
${formWith(`prompt/${name}`, form, sent)}`;
}

function formWith(item: string, form: Form, sent: SentForm): Html {
  return html`<form id="form" data-item="${item}" novalidate aria-label="Arguments">${formView(form, sent, new Map())}</form>
<section id="outcome" aria-label="Result"></section>`;
}

/** What is in the form; it is put there anew when arguments were wrong, or are shown in the other way. */
export function formView(form: Form, { mode, entries }: SentForm, errors: FormErrors): Html {
  const other = mode === 'fields' ? 'json' : 'fields';
  const whole = mode === 'fields' ? errors.get('') : undefined;
  const inputs =
    mode === 'json'
      ? renderJsonEditor(entries.get('') ?? '{}', errors.get(''))
      : form.fields.length === 0
        ? html`<p class="quiet">It takes no arguments.</p>`
        : html`<div class="fields">${renderFields(form.fields, { entries, errors })}</div>`;
  return html`<div class="bar"><h3>Arguments</h3><span class="buttons">
<button type="button" class="small" data-form="example">Example</button>
<button type="button" class="small" data-form="empty">Empty</button>
<button type="button" class="small" data-form="${other}">${other === 'json' ? 'Edit as JSON' : 'Edit as form'}</button></span></div>
<input type="hidden" data-mode value="${mode}">
${whole === undefined ? null : html`<p class="error" role="alert">${whole}</p>`}
${inputs}
<p class="go"><button type="submit" class="main">Call</button> <span class="quiet">or <kbd>Ctrl</kbd> <kbd>Enter</kbd></span></p>`;
}
