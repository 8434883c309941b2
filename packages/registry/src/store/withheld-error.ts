import { RegistryError } from '../errors.ts';
import type { VersionSubject } from './catalogue.ts';

/** Says why a version is served nowhere. */
export function withheldError(
  { namespace, name, version }: VersionSubject,
  state: string,
  reason: string | null,
): RegistryError {
  return new RegistryError(state === 'taken-down' ? 'RK_VERSION_TAKEN_DOWN' : 'RK_VERSION_QUARANTINED', {
    plugin: `${namespace}/${name}`,
    version,
    reason: reason ?? '',
  });
}
