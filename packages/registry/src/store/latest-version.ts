import semver from 'semver';

interface Ranked {
  version: string;
  prerelease: boolean;
  yanked: string | null;
}

/** The highest stable version that is not yanked. */
export function latestOf(versions: readonly Ranked[]): string | null {
  return highest(versions.filter((row) => !row.prerelease && row.yanked === null));
}

/** The version that describes a plugin: the latest; where there is none, the highest that is not yanked, else the highest. */
export function describingVersion(versions: readonly Ranked[]): string | null {
  return latestOf(versions) ?? highest(versions.filter((row) => row.yanked === null)) ?? highest(versions);
}

function highest(versions: readonly Ranked[]): string | null {
  let best: string | null = null;
  for (const { version } of versions) if (best === null || semver.gt(version, best)) best = version;
  return best;
}
