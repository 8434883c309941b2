import type { Finding } from '@rolekit/sdk';
import { isObject } from '@rolekit/sdk/internal';
import { nearest } from '@rolekit/sdk/internal/texts';
import { unknownFunction } from './evaluate.ts';
import { callsIn, type Expression, type Path, parseExpression, pathsIn } from './expression.ts';
import { functionNamed } from './functions.ts';
import { parsePasted } from './pasted.ts';
import type { Places } from './places.ts';
import { repetitionIn } from './repetition.ts';
import { parseTemplate } from './template.ts';
import type { Condition, PlaybookForm } from './types.ts';
import { ExpressionError } from './values.ts';

/** Names at the root of a tool's result; no captured value may have one of them. */
const RESULT_NAMES: readonly string[] = ['items', 'item', 'rows', 'page', 'source', 'notes'];

type Where = readonly (string | number)[];

/**
 * Checks every expression of a playbook without running it: that it parses, calls what exists, and uses names that are
 * known at that step.
 */
export function checkExpressions(playbook: PlaybookForm, places: Places, file: string): Finding[] {
  const findings: Finding[] = [];
  const inputs = { input: Object.keys(playbook.input), pasted: Object.keys(playbook.pasted) };
  const given = inputs.pasted.length > 0 ? ['input', 'pasted'] : ['input'];
  const captured: string[] = [];
  const report = (code: string, where: Where, error: ExpressionError) => {
    findings.push({
      code,
      severity: 'error',
      message: `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`,
      file,
      ...places.value(where, error.at),
      ...(error.fix === undefined ? {} : { fix: error.fix }),
    });
  };
  const attempt = <T>(where: Where, parse: () => T, code = 'playbook/expression'): T | undefined => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      report(code, where, error);
      return undefined;
    }
  };
  const check = (expression: Expression, where: Where, known: readonly string[]) => {
    for (const call of callsIn(expression)) {
      const problem = callProblem(call);
      if (problem) report('playbook/unknown-function', where, problem);
    }
    for (const path of pathsIn(expression)) {
      const problem = nameProblem(path, known, inputs);
      if (problem) report('playbook/unknown-name', where, problem);
    }
  };
  const taken = (name: string, reason: string, where: Where) =>
    report('playbook/name-taken', where, new ExpressionError(`\`${name}\` ${reason}`, 0, 'Choose another name.'));
  const expression = (text: string, where: Where, known: readonly string[]) => {
    const parsed = attempt(where, () => parseExpression(text));
    if (parsed) check(parsed, where, known);
  };
  const templates = (value: unknown, where: Where, inner: readonly string[] = []) => {
    if (typeof value === 'string') {
      for (const part of attempt(where, () => parseTemplate(value)) ?? []) {
        if (part.kind === 'value') check(shifted(part.expression, part.at), where, [...given, ...captured, ...inner]);
      }
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) templates(item, [...where, index], inner);
    } else if (isObject(value)) {
      const repeated = attempt(where, () => repetitionIn(value));
      if (repeated) {
        const { name } = repeated;
        if ([...given, ...captured, ...inner].includes(name))
          taken(name, 'is already taken', [...where, '$each', name]);
        templates(repeated.list, [...where, '$each', name], inner);
        templates(repeated.make, [...where, '$make'], [...inner, name]);
      } else for (const [key, item] of Object.entries(value)) templates(item, [...where, key], inner);
    }
  };
  const condition = (form: Condition, where: Where) => {
    templates(form.equals, [...where, 'equals']);
    templates(form.contains, [...where, 'contains']);
    if (!['equals', 'atLeast', 'atMost', 'contains'].some((key) => key in form)) {
      report(
        'playbook/no-condition',
        where,
        new ExpressionError('the value has no condition', 0, 'Add `equals`, `atLeast`, `atMost` or `contains`.'),
      );
    }
  };

  for (const [name, text] of Object.entries(playbook.pasted))
    attempt(['pasted', name], () => parsePasted(text), 'playbook/pasted');
  templates(playbook.prompt, ['prompt']);
  for (const [index, step] of playbook.steps.entries()) {
    const where = ['steps', index];
    templates(step.with, [...where, 'with']);
    const known = [...given, ...captured, ...RESULT_NAMES];
    for (const [name, text] of Object.entries(step.capture)) {
      expression(text, [...where, 'capture', name], known);
      if (captured.includes(name) || given.includes(name) || RESULT_NAMES.includes(name)) {
        const reason = captured.includes(name) ? 'is already captured' : 'is reserved';
        taken(name, reason, [...where, 'capture', name]);
      }
    }
    for (const [position, expectation] of step.expect.entries()) {
      expression(expectation.path, [...where, 'expect', position, 'path'], known);
      condition(expectation, [...where, 'expect', position]);
    }
    captured.push(...Object.keys(step.capture));
    if (step.expectError !== undefined && (step.expect.length > 0 || Object.keys(step.capture).length > 0)) {
      const where2 = [...where, 'expectError'];
      report(
        'playbook/failing-step',
        where2,
        new ExpressionError('a call that fails has no result', 0, 'Remove `capture` and `expect` of this step.'),
      );
    }
  }
  for (const [index, fact] of playbook.facts.entries()) {
    expression(fact.value, ['facts', index, 'value'], [...given, ...captured]);
    condition(fact, ['facts', index]);
  }
  return findings;
}

function callProblem(call: Extract<Expression, { kind: 'call' }>): ExpressionError | undefined {
  const known = functionNamed(call.name);
  if (!known) return unknownFunction(call.name, call.at);
  const [fewest, most] = known.args;
  if (call.args.length >= fewest && call.args.length <= most) return undefined;
  return new ExpressionError(
    `\`${call.name}\` takes ${fewest === most ? fewest : `${fewest} to ${most}`} argument(s), found ${call.args.length}`,
    call.at,
  );
}

function nameProblem(
  path: Path,
  known: readonly string[],
  inputs: Readonly<Record<'input' | 'pasted', readonly string[]>>,
): ExpressionError | undefined {
  if (!known.includes(path.root)) {
    return unknownName(path.root, path.at, known, '');
  }
  const { root } = path;
  const [first] = path.selectors;
  if ((root !== 'input' && root !== 'pasted') || first?.kind !== 'key' || inputs[root].includes(first.name))
    return undefined;
  return unknownName(first.name, first.at, inputs[root], `${root}.`);
}

function unknownName(name: string, at: number, known: readonly string[], prefix: string): ExpressionError {
  const meant = nearest(name, known);
  const list = known.map((name) => `${prefix}${name}`).join(', ');
  const fix = meant ? `Did you mean \`${prefix}${meant}\`?` : list ? `Known here: ${list}.` : 'Add it under `input`.';
  return new ExpressionError(`unknown name \`${prefix}${name}\``, at, fix);
}

/** The expression with its places counted from the start of the text that holds it. */
function shifted(expression: Expression, by: number): Expression {
  const shift = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shift);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, part]) => [key, key === 'at' ? Number(part) + by : shift(part)]),
    );
  };
  return by === 0 ? expression : (shift(expression) as Expression);
}
