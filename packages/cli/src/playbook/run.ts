import type { MetricTable } from '@rolekit/sdk';
import { metricRows } from '@rolekit/sdk/host';
import { isObject } from '@rolekit/sdk/internal';
import { unmet } from './condition.ts';
import { evaluate } from './evaluate.ts';
import { parseExpression } from './expression.ts';
import { parsePasted } from './pasted.ts';
import { fillDeep } from './template.ts';
import type { Condition, Place, Playbook, StepForm } from './types.ts';
import { ExpressionError, type Scope } from './values.ts';

/** What a person answers when a tool asks for approval; `none` is a host that cannot ask. */
export type Approval = 'accept' | 'decline' | 'cancel' | 'none';

/** How a playbook reaches its tools: an in-memory host in tests, a spawned server in `rolekit test`. */
export interface PlaybookHost {
  call(tool: string, args: Record<string, unknown>, approval: Approval): Promise<ToolAnswer>;
}

export interface ToolAnswer {
  isError: boolean;
  structured: unknown;
  text: string;
  /** Times that a person was asked. */
  questions: number;
}

export interface Problem extends Place {
  file: string;
  message: string;
  fix?: string;
}

export interface StepResult {
  id: string;
  call: string;
  status: 'passed' | 'failed' | 'skipped';
  ms: number;
  problem?: Problem;
}

export interface FactResult {
  name: string;
  status: 'passed' | 'failed' | 'skipped';
  value?: unknown;
  problem?: Problem;
}

export interface PlaybookResult {
  file: string;
  title: string;
  skill?: string;
  connector?: string;
  passed: boolean;
  ms: number;
  steps: StepResult[];
  facts: FactResult[];
}

/**
 * Runs one playbook: its steps in order up to the first that fails, then all its facts. Never throws for what the
 * playbook finds.
 */
export async function runPlaybook(playbook: Playbook, host: PlaybookHost): Promise<PlaybookResult> {
  const started = performance.now();
  const pasted = Object.entries(playbook.pasted).map(([name, text]) => [name, parsePasted(text)]);
  const values: Record<string, unknown> = { input: playbook.input, pasted: Object.fromEntries(pasted) };
  const steps: StepResult[] = [];
  let failed = false;
  for (const [index, step] of playbook.steps.entries()) {
    const id = step.id ?? `${index + 1}`;
    if (failed) {
      steps.push({ id, call: step.call, status: 'skipped', ms: 0 });
      continue;
    }
    const begun = performance.now();
    const problem = await runStep(playbook, step, ['steps', index], values, host);
    failed = problem !== undefined;
    steps.push({
      id,
      call: step.call,
      status: failed ? 'failed' : 'passed',
      ms: since(begun),
      ...(problem ? { problem } : {}),
    });
  }
  const facts = failed
    ? playbook.facts.map(({ name }): FactResult => ({ name, status: 'skipped' }))
    : playbook.facts.map((fact, index) => checkFact(playbook, fact, index, values));
  return {
    file: playbook.file,
    title: playbook.title,
    ...(playbook.skill === undefined ? {} : { skill: playbook.skill }),
    ...(playbook.connector === undefined ? {} : { connector: playbook.connector }),
    passed: !failed && facts.every((fact) => fact.status === 'passed'),
    ms: since(started),
    steps,
    facts,
  };
}

type Where = readonly (string | number)[];

