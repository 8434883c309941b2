import semver from 'semver';
import type { ReleasePlugin } from './types.ts';

/** The plugins whose code a plugin's bundle contains: those that it joins at their present version. */
export function joinedBy({ manifest }: ReleasePlugin, plugins: readonly ReleasePlugin[]): ReleasePlugin[] {
  const refs = Object.values(manifest.extensions['dev.rolekit'].connectors ?? {});
  return plugins.filter((other) =>
    refs.some((ref) => 'plugin' in ref && ref.plugin === other.id && takes(ref.range, other.manifest.version)),
  );
}

/** The chosen plugins and all that contain one of them, each after those that it contains. */
export function inJoinOrder(plugins: readonly ReleasePlugin[], chosen: readonly ReleasePlugin[]): ReleasePlugin[] {
  const wanted = new Set(chosen);
  for (let size = 0; size !== wanted.size; ) {
    size = wanted.size;
    for (const plugin of plugins) if (joinedBy(plugin, [...wanted]).length > 0) wanted.add(plugin);
  }
  const ordered = new Set<ReleasePlugin>();
  const visit = (plugin: ReleasePlugin, above: readonly ReleasePlugin[]) => {
    if (above.includes(plugin)) return;
    for (const other of joinedBy(plugin, [...wanted])) visit(other, [...above, plugin]);
    ordered.add(plugin);
  };
  for (const plugin of wanted) visit(plugin, []);
  return [...ordered];
}

/** A range that takes the new version; the written one where it does. */
export function rangeFor(range: string, version: string): string {
  const isPrerelease = semver.prerelease(version) !== null;
  // what was joined as a prerelease goes on with the stable version
  if (takes(range, version) && (isPrerelease || !/\d-[\dA-Za-z]/.test(range))) return range;
  const sign = /^[~^=]?(?=\d)/.exec(range.trim())?.[0];
  return semver.valid(range.trim().slice(sign?.length)) === null ? `^${version}` : `${sign ?? '^'}${version}`;
}

function takes(range: string, version: string): boolean {
  return semver.satisfies(version, range);
}
