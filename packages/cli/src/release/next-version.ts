import semver from 'semver';
import { usageError } from '../errors.ts';
import { BUMPS, type Bump } from './types.ts';

export interface VersionNeeds {
  /** The highest step that a note asks for. */
  bump: Bump | undefined;
  /** The least version that the changed surface needs. */
  least: string | undefined;
  /** Word of a prerelease: `beta`. */
  pre: string | undefined;
  /** Versions that exist; a prerelease is counted on from them. */
  published: readonly string[];
}

/**
 * The version after `current`: what the notes ask for or the surface needs, whichever is higher; undefined when nothing
 * asks for another one.
 *
 * @throws RK_USAGE for a prerelease that would be lower than the current version
 */
export function nextVersion(current: string, { bump, least, pre, published }: VersionNeeds): string | undefined {
  const noted = bump && semver.inc(current, bump);
  const wanted = [noted, least].flatMap((version) => (version && semver.gt(version, current) ? [version] : []));
  const [target] = semver.rsort(wanted);
  if (target === undefined) return undefined;
  if (pre === undefined) return target;
  const counts = [current, ...published].flatMap((version) => countOf(version, target, pre) ?? []);
  const next = `${target}-${pre}.${Math.max(-1, ...counts) + 1}`;
  if (semver.gt(next, current)) return next;
  throw usageError(
    `\`--pre ${pre}\` makes ${next}, which is lower than ${current}.`,
    'Choose a word that sorts after it.',
  );
}

/** 3 of `1.0.0-beta.3`, when that is a prerelease of `target` with this word. */
function countOf(version: string, target: string, pre: string): number | undefined {
  const prefix = `${target}-${pre}.`;
  const count = version.startsWith(prefix) ? version.slice(prefix.length) : '';
  return /^\d+$/.test(count) ? Number(count) : undefined;
}

/** The smallest step from a version that reaches another one. */
export function bumpTo(current: string, least: string): Bump {
  return BUMPS.find((bump) => semver.gte(semver.inc(current, bump) ?? current, least)) ?? 'major';
}

/** The highest step of several; undefined when none changes a version. */
export function highestBump(bumps: readonly (Bump | 'none')[]): Bump | undefined {
  return BUMPS.findLast((bump) => bumps.includes(bump));
}

/** @throws RK_USAGE for what cannot stand in a version */
export function checkPre(pre: string | undefined): string | undefined {
  if (pre === undefined || /^(?=.*[A-Za-z-])[0-9A-Za-z-]{1,20}$/.test(pre)) return pre;
  throw usageError(`\`--pre ${pre}\` is no word of a prerelease.`, 'Write one such as beta or rc.');
}
