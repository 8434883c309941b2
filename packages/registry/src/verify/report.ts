/** What of the data folder a problem is in. */
export type VerifyArea = 'database' | 'events' | 'audit' | 'version' | 'archive' | 'search' | 'git' | 'files';

/** Something that does not fit. */
export interface VerifyProblem {
  area: VerifyArea;
  /** `acme/sales 1.0.0`, an event, a file. */
  subject: string;
  message: string;
  fix: string;
  /** True when `repair` made it right. */
  repaired: boolean;
}

/** A published version that today's rules would refuse; it goes on being served. */
export interface RefusedToday {
  subject: string;
  /** The rule set that it was published under. */
  ruleSet: number;
  /** Codes of the findings, each once. */
  codes: string[];
}

export interface VerifyReport {
  dataDir: string;
  events: number;
  versions: number;
  /** Bytes of all archives that were read. */
  bytes: number;
  problems: VerifyProblem[];
  refusedToday: RefusedToday[];
  /** What could not be checked, and why. */
  skipped: string[];
}

export const FIX = {
  repair: 'Run `rolekit registry verify --repair`.',
  restore: 'Restore the data folder from a backup.',
  publish: 'Publish the same content again while the registry runs, or restore the file from a backup.',
} as const;

/** Collects what the checks find. */
export class Findings {
  readonly problems: VerifyProblem[] = [];
  readonly refusedToday: RefusedToday[] = [];
  readonly skipped: string[] = [];
  bytes = 0;
  versions = 0;

  add(area: VerifyArea, subject: string, message: string, fix: string, repaired = false): void {
    this.problems.push({ area, subject, message, fix: repaired ? 'Nothing is left to do.' : fix, repaired });
  }
}
