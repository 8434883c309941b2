import type { Connector } from '../../connector/connector.ts';
import type { ServedPlugin } from '../../serve/plugin/types.ts';
import { chosen, contract, WAIVERS } from './run.ts';
import type { ContractOptions, ContractReport } from './types.ts';

/** What the suite needs of a test runner: vitest's, jest's and node:test's functions fit. */
export interface TestRunner {
  describe(name: string, body: () => void): unknown;
  it(name: string, body: () => Promise<void>, timeoutMs?: number): unknown;
}

export interface SuiteOptions extends ContractOptions {
  /** The runner's functions. @default the global ones */
  runner?: TestRunner;
  /** Milliseconds of the whole suite. @default 120 000 */
  timeoutMs?: number;
}

/**
 * The contract suite as tests of one's own: one test for each check.
 *
 * @example
 * ```ts
 * import { describe, it } from 'vitest';
 * contractSuite(shop, { level: 'strict', sandbox: startSandbox, runner: { describe, it } });
 * ```
 */
export function contractSuite(subject: Connector | ServedPlugin, options: SuiteOptions = {}): void {
  const { runner = globalThis as unknown as TestRunner, timeoutMs = 120_000, ...rest } = options;
  const level = rest.level ?? 'standard';
  const checks = chosen(rest).map(({ id, title }) => ({ check: id, title }));
  let running: Promise<ContractReport> | undefined;
  const name =
    'kind' in subject ? subject.name : subject.connectors.map((connector) => connector.description.name).join(', ');
  runner.describe(`the contract of ${name} (${level})`, () => {
    for (const { check, title } of [...checks, ...(level === 'strict' && !rest.only ? [WAIVERS] : [])]) {
      runner.it(
        `${check}: ${title}`,
        async () => {
          running ??= contract(subject, rest);
          const failed = (await running).results.filter(
            (result) => result.check === check && result.status === 'failed',
          );
          if (failed.length > 0)
            throw new ContractBroken(failed.map((result) => `${result.of}: ${result.problem}`).join('\n'));
        },
        timeoutMs,
      );
    }
  });
}

/** What a test runner shows of a check that failed. */
class ContractBroken extends Error {
  override readonly name = 'ContractBroken';
}