async function runStep(
  playbook: Playbook,
  step: StepForm,
  where: Where,
  values: Record<string, unknown>,
  host: PlaybookHost,
): Promise<Problem | undefined> {
  const args = attempt(playbook, [...where, 'with'], () => fillDeep(step.with, values));
  if (args.problem) return args.problem;
  const answer = await host.call(step.call, args.value as Record<string, unknown>, step.approve ?? 'none');
  const wrong = wrongAnswer(step, answer);
  if (wrong) return { file: playbook.file, ...playbook.placeOf([...where, wrong.part]), message: wrong.message };
  if (answer.isError) return undefined;
  const scope: Scope = { ...values, ...(isObject(answer.structured) ? scopeOf(answer.structured) : {}) };
  for (const [position, expectation] of step.expect.entries()) {
    const found = checkValue(playbook, [...where, 'expect', position], 'path', expectation.path, expectation, scope);
    if (found.problem) return found.problem;
  }
  for (const [name, text] of Object.entries(step.capture)) {
    const captured = attempt(playbook, [...where, 'capture', name], () => evaluate(parseExpression(text), scope));
    if (captured.problem) return captured.problem;
    values[name] = captured.value;
  }
  return undefined;
}

/** A result; of a metric table also its `rows`, one value each. */
function scopeOf(structured: Record<string, unknown>): Record<string, unknown> {
  if (!Array.isArray(structured.items) || !Array.isArray(structured.columns)) return structured;
  return { ...structured, rows: metricRows(structured as unknown as MetricTable) };
}

function wrongAnswer(step: StepForm, answer: ToolAnswer): { part: string; message: string } | undefined {
  const kind = errorKind(answer);
  if (step.expectError !== undefined) {
    if (!answer.isError)
      return {
        part: 'expectError',
        message: `expected ${step.call} to fail with ${step.expectError}, but it succeeded`,
      };
    if (kind !== step.expectError)
      return {
        part: 'expectError',
        message: `expected the error ${step.expectError}, found ${named(kind ?? 'another', answer)}`,
      };
  } else if (answer.isError) {
    return {
      part: 'call',
      message: `${step.call} failed${kind ? ` with ${named(kind, answer)}` : `: ${firstLine(answer.text)}`}`,
    };
  }
  // a plan that is refused asks nobody
  const isRefused = answer.isError && step.expectError !== undefined && !step.expectError.startsWith('approval_');
  if (step.approve !== undefined && answer.questions === 0 && !isRefused)
    return { part: 'approve', message: `${step.call} did not ask for approval` };
  return undefined;
}

function checkFact(playbook: Playbook, fact: Playbook['facts'][number], index: number, values: Scope): FactResult {
  const { problem, value } = checkValue(playbook, ['facts', index], 'value', fact.value, fact, values);
  if (problem) return { name: fact.name, status: 'failed', ...(value === undefined ? {} : { value }), problem };
  return { name: fact.name, status: 'passed', value };
}

function checkValue(
  playbook: Playbook,
  where: Where,
  part: string,
  text: string,
  condition: Condition,
  scope: Scope,
): Attempt {
  const found = attempt(playbook, [...where, part], () => evaluate(parseExpression(text), scope));
  if (found.problem) return found;
  const checked = attempt(playbook, where, () => unmet(found.value, condition, scope));
  if (checked.problem) return checked;
  if (checked.value === undefined) return found;
  return {
    value: found.value,
    problem: { file: playbook.file, ...playbook.placeOf(where), message: `\`${text}\`: ${String(checked.value)}` },
  };
}

interface Attempt {
  value?: unknown;
  problem?: Problem;
}

function attempt(playbook: Playbook, where: Where, work: () => unknown): Attempt {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const problem = { file: playbook.file, ...playbook.placeOf(where, error.at), message: error.message };
    return { problem: error.fix === undefined ? problem : { ...problem, fix: error.fix } };
  }
}

/** The kind in a refused call's structured answer: `{ error: { kind } }`. */
export function errorKind(answer: Pick<ToolAnswer, 'structured'>): string | undefined {
  const error = isObject(answer.structured) ? answer.structured.error : undefined;
  return isObject(error) && typeof error.kind === 'string' ? error.kind : undefined;
}

/** The kind, and what is said of it: its text begins with the kind already. */
function named(kind: string, { text }: ToolAnswer): string {
  const line = firstLine(text);
  return line.startsWith(`${kind}: `) ? line : `${kind}: ${line}`;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function since(start: number): number {
  return Math.round(performance.now() - start);
}
