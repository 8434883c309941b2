import type { Connector } from '../../connector/connector.ts';
import { RolekitError } from '../../errors.ts';
import { servedFrom } from '../../serve/plugin/served-connector.ts';
import type { ServedPlugin } from '../../serve/plugin/types.ts';
import type { StartSandbox } from '../sandbox.ts';
import type { Check, Verdict } from './check.ts';
import { CHECKS } from './checks/index.ts';
import { unrecordable } from './recorded-vendor.ts';
import { type Bench, openBench } from './test-bench.ts';
import {
  type Budgets,
  type CheckResult,
  type ContractOptions,
  type ContractReport,
  LEVELS,
  type Level,
} from './types.ts';

export const DEFAULT_BUDGETS: Budgets = {
  inputSchemaBytes: 8 * 1024,
  outputSchemaBytes: 16 * 1024,
  toolTokens: 1000,
  connectorTokens: 6000,
};

/**
 * Runs the contract suite: what a host, a person and a company may rely on from any connector. All problems are reported
 * at once; nothing is thrown for a connector that breaks the contract.
 *
 * @throws RK_DEFINITION for a waiver without a reason or of a check that does not exist
 * @example
 * ```ts
 * const report = await contract(shop, { level: 'strict', sandbox: startSandbox });
 * ```
 */
export async function contract(
  subject: Connector | ServedPlugin,
  options: ContractOptions = {},
): Promise<ContractReport> {
  const started = performance.now();
  const { level = 'standard', seed = 1, waivers = [] } = options;
  for (const waiver of waivers) checkWaiver(waiver);
  const used = new Set<object>();
  const results: CheckResult[] = [];
  const connectors = 'kind' in subject ? [servedFrom(subject)] : subject.connectors;
  for (const served of connectors) {
    const { name } = served.description;
    const recording = options.recordings?.[name];
    const bench = await openBench(served, recording ? undefined : sandboxOf(options.sandbox, name), {
      recording,
      level,
      seed,
      budgets: { ...DEFAULT_BUDGETS, ...options.budgets },
      bundle: options.bundle,
    });
    const own: CheckResult[] = [];
    try {
      for (const check of chosen(options)) {
        options.onStep?.(`Checking ${name}: ${check.id}`);
        const verdicts = withheld(check, bench) ?? (await check.run(bench));
        for (const verdict of verdicts) own.push(resultOf(check, verdict, level));
      }
      // at the end every credential is known
      for (const result of own) results.push(masked(result, bench));
    } finally {
      await bench.close();
    }
  }
  const waived = results.map((result): CheckResult => {
    if (result.status !== 'failed') return result;
    const waiver = waivers.find(
      (candidate) => candidate.check === result.check && (candidate.tool ?? result.of) === result.of,
    );
    if (!waiver) return result;
    used.add(waiver);
    return { ...result, status: 'waived', reason: waiver.reason };
  });
  if (level === 'strict' && options.only === undefined) {
    for (const waiver of waivers.filter((item) => !used.has(item))) waived.push(unused(waiver));
  }
  return {
    format: 1,
    connectors: connectors.map((served) => served.description.name),
    level,
    seed,
    recorded: connectors.map(({ description }) => description.name).filter((name) => options.recordings?.[name]),
    passed: waived.every((result) => result.status !== 'failed'),
    results: waived,
    waivers: waivers.map((waiver) => ({ ...waiver, used: used.has(waiver) })),
    ms: Math.round(performance.now() - started),
  };
}

/** What is said in the place of a check that the recording does not allow. */
function withheld({ id }: Check, { recording, connector }: Bench): Verdict[] | undefined {
  const reason = unrecordable(id, recording);
  return reason === undefined ? undefined : [{ of: connector.name, judgement: { skipped: reason } }];
}

export function chosen({ level = 'standard', only }: ContractOptions): Check[] {
  return CHECKS.filter((check) =>
    only ? only.includes(check.id) : LEVELS.indexOf(check.level) <= LEVELS.indexOf(level),
  );
}

function masked(result: CheckResult, bench: Bench): CheckResult {
  const { problem, reason } = result;
  return {
    ...result,
    ...(problem === undefined ? {} : { problem: bench.withoutSecrets(problem) }),
    ...(reason === undefined ? {} : { reason: bench.withoutSecrets(reason) }),
  };
}

function sandboxOf(sandbox: ContractOptions['sandbox'], connector: string): StartSandbox | undefined {
  return typeof sandbox === 'function' ? sandbox : sandbox?.[connector];
}

function resultOf({ id, title }: Check, { of, judgement }: Verdict, level: Level): CheckResult {
  if (judgement === undefined) return { check: id, title, of, status: 'passed' };
  if (typeof judgement === 'string') return { check: id, title, of, status: 'failed', problem: judgement };
  if ('skipped' in judgement) return { check: id, title, of, status: 'skipped', reason: judgement.skipped };
  return level === 'strict'
    ? { check: id, title, of, status: 'failed', problem: `not checked: ${judgement.missing}` }
    : { check: id, title, of, status: 'skipped', reason: judgement.missing };
}

export const WAIVERS = { check: 'waivers', title: 'has no unused waiver' };

function unused({ check, tool }: { check: string; tool?: string }): CheckResult {
  return {
    ...WAIVERS,
    of: tool ?? 'waivers',
    status: 'failed',
    problem: `nothing fails ${check} any more: remove its waiver`,
  };
}

function checkWaiver({ check, reason }: { check: string; reason: string }): void {
  const fail = (why: string, hint: string) =>
    new RolekitError('RK_DEFINITION', { what: `waiver of ${check}`, reason: why, hint });
  if (!CHECKS.some((item) => item.id === check))
    throw fail('there is no such check', `Name one of ${CHECKS.map((item) => item.id).join(', ')}.`);
  if (typeof reason !== 'string' || reason.trim().length < 10)
    throw fail('it gives no reason', 'Say why the check need not hold, in a sentence; the report shows it.');
}
