import type { Finding } from '@rolekit/sdk';
import type { LockedBase } from '@rolekit/sdk/plugin';

/** How many bases may stand above a plugin, one above the other. */
export const MAX_LEVELS = 3;

/** A plugin of the workspace, with the base that it names. */
export interface NearPlugin {
  id: string;
  version: string;
  dir: string;
  base: string | undefined;
}

/** The bases of a plugin's base, the nearest first, as a lock lists them. */
export function lineageOf(base: LockedBase | undefined): string[] {
  return base === undefined ? [] : [`${base.plugin}@${base.version}`, ...(base.lineage ?? [])];
}

/** The way from a plugin back to itself over the bases of the workspace; undefined where there is none. */
export function circleIn(id: string, base: string, near: readonly NearPlugin[]): string[] | undefined {
  const way = [id];
  for (let next: string | undefined = base; next !== undefined; ) {
    const isBack = way.includes(next);
    way.push(next);
    if (isBack) return way;
    next = near.find((plugin) => plugin.id === next)?.base;
  }
  return undefined;
}

/** What is wrong with where a plugin stands: over itself, or over too many others. */
export function lineageProblem(
  id: string,
  lineage: readonly string[],
): Pick<Finding, 'code' | 'message' | 'fix'> | undefined {
  const ids = lineage.map((version) => version.slice(0, version.lastIndexOf('@')));
  if (ids.includes(id)) return circleProblem([id, ...ids.slice(0, ids.indexOf(id) + 1)]);
  if (lineage.length <= MAX_LEVELS) return undefined;
  return {
    code: 'extends/too-deep',
    message: `${[id, ...lineage].join(' follows ')}: at most ${MAX_LEVELS} bases stand above a plugin.`,
    fix: `Follow ${lineage[1]?.replace(/@[^@]*$/, '') ?? 'its base'} instead.`,
  };
}

export function circleProblem(way: readonly string[]): Pick<Finding, 'code' | 'message' | 'fix'> {
  return {
    code: 'extends/circle',
    message: `The bases lead in a circle: ${way.join(' follows ')}.`,
    fix: 'Name a base that does not follow this plugin.',
  };
}
