import type { Measure } from '../../connector/results-tools.ts';
import { RolekitError } from '../../errors.ts';
import { cellAt } from '../list/projection.ts';
import { type Kinds, kindOf } from './columns.ts';
import { compareCells, isEmpty, numberOf } from './conditions.ts';
import { DecimalSum } from './decimal-sum.ts';

const MAX_GROUPS = 10_000;
const MAX_DISTINCT = 100_000;

interface Running {
  add(cell: unknown): void;
  value(): unknown;
}

/** Groups rows and measures each group. Cells without a value count for `count` without a field only. */
export class Aggregation {
  readonly #groupBy: readonly string[];
  readonly #measures: readonly Measure[];
  readonly #groups = new Map<string, { key: unknown[]; running: Running[] }>();
  #distinct = 0;

  /** @throws RK_INVALID_REQUEST for a measure without a field, or a sum over what is no number */
  constructor(groupBy: readonly string[], measures: readonly Measure[], columns: Record<string, Kinds>) {
    for (const { op, field } of measures) checkMeasure(op, field, columns);
    this.#groupBy = groupBy;
    this.#measures = measures;
    // without groups there is one row, of no rows too
    if (groupBy.length === 0) this.#group([]);
  }

  /** @throws RK_TOO_LARGE */
  add(row: unknown): void {
    const { running } = this.#group(this.#groupBy.map((field) => cellAt(row, field) ?? null));
    for (const [index, { field }] of this.#measures.entries())
      running[index]?.add(field === undefined ? true : cellAt(row, field));
  }

  rows(): Record<string, unknown>[] {
    return [...this.#groups.values()].map(({ key, running }) =>
      Object.fromEntries([
        ...this.#groupBy.map((field, index) => [field, key[index]]),
        ...this.#measures.map((measure, index) => [nameOf(measure), running[index]?.value()]),
      ]),
    );
  }

  #group(key: unknown[]): { key: unknown[]; running: Running[] } {
    const id = JSON.stringify(key);
    const known = this.#groups.get(id);
    if (known) return known;
    if (this.#groups.size >= MAX_GROUPS)
      throw tooMany(`more than ${MAX_GROUPS} groups`, 'Group by fewer fields, or filter first with `where`.');
    const made = { key, running: this.#measures.map(({ op }) => this.#start(op)) };
    this.#groups.set(id, made);
    return made;
  }

  #start(op: Measure['op']): Running {
    if (op === 'distinct') {
      const seen = new Set<string>();
      return {
        add: (cell) => {
          if (isEmpty(cell) || seen.size === seen.add(JSON.stringify(cell)).size) return;
          if (++this.#distinct > MAX_DISTINCT)
            throw tooMany(`more than ${MAX_DISTINCT} distinct values`, 'Filter first with `where`.');
        },
        value: () => seen.size,
      };
    }
    if (op === 'min' || op === 'max') {
      let best: unknown = null;
      const sign = op === 'min' ? 1 : -1;
      return {
        add: (cell) => {
          if (!isEmpty(cell) && (best === null || sign * compareCells(cell, best) < 0)) best = cell;
        },
        value: () => best,
      };
    }
    const sum = new DecimalSum();
    let count = 0;
    return {
      add: (cell) => {
        if (isEmpty(cell)) return;
        if (op !== 'count') {
          // a text among numbers is no zero
          if (numberOf(cell) === undefined) return;
          sum.add(cell as number | string);
        }
        count++;
      },
      value: () => (op === 'count' ? count : count === 0 ? null : op === 'sum' ? sum.value() : sum.number() / count),
    };
  }
}

export function nameOf({ op, field }: Measure): string {
  return field === undefined ? op : `${op}_${field}`;
}

function checkMeasure(op: Measure['op'], field: string | undefined, columns: Record<string, Kinds>): void {
  if (field === undefined) {
    if (op === 'count') return;
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `\`${op}\` needs a field.`,
      hint: `Give \`{ op: "${op}", field: … }\`; only count works without.`,
    });
  }
  if (op !== 'sum' && op !== 'avg') return;
  const kinds = columns[field] ?? [];
  const wrong = kinds.filter((kind) => kind !== kindOf(0) && kind !== 'numeric text');
  if (wrong.length > 0)
    throw new RolekitError('RK_INVALID_REQUEST', {
      reason: `\`${op}\` of \`${field}\`: it holds ${wrong.join(' and ')}, not only numbers.`,
      hint: 'Use count, distinct, min or max.',
    });
}

function tooMany(reason: string, hint: string): RolekitError {
  return new RolekitError('RK_TOO_LARGE', { reason: `There are ${reason}.`, hint });
}
