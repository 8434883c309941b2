import { type PolicyLevel, policyError, settingsOfPolicy, trustedTime } from '@rolekit/sdk/internal/policy';
import type { VersionStatus } from '@rolekit/sdk/wire';
import { CliError } from '../errors.ts';
import { levelsFor, readMachinePolicy } from '../policy/levels.ts';
import { withdrawnBases } from '../registry/bases.ts';
import { isWithheld, type KnownStatus } from './known-statuses.ts';

const HOUR_MS = 3_600_000;

/** What counts of a version that may be used. */
export interface Standing {
  /** Address of the registry that says so. */
  registry: string;
  /** Null where it never said anything. */
  state: 'available' | 'yanked' | null;
  /** Why it was yanked. */
  reason: string | null;
  /** When it said so; null where it never did. */
  checkedAt: string | null;
  /** False where it could not be asked now. */
  isPresent: boolean;
  /** What it says against the bases of the version. */
  bases: string[];
  /** What to say to people; null when there is nothing to say. */
  warning: string | null;
}

type Said = Pick<VersionStatus, 'id' | 'version' | 'state' | 'reason' | 'by' | 'at' | 'until' | 'checkedAt'>;

/** Lets pass what a registry says may be used. @throws RK_WITHHELD */
export function standingOf(status: Said & Pick<VersionStatus, 'bases'>, registry: string, instead?: string): Standing {
  if (isWithheld(status)) throw withheld(status, '', instead);
  const { state, reason, checkedAt } = status;
  return {
    registry,
    state: state as Standing['state'],
    reason,
    checkedAt,
    isPresent: true,
    bases: withdrawnBases(status.bases ?? []),
    warning: null,
  };
}

/**
 * Decides without the registry, which could not be asked: by its last word, as old as a policy lets it be.
 *
 * @param what `namespace/name@version`
 * @throws RK_WITHHELD when its last word is that; RK_POLICY_REFUSED when that word is too old, or missing
 */
export function standingUnasked(
  what: string,
  known: KnownStatus | undefined,
  { registry, problem }: { registry: string; problem: string },
  { home, clock = () => new Date() }: { home: string; clock?: (() => Date) | undefined },
): Standing {
  const asked = `${registry} could not be asked about ${what} (${problem})`;
  if (known !== undefined && isWithheld(known))
    throw withheld(known, ` So it said at ${known.heardAt}, and it cannot be asked now (${problem}).`);
  const levels = levelsFor(readMachinePolicy(home), registry);
  const { statusMaxAgeHours } = settingsOfPolicy(levels);
  const now = trustedTime(home, clock(), known === undefined ? [] : [known.heardAt]);
  const age = known === undefined ? undefined : now.getTime() - new Date(known.heardAt).getTime();
  if (statusMaxAgeHours !== undefined && (age === undefined || age > statusMaxAgeHours * HOUR_MS)) {
    const level = strictest(levels, statusMaxAgeHours);
    const word = age === undefined ? 'it never said anything of it here' : `its last word is ${ageText(age)} old`;
    throw policyError(what, [
      {
        rule: 'offline.statusMaxAgeHours',
        value: known?.heardAt ?? 'not known',
        level: level?.level ?? 'registry',
        source: level?.source ?? registry,
        owner: level?.document.owner,
        reason: `\`offline.statusMaxAgeHours\` is ${statusMaxAgeHours}, ${asked}, and ${word}`,
      },
    ]);
  }
  const word =
    age === undefined ? 'it never said anything of it here' : `${ageText(age)} ago it said that it may be used`;
  return {
    registry,
    state: (known?.state ?? null) as Standing['state'],
    reason: known?.reason ?? null,
    checkedAt: known?.checkedAt ?? null,
    isPresent: false,
    bases: [],
    warning: `${asked}; ${word}.`,
  };
}

/** Why a version is withheld, in a few words: for lists. */
export function withheldReason({ state, reason, by, at, until }: Omit<Said, 'id' | 'version' | 'checkedAt'>): string {
  const parts = [...(by === null ? [] : [`by ${by}`]), ...(at === null ? [] : [at.slice(0, 10)])];
  const signed = `${reason ?? ''}${parts.length > 0 ? ` (${parts.join(', ')})` : ''}`.trim();
  const words = {
    available: 'available',
    yanked: 'yanked',
    quarantined: 'in quarantine',
    'taken-down': 'taken down',
    waiting: `waiting for approval${until === null ? '' : ` until ${until.slice(0, 10)}`}`,
    rejected: 'rejected',
    expired: 'not approved in time',
  }[state];
  return signed === '' ? words : `${words}: ${signed}`;
}

const ADVICE: Partial<Record<VersionStatus['state'], string>> = {
  quarantined: 'ask its maintainers to lift the quarantine',
  waiting: 'wait until somebody approves it (`rolekit review` lists what waits)',
};

function withheld(status: Said, last: string, instead?: string): CliError {
  const plugin = `${status.id}@${status.version}`;
  const ways = [
    ...(instead === undefined ? ['Use another version'] : [`Use ${status.id}@${instead}`]),
    ...(ADVICE[status.state] === undefined ? [] : [ADVICE[status.state]]),
  ];
  return new CliError('RK_WITHHELD', {
    plugin,
    reason: `${withheldReason(status)}${last === '' ? '' : `.${last}`}`.replace(/\.$/, ''),
    hint: `${ways.join(', or ')}.`,
  });
}

function strictest(levels: readonly PolicyLevel[], hours: number): PolicyLevel | undefined {
  return levels.find(({ document }) => document.offline?.statusMaxAgeHours === hours);
}

/** In the largest unit that says enough. */
function ageText(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} days`;
}
