import { keyOf } from './replay.ts';
import { isFieldName } from './synthetic.ts';
import type { Recording } from './types.ts';

/** One thing that a vendor changed since it was recorded. */
export interface Drift {
  /** `GET /orders ?limit` */
  request: string;
  /** Where in the answer, `data.*.id`; empty for the answer as a whole. */
  at: string;
  change: 'added' | 'removed' | 'type' | 'status';
  before: string;
  after: string;
}

/** What differs in form between two recordings; values are made up and not compared. */
export function driftOf(before: Recording, after: Recording): Drift[] {
  const old = formsOf(before);
  const drifts: Drift[] = [];
  for (const [request, now] of formsOf(after)) {
    const then = old.get(request);
    if (!then) continue;
    for (const at of [...new Set([...then.keys(), ...now.keys()])].toSorted()) {
      const [was, is] = [then.get(at), now.get(at)].map((types) => types && [...types].toSorted().join(' or '));
      if (was === is) continue;
      // an answer that was null or empty before says nothing of what is in it
      const change = at === '' ? 'status' : was === undefined ? 'added' : is === undefined ? 'removed' : 'type';
      drifts.push({ request, at, change, before: was ?? 'nothing', after: is ?? 'nothing' });
    }
  }
  return drifts;
}

type Forms = Map<string, Set<string>>;

function formsOf({ exchanges }: Recording): Map<string, Forms> {
  const all = new Map<string, Forms>();
  for (const exchange of exchanges) {
    const key = keyOf(exchange);
    const forms = all.get(key) ?? new Map();
    all.set(key, forms);
    add(forms, '', String(exchange.status));
    walk(forms, exchange.body, []);
  }
  return all;
}

function walk(forms: Forms, value: unknown, path: string[]): void {
  if (Array.isArray(value)) for (const item of value) walk(forms, item, [...path, '*']);
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) walk(forms, member, [...path, isFieldName(name) ? name : '*']);
  else if (value !== undefined && path.length > 0) add(forms, path.join('.'), value === null ? 'null' : typeof value);
}

function add(forms: Forms, at: string, type: string): void {
  forms.set(at, (forms.get(at) ?? new Set()).add(type));
}
