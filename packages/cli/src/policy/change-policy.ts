import { writeWhole } from '@rolekit/sdk/internal';
import { isToolPattern, type PolicyFile, readPolicy } from '@rolekit/sdk/internal/settings';
import { usageError } from '../errors.ts';

export interface PolicyChange {
  deny: readonly string[];
  undeny: readonly string[];
  enable: readonly string[];
  disable: readonly string[];
  /** `confirm` or `deny`; unchanged if undefined. */
  writes: string | undefined;
}

/**
 * Changes the policy file of this machine's user.
 *
 * @throws RK_USAGE
 */
export async function changePolicy(
  path: string,
  { deny, undeny, enable, disable, writes }: PolicyChange,
): Promise<void> {
  if (writes !== undefined && writes !== 'confirm' && writes !== 'deny')
    throw usageError(`\`--writes ${writes}\` is not valid.`, 'Use `confirm` or `deny`.');
  const found: PolicyFile = readPolicy(path) ?? { path, writes: 'confirm', denyTools: [], enableTools: [] };
  const { path: _, enableTools: enabled, ...before } = found;
  const after = {
    ...before,
    writes: writes ?? before.writes,
    denyTools: changed(before.denyTools, deny, undeny, `${path} denies no tool by name.`),
  };
  const enableTools = changed(enabled, enable, disable, `${path} switches no tool on.`);
  // whole or not at all: a server may be reading it
  await writeWhole(
    path,
    `${JSON.stringify({ ...after, ...(enableTools.length > 0 ? { enableTools } : {}) }, null, 2)}\n`,
  );
}

function changed(
  before: readonly string[],
  added: readonly string[],
  removed: readonly string[],
  none: string,
): string[] {
  const unknown = removed.find((pattern) => !before.includes(pattern));
  if (unknown !== undefined)
    throw usageError(`${unknown} is not in the list.`, before.length > 0 ? `It has ${before.join(', ')}.` : none);
  const invalid = added.find((pattern) => !isToolPattern(pattern));
  if (invalid !== undefined)
    throw usageError(
      `${invalid} is not a tool name.`,
      'Use a name such as `salesforce_update_record`, or `salesforce_*`.',
    );
  return [...new Set([...before.filter((pattern) => !removed.includes(pattern)), ...added])];
}
