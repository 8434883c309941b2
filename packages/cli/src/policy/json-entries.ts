import { isObject, valueAt } from '@rolekit/sdk/internal';

/** One value in a settings file. */
export interface SettingsEntry {
  path: readonly string[];
  value: unknown;
}

/** Every value of a JSON object that is no object itself; undefined for what is no object. */
export function jsonEntries(text: string): SettingsEntry[] | undefined {
  const found = parsed(text);
  return isObject(found) ? entriesOf(found, []) : undefined;
}

/** The document without some of its entries and with others; undefined where that takes something else away. */
export function withJsonEntries(
  text: string,
  isRemoved: (entry: SettingsEntry) => boolean,
  added: readonly SettingsEntry[],
): string | undefined {
  const document = text.trim() === '' ? {} : parsed(text);
  if (!isObject(document)) return undefined;
  for (const { path } of added)
    for (let length = 1; length < path.length; length += 1) {
      const above = valueAt(document, path.slice(0, length));
      if (above !== undefined && !isObject(above)) return undefined;
    }
  const wanted = new Set(added.map(({ path }) => JSON.stringify(path)));
  // a value that changes stays in its place
  for (const entry of entriesOf(document, []))
    if (isRemoved(entry) && !wanted.has(JSON.stringify(entry.path))) remove(document, entry.path);
  for (const { path, value } of added) set(document, path, value);
  return `${JSON.stringify(document, null, 2)}\n`;
}

function entriesOf(value: Record<string, unknown>, above: readonly string[]): SettingsEntry[] {
  return Object.entries(value).flatMap(([key, entry]) => {
    const path = [...above, key];
    return isObject(entry) ? entriesOf(entry, path) : [{ path, value: entry }];
  });
}

function set(document: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    document[key] = value;
    return;
  }
  const below = document[key];
  if (isObject(below)) set(below, rest, value);
  else {
    const made = {};
    document[key] = made;
    set(made, rest, value);
  }
}

/** Removes an entry, and what is empty then. */
function remove(document: Record<string, unknown>, [key = '', ...rest]: readonly string[]): void {
  const below = document[key];
  if (rest.length > 0 && isObject(below)) remove(below, rest);
  if (rest.length === 0 || (isObject(below) && Object.keys(below).length === 0)) delete document[key];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
