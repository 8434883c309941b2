import { parseNumber } from '@rolekit/sdk';
import { parseExact } from '@rolekit/sdk/http';
import { isObject } from '@rolekit/sdk/internal';
import { choiceName, type Entries, nameBelow, placesIn } from './entries.ts';
import type { Control, Field } from './fields.ts';

/** What is wrong, by the name of the input. */
export type FormErrors = Map<string, string>;

export interface ReadForm {
  args: Record<string, unknown>;
  errors: FormErrors;
}

/** The arguments that a form says, and what keeps them from being sent. */
export function readEntries(fields: readonly Field[], entries: Entries): ReadForm {
  const errors: FormErrors = new Map();
  const args = readObject(fields, '', entries, errors);
  return { args, errors };
}

/** The arguments of the JSON editor, whose input is named nothing. */
export function readJson(text: string): ReadForm {
  const errors: FormErrors = new Map();
  const value = parsed(text.trim() || '{}', '', errors);
  if (errors.size === 0 && !isObject(value)) errors.set('', 'Write one JSON object: {"name": "value"}.');
  return { args: isObject(value) ? value : {}, errors };
}

function readObject(fields: readonly Field[], name: string, entries: Entries, errors: FormErrors) {
  const read: Record<string, unknown> = {};
  for (const field of fields) {
    const key = nameBelow(name, field.name);
    const value = readValue(field.control, key, entries, errors, field.required);
    if (value !== undefined) read[field.name] = value;
    else if (field.required && !errors.has(key)) errors.set(key, 'Required: give a value.');
  }
  return read;
}

/** Undefined where nothing was entered. */
function readValue(control: Control, name: string, entries: Entries, errors: FormErrors, required: boolean): unknown {
  const text = entries.get(name) ?? '';
  switch (control.kind) {
    case 'text':
      return text === '' ? undefined : text;
    case 'number': {
      if (text.trim() === '') return undefined;
      const number = parseNumber(text.trim());
      if (number === undefined) errors.set(name, `\`${text}\` is no number.`);
      return number;
    }
    case 'boolean':
      return text === '' ? undefined : text === 'true';
    case 'choice':
      return control.values.find((value) => JSON.stringify(value) === text);
    case 'list': {
      const items = placesIn(name, entries).map((place) =>
        readValue(control.item, nameBelow(name, place), entries, errors, false),
      );
      const given = items.filter((item) => item !== undefined);
      return given.length === 0 && !required ? undefined : given;
    }
    case 'object': {
      if (!required && !isFilled(name, entries)) return undefined;
      return readObject(control.fields, name, entries, errors);
    }
    case 'union': {
      const variant = control.variants[Number(entries.get(choiceName(name)) ?? 0)];
      const index = variant ? control.variants.indexOf(variant) : 0;
      return variant && readValue(variant.control, nameBelow(name, index), entries, errors, required);
    }
    case 'json':
      return text.trim() === '' ? undefined : parsed(text, name, errors);
  }
}

function isFilled(name: string, entries: Entries): boolean {
  return [...entries].some(([key, text]) => key.startsWith(`${name}/`) && !key.endsWith('@') && text !== '');
}

function parsed(text: string, name: string, errors: FormErrors): unknown {
  try {
    return parseExact(text);
  } catch (error) {
    errors.set(name, `Not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
