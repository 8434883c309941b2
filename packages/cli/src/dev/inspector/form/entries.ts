import { isObject } from '@rolekit/sdk/internal';
import type { Control, Field } from './fields.ts';

/**
 * What a form holds: texts by the names of its inputs. A name is the path of a value, its parts encoded and joined by `/`; that
 * of a union's choice ends with `@`.
 */
export type Entries = ReadonlyMap<string, string>;

export function nameBelow(name: string, part: string | number): string {
  const encoded = encodeURIComponent(part);
  return name === '' ? encoded : `${name}/${encoded}`;
}

export function choiceName(name: string): string {
  return `${name}@`;
}

/** The places of the items of a list that a form holds. */
export function placesIn(name: string, entries: Entries): number[] {
  const places = new Set<number>();
  for (const key of entries.keys()) {
    const [, place] = key.startsWith(`${name}/`) ? (/^(\d{1,6})(?:[/@]|$)/.exec(key.slice(name.length + 1)) ?? []) : [];
    if (place !== undefined) places.add(Number(place));
  }
  return [...places].sort((a, b) => a - b);
}

/** Arguments as a form holds them; undefined where it has no field for one of them. */
export function entriesOf(fields: readonly Field[], args: Readonly<Record<string, unknown>>): Entries | undefined {
  const entries = new Map<string, string>();
  return enterObject(fields, args, '', entries) ? entries : undefined;
}

function enterObject(
  fields: readonly Field[],
  value: Readonly<Record<string, unknown>>,
  name: string,
  entries: Map<string, string>,
): boolean {
  return Object.entries(value).every(([key, inner]) => {
    const field = fields.find((field) => field.name === key);
    if (inner === undefined) return true;
    return field !== undefined && enter(field.control, inner, nameBelow(name, key), entries);
  });
}

/** False where the control cannot hold the value. */
function enter(control: Control, value: unknown, name: string, entries: Map<string, string>): boolean {
  switch (control.kind) {
    case 'text':
      // an empty text would read as none
      if (typeof value !== 'string' || value === '') return false;
      entries.set(name, value);
      return true;
    case 'number':
      if (typeof value !== 'number') return false;
      entries.set(name, String(value));
      return true;
    case 'boolean':
      if (typeof value !== 'boolean') return false;
      entries.set(name, String(value));
      return true;
    case 'choice':
      if (!control.values.includes(value)) return false;
      entries.set(name, JSON.stringify(value));
      return true;
    case 'list':
      return (
        Array.isArray(value) && value.every((item, place) => enter(control.item, item, nameBelow(name, place), entries))
      );
    case 'object':
      return isObject(value) && enterObject(control.fields, value, name, entries);
    case 'union':
      return control.variants.some((variant, index) => {
        const own = new Map<string, string>();
        if (!enter(variant.control, value, nameBelow(name, index), own)) return false;
        entries.set(choiceName(name), String(index));
        for (const [key, text] of own) entries.set(key, text);
        return true;
      });
    case 'json':
      entries.set(name, JSON.stringify(value, null, 2));
      return true;
  }
}
