import type { PolicyLevel, PolicySnapshot } from '@rolekit/sdk/internal/policy';
import { readSnapshots } from '@rolekit/sdk/internal/policy';
import { policyPaths, readPolicy } from '@rolekit/sdk/internal/settings';

/** What holds on a machine: the policies of registries that it keeps, then the machine's file, then the user's. */
export interface MachinePolicy {
  /** The machine's and the user's. */
  files: PolicyLevel[];
  snapshots: PolicySnapshot[];
  /** The company's registry, where a file names it. */
  company: string | undefined;
  /** Keys that files name for a registry. */
  pinned: Map<string, readonly string[]>;
}

/** @throws RK_FILE of a file or a signed policy that is not right */
export function readMachinePolicy(home: string): MachinePolicy {
  const paths = policyPaths(home);
  const files = paths.flatMap((path, index): PolicyLevel[] => {
    const file = readPolicy(path);
    if (file === undefined) return [];
    const { path: source, ...document } = file;
    return [{ level: index === 0 ? 'machine' : 'user', source, document }];
  });
  const named = files.flatMap(({ document: { registry } }) => registry ?? []);
  const pinned = new Map(named.flatMap(({ url, keys }) => (keys === undefined ? [] : [[url, keys]])));
  const { snapshots, broken } = readSnapshots(home, pinned);
  const [first] = broken;
  if (first !== undefined) throw first;
  return { files, snapshots, company: named[0]?.url, pinned };
}

/** The levels that hold for what comes from a registry, or from nowhere: the company's own holds for everything. */
export function levelsFor({ files, snapshots, company }: MachinePolicy, registry: string | undefined): PolicyLevel[] {
  const holding = snapshots.filter((snapshot) => snapshot.registry === registry || snapshot.registry === company);
  return [
    ...holding.flatMap(({ registry: source, policy }): PolicyLevel[] =>
      policy === null ? [] : [{ level: 'registry', source, document: policy }],
    ),
    ...files,
  ];
}
