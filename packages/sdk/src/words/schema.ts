import { z } from 'zod';
import { isObject } from '../json-value.ts';
import {
  type Broken,
  currencyProblem,
  fiscalYearProblem,
  isMeasureValue,
  isStyleValue,
  lineProblem,
  measureProblem,
  styleProblem,
  unitProblem,
} from './rules.ts';
import type { FiscalYear, Measure, Style, Words } from './types.ts';

const MAX_WORDS = 200;
const NAME = /^[a-z][A-Za-z0-9]{0,39}$/;
const STAGE_ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Names behind `stages.` in a skill that stand for several stages. */
export const STAGE_LISTS = ['open', 'won', 'lost'] as const;

// Checks on a whole object run even when something inside it is wrong, so that all problems come at once.
const always = { when: () => true };

type Context = z.core.$RefinementCtx;

function add(context: Context, broken: Broken | undefined, path: (string | number)[] = []): void {
  if (broken === undefined) return;
  const { message, rule, fix } = broken;
  context.addIssue({ code: 'custom', message, path, params: { rule, fix } });
}

function line(name: string, max?: number): z.ZodString {
  return z.string().superRefine((value, context) => add(context, lineProblem(name, value, max)));
}

const code = z.string().superRefine((value, context) => add(context, currencyProblem('The currency', value)));

/** A map of words by name. */
function named<T extends z.ZodType>(value: T, problem: (name: string) => Broken | undefined) {
  return z.record(z.string(), value).superRefine((record, context) => {
    if (!isObject(record)) return;
    const names = Object.keys(record);
    for (const name of names) add(context, problem(name), [name]);
    if (names.length <= MAX_WORDS) return;
    add(context, { rule: 'too-many', message: `A group has at most ${MAX_WORDS} words.`, fix: 'Remove some.' });
  }, always);
}

export function nameProblem(name: string): Broken | undefined {
  if (NAME.test(name)) return undefined;
  const meant = name.replace(/[^A-Za-z0-9]+(.)?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '');
  const near = `${meant.charAt(0).toLowerCase()}${meant.slice(1)}`;
  const fix = NAME.test(near)
    ? `Write "${near}".`
    : 'Use letters and digits, at most 40, beginning with a small letter.';
  return { rule: 'name', message: `"${name}" is not the name of a word.`, fix };
}

export function stageIdProblem(id: string): Broken | undefined {
  const isList = (STAGE_LISTS as readonly string[]).includes(id);
  if (STAGE_ID.test(id) && id.length <= 40 && !isList) return undefined;
  const message = isList ? `"${id}" stands for all stages of that category.` : `"${id}" is not the id of a stage.`;
  const fix = isList
    ? `Write an id such as "closed-${id}".`
    : 'Use small letters, digits and single hyphens, at most 40.';
  return { rule: 'name', message, fix };
}

const term = z.strictObject({
  term: line('The term', 80),
  meaning: line('The meaning'),
  also: z.array(line('The name', 80)).max(20).optional(),
});

const stageFields = {
  label: line('The label', 80),
  category: z.enum(['open', 'won', 'lost']),
  probability: z
    .number()
    .superRefine((value, context) => add(context, measureProblem('The probability', { value, min: 0, max: 100 })))
    .optional(),
  exit: line('The exit criterion').optional(),
};

const fiscalYear = z
  .strictObject({ startMonth: z.number(), startDay: z.number(), named: z.enum(['start', 'end']) })
  .superRefine((value, context) => {
    const { startMonth, startDay } = (value ?? {}) as Partial<FiscalYear>;
    if (typeof startMonth !== 'number') return;
    const problem = fiscalYearProblem({
      startMonth,
      startDay: typeof startDay === 'number' ? startDay : 1,
      named: 'start',
    });
    if (problem) add(context, problem, [problem.key]);
  }, always);

const currencies = z.strictObject({ reporting: code, others: z.array(code).max(50).optional() });

const measureFields = {
  value: z.unknown().optional(),
  unit: z
    .string()
    .superRefine((value, context) => add(context, unitProblem('The unit', value)))
    .optional(),
  per: line('The period', 30).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  about: line('The explanation'),
};

