import { parsePluginAddress } from '@rolekit/sdk/host';
import type { Lock, LockedBase, PluginManifest } from '@rolekit/sdk/plugin';
import semver from 'semver';
import type { Finding } from '../archive-finding.ts';
import type { CatalogueReads, StoredBase, StoredVersion } from '../store/catalogue.ts';

export interface BaseCheck {
  findings: Finding[];
  /** What is kept of it. */
  base?: StoredBase;
}

type Built = { manifest: PluginManifest; lock: Pick<Lock, 'base'> | undefined };

/**
 * The base that a lock names: that the manifest extends it, and that it is what this registry has under its name, as far as the
 * publisher sees that. Another registry's is kept as it is said.
 *
 * @param url of this registry
 */
export async function checkBase(
  { manifest, lock }: Built,
  reads: Pick<CatalogueReads, 'recorded' | 'plugin' | 'withheldVersions'>,
  url: string,
): Promise<BaseCheck> {
  const findings = checkLockedBase({ manifest, lock });
  const locked = lock?.base;
  if (locked === undefined || findings.length > 0) return { findings };
  const { namespace, name } = parsePluginAddress(locked.plugin);
  const { version, digest, range } = locked;
  const registry = locked.registry === undefined || isSame(locked.registry, url) ? null : locked.registry;
  const base = { namespace, name, version, digest, range, registry };
  if (registry !== null) return { findings, base };
  const recorded = await reads.recorded(namespace, name, version);
  if (recorded !== undefined) return { findings: checkRecordedBase(locked, recorded), base };
  const isSeen =
    (await reads.plugin(namespace, name)) !== undefined || (await reads.withheldVersions(namespace, name)).length > 0;
  const message = `This registry has ${locked.plugin}, and no version ${version} of it, which the lock names as the base.`;
  const missing = problem(
    'registry/base-unknown',
    message,
    `Publish ${locked.plugin} ${version} first, or build again.`,
  );
  return { findings: isSeen ? [missing] : [], base };
}

/** Where manifest and lock do not say the same. */
export function checkLockedBase({ manifest, lock }: Built): Finding[] {
  const extended = manifest.extensions['dev.rolekit'].extends;
  const base = lock?.base;
  const differ = (message: string) => [problem('registry/base-mismatch', message, 'Build it again: `rolekit build`.')];
  if (extended === undefined)
    return base === undefined
      ? []
      : differ(`The lock names the base ${base.plugin}, and the manifest extends nothing.`);
  if (base === undefined)
    return differ(`The manifest extends ${extended.plugin}, and the lock does not say which version.`);
  const { plugin, range, version } = base;
  if (plugin !== extended.plugin || range !== extended.range)
    return differ(`The manifest extends ${extended.plugin} ${extended.range}, and the lock names ${plugin} ${range}.`);
  return semver.satisfies(version, range, { includePrerelease: true })
    ? []
    : differ(`The lock names ${plugin} ${version}, which is not in ${range}.`);
}

/** What this registry says against a base that it has. */
export function checkRecordedBase({ plugin, version, digest }: LockedBase, recorded: StoredVersion): Finding[] {
  const what = `${plugin} ${version}`;
  if (recorded.digest !== digest) {
    const message = `The base ${what} has other content here (${recorded.digest}) than the lock says (${digest}).`;
    return [
      problem('registry/base-content', message, 'Build it again from the published base, or correct its registry.'),
    ];
  }
  if (recorded.withheld !== null) {
    const state = recorded.withheld.state === 'quarantined' ? 'is quarantined' : 'was taken down';
    const message = `The base ${what} ${state}: ${recorded.withheld.reason}`;
    return [problem('registry/base-withheld', message, 'Build it from another version: `rolekit build --update`.')];
  }
  if (recorded.yanked === null) return [];
  const message = `The base ${what} was yanked: ${recorded.yanked}`;
  return [
    {
      ...problem('registry/base-yanked', message, 'Build it from another version: `rolekit build --update`.'),
      severity: 'warning',
    },
  ];
}

function problem(code: string, message: string, fix: string): Finding {
  return { code, severity: 'error', message, file: 'rolekit.lock.json', fix };
}

function isSame(registry: string, url: string): boolean {
  return registry.replace(/\/+$/, '') === url.replace(/\/+$/, '');
}
