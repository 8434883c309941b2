import { type Html, html } from '@rolekit/sdk/internal';
import { prose } from '../part.ts';
import { choiceName, type Entries, nameBelow, placesIn } from './entries.ts';
import type { Control, Field } from './fields.ts';
import type { FormErrors } from './read-entries.ts';

export interface FormState {
  entries: Entries;
  errors: FormErrors;
}

/** Where an input stands: its name, what it is called, and how it is described. */
interface Place {
  name: string;
  label: string;
  required: boolean;
  /** Ids of what describes it. */
  describedBy: string[];
  /** How many lists it is in: the page counts the items of each. */
  level: number;
}

/** The inputs of a form, with what was entered and what is wrong with it. */
export function renderFields(fields: readonly Field[], state: FormState, name = '', level = 1): Html {
  return html`${fields.map((field) => renderField(field, nameBelow(name, field.name), state, level))}`;
}

/** The arguments as one JSON text. */
export function renderJsonEditor(text: string, error: string | undefined): Html {
  return html`<div class="field${error === undefined ? null : ' wrong'}">
<label for="f-">Arguments as JSON</label>
<textarea id="f-" name="" class="code" rows="8" spellcheck="false"${error === undefined ? null : html` aria-invalid="true" aria-describedby="f--error"`}>${text}</textarea>
${errorOf('', error)}
</div>`;
}

function renderField(field: Field, name: string, state: FormState, level: number): Html {
  const { control, required, description, facts, type } = field;
  const hasHint = description !== '' || facts.length > 0;
  const error = state.errors.get(name);
  const place: Place = {
    name,
    label: field.name,
    required,
    describedBy: [...(hasHint ? [`f-${name}-hint`] : []), ...(error === undefined ? [] : [`f-${name}-error`])],
    level,
  };
  const title = html`<span class="name">${field.name}</span> <span class="type">${type}</span>${required ? html` <span class="needed">required</span>` : null}`;
  const hint = hasHint
    ? html`<p class="hint" id="f-${name}-hint">${prose(description)}${facts.length > 0 ? html` <span class="limits">${facts.join('; ')}</span>` : null}</p>`
    : null;
  const input = renderControl(control, place, state);
  const wrong = error === undefined ? null : ' wrong';
  if (isGroup(control))
    return html`<fieldset class="field group${wrong}" id="f-${name}"${described(place)}><legend>${title}</legend>${hint}${input}${errorOf(name, error)}</fieldset>\n`;
  return html`<div class="field${isShort(control) ? ' brief' : null}${wrong}"><label for="f-${name}">${title}</label>${hint}${input}${errorOf(name, error)}</div>\n`;
}

function isGroup({ kind }: Control): boolean {
  return kind === 'list' || kind === 'object' || kind === 'union';
}

/** Two of them stand side by side. */
function isShort(control: Control): boolean {
  return (
    control.kind === 'number' ||
    control.kind === 'boolean' ||
    control.kind === 'choice' ||
    (control.kind === 'text' && !control.isLong)
  );
}

function renderControl(control: Control, place: Place, state: FormState): Html {
  const { name, level, required } = place;
  const value = state.entries.get(name) ?? '';
  const own = html` id="f-${name}" name="${name}"${required ? html` aria-required="true"` : null}${state.errors.has(name) ? html` aria-invalid="true"` : null}${described(place)}`;
  switch (control.kind) {
    case 'text':
      if (control.format === 'date') return html`<input type="date"${own} value="${value}">`;
      return control.isLong
        ? html`<textarea${own} rows="1" spellcheck="false">${value}</textarea>`
        : html`<input type="text"${own} value="${value}" spellcheck="false" autocomplete="off"${placeholder(control.format)}>`;
    case 'number':
      return html`<input type="text" inputmode="decimal" class="short"${own} value="${value}" autocomplete="off">`;
    case 'boolean':
      return select(own, [['true', 'true'] as const, ['false', 'false'] as const], value);
    case 'choice':
      return select(
        own,
        control.values.map(
          (one) => [JSON.stringify(one), typeof one === 'string' ? one : JSON.stringify(one)] as const,
        ),
        value,
      );
    case 'json':
      return html`<textarea class="code"${own} rows="3" spellcheck="false" placeholder="JSON">${value}</textarea>`;
    case 'object':
      return html`<div class="inner fields">${renderFields(control.fields, state, name, level)}</div>`;
    case 'union':
      return renderUnion(control, place, state);
    case 'list':
      return renderList(control.item, place, state);
  }
}

function renderUnion({ variants }: Control & { kind: 'union' }, place: Place, state: FormState): Html {
  const chosen = Number(state.entries.get(choiceName(place.name)) ?? 0);
  const options = variants.map(
    ({ label }, index) => html`<option value="${index}"${index === chosen ? html` selected` : null}>${label}</option>`,
  );
  return html`<select name="${choiceName(place.name)}" data-union aria-label="Kind of ${place.label}">${options}</select>
${variants.map(({ control, label }, index) => {
  const name = nameBelow(place.name, index);
  const inner = renderControl(control, { ...place, name, label: `${place.label} as ${label}` }, state);
  const labelled = isGroup(control)
    ? inner
    : html`<label class="hidden" for="f-${name}">${place.label} as ${label}</label>${inner}`;
  return html`<fieldset class="variant" data-variant aria-label="${place.label} as ${label}"${index === chosen ? null : html` hidden disabled`}>${labelled}</fieldset>`;
})}`;
}

function renderList(item: Control, place: Place, state: FormState): Html {
  const places = placesIn(place.name, state.entries);
  const row = (at: string | number) => {
    const name = nameBelow(place.name, at);
    const label = `${place.label} item`;
    const error = state.errors.get(name);
    const describedBy = error === undefined ? [] : [`f-${name}-error`];
    const input = renderControl(item, { name, label, required: false, describedBy, level: place.level + 1 }, state);
    const shown = isGroup(item)
      ? html`<fieldset class="group" aria-label="${label}">${input}</fieldset>`
      : html`<label class="hidden" for="f-${name}">${label}</label>${input}`;
    return html`<div class="item" data-item><div class="grow">${shown}${errorOf(name, error)}</div><button type="button" class="small" data-remove aria-label="Remove this ${label}">Remove</button></div>`;
  };
  return html`<div data-items>${places.map(row)}</div>
<template data-mark="${mark(place.level)}">${row(mark(place.level))}</template>
<button type="button" class="small" data-add="${(places.at(-1) ?? -1) + 1}">Add <span class="hidden">to ${place.label}</span></button>`;
}

/** Stands for the number of an item that the page adds. */
function mark(level: number): string {
  return `__${level}__`;
}

function select(own: Html, options: readonly (readonly [value: string, text: string])[], value: string): Html {
  const shown = options.map(
    ([each, text]) => html`<option value="${each}"${each === value ? html` selected` : null}>${text}</option>`,
  );
  return html`<select${own}><option value="">not set</option>${shown}</select>`;
}

function placeholder(format: string | undefined): Html | null {
  return format === 'date-time' ? html` placeholder="2026-01-31T09:00:00Z"` : null;
}

function described({ describedBy }: Place): Html | null {
  return describedBy.length === 0 ? null : html` aria-describedby="${describedBy.join(' ')}"`;
}

function errorOf(name: string, error: string | undefined): Html | null {
  return error === undefined ? null : html`<p class="error" id="f-${name}-error">${error}</p>`;
}