function measure(group: 'thresholds' | 'targets') {
  return z.strictObject(measureFields).superRefine((read, context) => {
    if (!isObject(read)) return;
    const { value, unit, min, max } = read as Partial<Measure>;
    if (value === undefined)
      return add(context, {
        rule: 'missing',
        message: 'The word has no value.',
        fix: 'Add "value", a number or a date.',
      });
    if (!isMeasureValue(value)) {
      const fix = 'Write a number such as 30, or a date such as 2026-06-30.';
      return add(context, { rule: 'type', message: 'The value is neither a number nor a date.', fix }, ['value']);
    }
    add(context, measureProblem('The value', { value, ...numbers({ min, max }) }), ['value']);
    if (typeof value === 'number' && unit === undefined && group === 'targets') {
      const message = 'The target has no unit: nobody knows what the number counts.';
      add(context, {
        rule: 'missing-unit',
        message,
        fix: 'Add "unit": "percent", "currency", "x", or what is counted.',
      });
    }
    if (typeof min === 'number' && typeof max === 'number' && min > max)
      add(context, { rule: 'range', message: `"min" ${min} is above "max" ${max}.`, fix: 'Swap the two.' }, ['min']);
  }, always);
}

/** What is no number is a finding of its own. */
function numbers({ min, max }: { min: unknown; max: unknown }): { min?: number; max?: number } {
  return { ...(typeof min === 'number' ? { min } : {}), ...(typeof max === 'number' ? { max } : {}) };
}

const style = z
  .strictObject({
    value: z.unknown().optional(),
    choices: z.array(line('The choice', 200)).max(50).optional(),
    about: line('The explanation'),
  })
  .superRefine((read, context) => {
    if (!isObject(read)) return;
    const { value, choices } = read as Partial<Style>;
    if (value === undefined)
      return add(context, {
        rule: 'missing',
        message: 'The word has no value.',
        fix: 'Add "value", a text or a number.',
      });
    if (!isStyleValue(value)) {
      const message = 'The value is neither a text, a number nor a list of texts.';
      return add(context, { rule: 'type', message, fix: 'Write a text in quotes.' }, ['value']);
    }
    add(context, styleProblem('The value', { value, ...(Array.isArray(choices) ? { choices } : {}) }), ['value']);
  }, always);

const groups = {
  glossary: named(term, nameProblem).optional(),
  fiscalYear: fiscalYear.optional(),
  currencies: currencies.optional(),
  thresholds: named(measure('thresholds'), nameProblem).optional(),
  targets: named(measure('targets'), nameProblem).optional(),
  style: named(style, nameProblem).optional(),
};

const value = z.union([z.number(), line('The value')]);

/** Words that a tool declares, with its own values. */
export const toolWordsSchema = z.strictObject({
  fiscalYear: fiscalYear.optional(),
  currencies: currencies.optional(),
  stages: z
    .array(z.strictObject({ id: z.string(), ...stageFields }))
    .max(MAX_WORDS)
    .optional(),
  thresholds: named(value, nameProblem).optional(),
  targets: named(value, nameProblem).optional(),
  style: named(z.union([value, z.array(line('The text'))]), nameProblem).optional(),
});

/** `words.yaml` of a base: stages by their id, in their order. */
export const definitionSchema = z.strictObject({
  ...groups,
  stages: named(z.strictObject(stageFields), stageIdProblem).optional(),
});

/** The words of `words.json`: stages as a list, since the order of keys is nothing in JSON. */
export const wordsSchema = z.strictObject({
  ...groups,
  stages: z
    .array(z.strictObject({ id: z.string(), ...stageFields }))
    .max(MAX_WORDS)
    .superRefine((stages, context) => {
      const seen = new Set<unknown>();
      for (const [index, stage] of Array.isArray(stages) ? stages.entries() : []) {
        const id: unknown = stage?.id;
        if (typeof id === 'string') add(context, stageIdProblem(id), [index, 'id']);
        if (seen.has(id))
          add(context, { rule: 'value', message: `The stage "${id}" is there twice.`, fix: 'Keep one.' }, [index]);
        seen.add(id);
      }
    }, always)
    .optional(),
}) as z.ZodType<Words>;
