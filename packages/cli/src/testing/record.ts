import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CONTRACT_REPORT_FILE, writeContractReport } from '@rolekit/sdk/internal/plugin';
import type { ContractClaim } from '@rolekit/sdk/plugin';
import { type CheckResult, CONTRACT_SUITE } from '@rolekit/sdk/testing';

type Tested = Pick<
  ContractClaim,
  'plugin' | 'version' | 'toolsetDigest' | 'level' | 'seed' | 'connectors' | 'playbooks'
> & { checks: readonly CheckResult[] };

/** Writes what came of a whole run beside the source; builds take it into the bundle while it fits. */
export async function recordReport(dir: string, { checks, ...report }: Tested): Promise<string> {
  const count = (status: CheckResult['status']) => checks.filter((check) => check.status === status).length;
  // skipped everywhere is not run
  const ran = new Set(checks.filter((check) => check.status !== 'skipped').map((check) => check.check));
  const waivers = checks.flatMap(({ status, check, of, reason = '' }) =>
    status === 'waived' ? [{ check, tool: of, reason }] : [],
  );
  const claim: ContractClaim = {
    format: 1,
    suite: CONTRACT_SUITE,
    ...report,
    checks: [...ran],
    passed: count('passed'),
    skipped: count('skipped'),
    waivers,
  };
  await writeFile(join(dir, CONTRACT_REPORT_FILE), writeContractReport(claim));
  return CONTRACT_REPORT_FILE;
}
