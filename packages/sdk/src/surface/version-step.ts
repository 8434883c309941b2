import semver from 'semver';
import type { Finding } from '../finding.ts';
import type { SurfaceReport } from '../host/registry-wire.ts';

export type Level = SurfaceReport['level'];

export const STEP: Record<Level, number> = { patch: 0, minor: 1, major: 2 };

/** The step from one version to a higher one. Below 1.0.0 a minor step breaks and a patch step adds, as ranges read it. */
export function stepOf(from: string, to: string): Level {
  const [a, b] = [semver.parse(from), semver.parse(to)];
  if (a === null || b === null || a.major !== b.major) return 'major';
  if (a.major > 0) return a.minor !== b.minor ? 'minor' : 'patch';
  if (a.minor !== b.minor) return 'major';
  return a.minor === 0 && a.patch !== b.patch ? 'major' : 'minor';
}

/** The least version that may follow the compared one with these changes. */
export function leastVersion({ comparedWith, level }: SurfaceReport): string {
  const early = semver.major(comparedWith) === 0;
  const step = early ? (level === 'major' ? 'minor' : 'patch') : level;
  return semver.inc(comparedWith, step) ?? comparedWith;
}

/** One finding for each change that needs a higher version than this one. */
export function tooLow(report: SurfaceReport, version: string): Finding[] {
  const step = stepOf(report.comparedWith, version);
  return report.changes
    .filter(({ level }) => STEP[level] > STEP[step])
    .map((reason) => ({
      code: `surface/${reason.kind}`,
      severity: 'error',
      message: `${reason.message} That is a ${reason.level} change, but ${report.comparedWith} → ${version} is a ${step} step.`,
      file: 'tools.json',
      fix: `Publish it as ${leastVersion(report)} or higher: \`rolekit version\` writes that. Or waive it with a reason: \`rolekit publish --waiver <reason>\`.`,
    }));
}

interface Published {
  version: string;
  prerelease: boolean;
  /** Why it was yanked; null when it was not. */
  yanked: string | null;
}

/** What a new version is compared with: the highest stable version below it that is not yanked. */
export function baselineOf(versions: readonly Published[], version: string): string | null {
  const stable = versions.filter((row) => !row.prerelease && row.yanked === null && semver.lt(row.version, version));
  return semver.rsort(stable.map((row) => row.version))[0] ?? null;
}
