import { isObject } from '@rolekit/sdk/internal';
import { pathsIn } from './expression.ts';
import { parseTemplate } from './template.ts';
import type { Playbook } from './types.ts';

/** A step that needs what an earlier one captured. */
export interface StepPair {
  before: Playbook['steps'][number];
  after: Playbook['steps'][number];
}

/** The order that a playbook's own values ask for: a step comes after those whose values are in its arguments. */
export function dataFlow({ steps }: Pick<Playbook, 'steps'>): StepPair[] {
  const capturedBy = new Map(steps.flatMap((step) => Object.keys(step.capture).map((name) => [name, step])));
  return steps.flatMap((after) => {
    const needed = new Set(namesIn(after.with).flatMap((name) => capturedBy.get(name) ?? []));
    return [...needed].map((before) => ({ before, after }));
  });
}

/** The names that the templates in a value use. */
function namesIn(value: unknown): string[] {
  if (typeof value === 'string')
    return parseTemplate(value).flatMap((part) =>
      part.kind === 'value' ? pathsIn(part.expression).map(({ root }) => root) : [],
    );
  if (Array.isArray(value)) return value.flatMap(namesIn);
  return isObject(value) ? Object.values(value).flatMap(namesIn) : [];
}
