import { checkArguments } from './check-arguments.ts';
import { type Entries, entriesOf } from './entries.ts';
import { type Field, fieldsOf } from './fields.ts';
import { type FormErrors, readEntries, readJson } from './read-entries.ts';

/** As fields, or as one JSON text. */
export type FormMode = 'fields' | 'json';

/** What the page sends of a form. */
export interface SentForm {
  mode: FormMode;
  entries: Entries;
}

/** The form of one tool's arguments. */
export class Form {
  readonly fields: readonly Field[];
  readonly #schema: Record<string, unknown>;

  constructor(inputSchema: Record<string, unknown>) {
    this.#schema = inputSchema;
    this.fields = fieldsOf(inputSchema);
  }

  /** The arguments to be sent, with what is wrong with them. */
  read({ mode, entries }: SentForm): { args: Record<string, unknown>; errors: FormErrors } {
    const { args, errors } = mode === 'json' ? readJson(entries.get('') ?? '') : readEntries(this.fields, entries);
    if (errors.size > 0) return { args, errors };
    const found = checkArguments(this.#schema, args);
    return { args, errors: mode === 'json' ? joined(found) : this.#atFields(found, entries) };
  }

  /** The same form with these arguments; as JSON where its fields cannot hold them. */
  holding(args: Record<string, unknown>, mode: FormMode): SentForm {
    const entries = mode === 'fields' ? entriesOf(this.fields, args) : undefined;
    if (entries) return { mode: 'fields', entries };
    return { mode: 'json', entries: new Map([['', JSON.stringify(args, null, 2)]]) };
  }

  /** What is found below an input that has no field of its own, is said at it. */
  #atFields(found: FormErrors, entries: Entries): FormErrors {
    const names = new Set([...this.fields.map(({ name }) => encodeURIComponent(name)), ...entries.keys()]);
    const placed: FormErrors = new Map();
    for (const [name, text] of found) {
      let at = name;
      while (at !== '' && !names.has(at)) at = at.slice(0, Math.max(at.lastIndexOf('/'), 0));
      const detail = at === name ? text : `${decodeURIComponent(name.slice(at === '' ? 0 : at.length + 1))}: ${text}`;
      placed.set(at, placed.has(at) ? `${placed.get(at)} ${detail}` : detail);
    }
    return placed;
  }
}

function joined(found: FormErrors): FormErrors {
  const lines = [...found].map(([name, text]) => (name === '' ? text : `${decodeURIComponent(name)}: ${text}`));
  return new Map(lines.length === 0 ? [] : [['', lines.join('\n')]]);
}
