import semver from 'semver';

interface Ranked {
  version: string;
  prerelease: boolean;
  yanked: string | null;
  /** Not null when it is served nowhere. */
  withheld: object | string | null;
}

/** The highest stable version that is served and not yanked. */
export function latestOf(versions: readonly Ranked[]): string | null {
  return highest(served(versions).filter((row) => !row.prerelease && row.yanked === null));
}

/** The version that describes a plugin: the latest; where there is none, the highest that is not yanked, else the highest; null when
 * none is served. */
export function describingVersion(versions: readonly Ranked[]): string | null {
  const shown = served(versions);
  return latestOf(shown) ?? highest(shown.filter((row) => row.yanked === null)) ?? highest(shown);
}

function served(versions: readonly Ranked[]): readonly Ranked[] {
  return versions.filter(({ withheld }) => withheld === null);
}

function highest(versions: readonly Ranked[]): string | null {
  let best: string | null = null;
  for (const { version } of versions) if (best === null || semver.gt(version, best)) best = version;
  return best;
}
