import { cellAt, fieldsOf, refuseFields } from '../list/projection.ts';

/** What a column holds, nothing apart. */
export type Kind = 'number' | 'numeric text' | 'text' | 'boolean' | 'other';
export type Kinds = Kind[];

const MAX_COLUMNS = 2000;
export const NUMERIC = /^-?\d+(?:\.\d+)?$/;

/** The columns of rows that go by. */
export class Columns {
  readonly #kinds = new Map<string, Set<Kind>>();

  see(row: unknown): void {
    const fields = fieldsOf(row);
    if (typeof row !== 'object' || row === null) fields.add('value');
    for (const field of fields) {
      const known = this.#kinds.get(field);
      if (!known && this.#kinds.size >= MAX_COLUMNS) continue;
      const kind = kindOf(cellAt(row, field));
      const kinds = known ?? new Set();
      if (kind) kinds.add(kind);
      if (!known) this.#kinds.set(field, kinds);
    }
  }

  kinds(): Record<string, Kinds> {
    return Object.fromEntries([...this.#kinds].map(([name, kinds]) => [name, [...kinds]]));
  }
}

export function kindOf(value: unknown): Kind | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return NUMERIC.test(value) ? 'numeric text' : 'text';
  return 'other';
}

/** @throws RK_INVALID_REQUEST with did-you-mean */
export function checkColumns(columns: Record<string, Kinds>, names: readonly string[]): void {
  const known = new Set(Object.keys(columns));
  refuseFields(
    names.filter((name) => !known.has(name)),
    known,
  );
}
