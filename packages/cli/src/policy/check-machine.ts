import { join } from 'node:path';
import { type Finding, RolekitError } from '@rolekit/sdk';
import { judge, refusalText, trustedTime } from '@rolekit/sdk/internal/policy';
import type { HostSettings } from './host-settings.ts';
import { levelsFor, type MachinePolicy, readMachinePolicy } from './levels.ts';
import { settingsDrift } from './settings-file.ts';

export interface CheckOptions {
  home: string;
  /** Below which `/etc` lies. */
  root: string;
  settings(machine: MachinePolicy): HostSettings[];
}

/** Where a machine differs from what the policies ask for. */
export async function checkMachine({ home, root, settings }: CheckOptions): Promise<Finding[]> {
  let machine: MachinePolicy;
  try {
    machine = readMachinePolicy(home);
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    const file = String(error.data.path);
    return [{ code: 'policy/untrusted', severity: 'error', message: error.message, file, fix: error.fix }];
  }
  return [...snapshotFindings(machine, home), ...(await settingsFindings(settings(machine), root))];
}

function snapshotFindings(machine: MachinePolicy, home: string): Finding[] {
  const { snapshots, company } = machine;
  const now = trustedTime(
    home,
    new Date(),
    snapshots.map(({ issuedAt }) => issuedAt),
  );
  const fix = 'Fetch it with `rolekit policy sync`.';
  const findings: Finding[] = [];
  if (company !== undefined && !snapshots.some(({ registry }) => registry === company)) {
    const message = `There is no signed policy of ${company} here, so no plugin works.`;
    findings.push({ code: 'policy/no-snapshot', severity: 'error', message, file: company, fix });
  }
  for (const { registry, expiresAt, policy, plugins } of snapshots) {
    if (policy !== null && !(new Date(expiresAt) > now)) {
      const message = `The signed policy of ${registry} ended at ${expiresAt}.`;
      findings.push({ code: 'policy/expired', severity: 'error', message, file: registry, fix });
    }
    const levels = levelsFor(machine, registry).filter(({ level }) => level === 'registry');
    for (const { id, version, publisher, publishedAt, signatures } of plugins) {
      const known = { id, version, publisher, publishedAt, signatures };
      const unknown = {
        access: undefined,
        hosts: undefined,
        folders: undefined,
        components: undefined,
        remotes: undefined,
      };
      // what the bundle itself has is judged where it is served
      const refused = judge(levels, { ...known, ...unknown }, now).filter(({ value }) => value !== 'not known');
      for (const refusal of refused)
        findings.push({
          code: 'policy/refused-plugin',
          severity: 'error',
          message: `${id}@${version} was installed and is not allowed any more: ${refusalText(refusal)}.`,
          file: id,
          fix: 'Remove it from your hosts, or ask the owner of the policy.',
        });
    }
  }
  return findings;
}

async function settingsFindings(settings: readonly HostSettings[], root: string): Promise<Finding[]> {
  const looks = settings.flatMap(({ host, files }) =>
    files.map(async (wanted): Promise<Finding[]> => {
      const drift = await settingsDrift(wanted, root);
      if (drift === undefined) return [];
      const file = join(root, wanted.path);
      const fix = `Write it with \`rolekit policy export --host ${host} --to ${root}\`.`;
      const finding = (code: string, message: string): Finding[] => [{ code, severity: 'error', message, file, fix }];
      if (drift.kind === 'missing') return finding('policy/settings-missing', `${host} has no managed settings here.`);
      const where = drift.kind === 'unreadable' ? 'they are not understood' : drift.places.join(', ');
      return finding(
        'policy/settings-changed',
        `The managed settings of ${host} are not those of the policy: ${where}.`,
      );
    }),
  );
  return (await Promise.all(looks)).flat();
}
