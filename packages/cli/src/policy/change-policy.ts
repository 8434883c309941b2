import { writeWhole } from '@rolekit/sdk/internal';
import { isToolPattern, type PolicyFile, readPolicy } from '@rolekit/sdk/internal/settings';
import { usageError } from '../errors.ts';

export interface PolicyChange {
  deny: readonly string[];
  undeny: readonly string[];
  /** `confirm` or `deny`; unchanged if undefined. */
  writes: string | undefined;
}

/**
 * Changes the policy file of this machine's user.
 *
 * @throws RK_USAGE
 */
export async function changePolicy(path: string, { deny, undeny, writes }: PolicyChange): Promise<void> {
  if (writes !== undefined && writes !== 'confirm' && writes !== 'deny')
    throw usageError(`\`--writes ${writes}\` is not valid.`, 'Use `confirm` or `deny`.');
  const before: PolicyFile = readPolicy(path) ?? { path, writes: 'confirm', denyTools: [] };
  const unknown = undeny.find((pattern) => !before.denyTools.includes(pattern));
  if (unknown !== undefined)
    throw usageError(
      `${unknown} is not in the list.`,
      before.denyTools.length > 0 ? `It has ${before.denyTools.join(', ')}.` : `${path} denies no tool by name.`,
    );
  const invalid = deny.find((pattern) => !isToolPattern(pattern));
  if (invalid !== undefined)
    throw usageError(
      `${invalid} is not a tool name.`,
      'Use a name such as `salesforce_update_record`, or `salesforce_*`.',
    );
  const kept = before.denyTools.filter((pattern) => !undeny.includes(pattern));
  const after = { writes: writes ?? before.writes, denyTools: [...new Set([...kept, ...deny])] };
  // whole or not at all: a server may be reading it
  await writeWhole(path, `${JSON.stringify(after, null, 2)}\n`);
}
