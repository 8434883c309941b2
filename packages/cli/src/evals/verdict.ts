import type { AccessOf, EvalCase } from './case.ts';
import type { Talk } from './conversation.ts';
import { isSaid } from './grade/said.ts';

/** What is right and wrong with one run, found without a model. */
export interface Verdict {
  /** All of it is right. */
  passed: boolean;
  /** The answer says all facts; what a model without the plugin is compared by. */
  right: boolean;
  /** Needed and not called. */
  missing: readonly string[];
  /** Called after the tool that needs it. */
  late: readonly (readonly [before: string, after: string])[];
  unsaid: readonly string[];
  /** Writes that nobody asked for. */
  forbidden: readonly string[];
}

/** Grades a run by its calls and its answer. Without the plugin there are no tools to call. */
export function verdictOf(
  { tools, order, facts, approvals }: EvalCase,
  { ended, answer, calls }: Pick<Talk, 'ended' | 'answer' | 'calls'>,
  arm: { hasPlugin: boolean; accessOf: AccessOf },
): Verdict {
  const wasCalled = (name: string, mayFail: boolean) => calls.some(({ tool, ok }) => tool === name && (ok || mayFail));
  const missing = arm.hasPlugin ? tools.filter(({ name, mayFail }) => !wasCalled(name, mayFail)) : [];
  const names = calls.map(({ tool }) => tool);
  const late = order.filter(([before, after]) => {
    const needed = names.indexOf(before);
    return needed !== -1 && names.includes(after) && needed > names.lastIndexOf(after);
  });
  const unsaid = facts.filter(({ value, tolerance }) => !isSaid(answer, value, tolerance)).map(({ name }) => name);
  const writes = names.filter((name) => (arm.accessOf(name) ?? 'read') !== 'read' && approvals[name] === undefined);
  const right = ended === 'answered' && unsaid.length === 0;
  return {
    passed: right && missing.length === 0 && late.length === 0 && writes.length === 0,
    right,
    missing: missing.map(({ name }) => name),
    late,
    unsaid,
    forbidden: [...new Set(writes)],
  };
}
