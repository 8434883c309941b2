import type { Lineage, LineageBase } from '@rolekit/sdk/wire';
import type { SeenBase, StoredVersion } from '../store/catalogue.ts';

/** A base as `/v1` says it. */
export function lineageBase(seen: SeenBase): LineageBase {
  if (seen.kind === 'hidden') return { hidden: true };
  if (seen.kind === 'elsewhere') {
    const { namespace, name, version, digest, registry } = seen.base;
    const state = 'elsewhere';
    return { hidden: false, plugin: `${namespace}/${name}`, version, digest, state, reason: null, registry };
  }
  const { namespace, name, version, digest, withheld, yanked } = seen.version;
  const state = withheld?.state ?? (yanked === null ? 'available' : 'yanked');
  const reason = withheld?.reason ?? yanked;
  return { hidden: false, plugin: `${namespace}/${name}`, version, digest, state, reason, registry: null };
}

/** A client of a version. */
export function derivedVersion(row: StoredVersion): Lineage['derived'][number] {
  const { namespace, name, version, digest, yanked, publishedAt } = row;
  const state = yanked === null ? 'available' : 'yanked';
  return { plugin: `${namespace}/${name}`, version, digest, state, reason: yanked, publishedAt };
}
