import { RolekitError } from '@rolekit/sdk';
import { parsePluginAddress, type RegistryClient } from '@rolekit/sdk/host';
import type { VersionStatus } from '@rolekit/sdk/wire';

/** What came of asking a registry for the present status of a version. */
export type Answer =
  | { kind: 'said'; status: VersionStatus }
  /** It has no such version, or shows it to nobody like this user. */
  | { kind: 'unknown' }
  /** It was not reached, or what answered is not that registry. */
  | { kind: 'silent'; problem: string };

/** Codes of a registry that was reached and has nothing of that name. */
const UNKNOWN = new Set<unknown>(['RK_PLUGIN_UNKNOWN', 'RK_VERSION_UNKNOWN']);

/**
 * Asks a registry whether a version may be used now. Whatever is no clear answer counts as none.
 *
 * @param selector version or channel
 */
export async function askStatus(registry: RegistryClient, id: string, selector: string): Promise<Answer> {
  try {
    const status = await registry.versionStatus(parsePluginAddress(id), selector);
    const isOther = status.id !== id || (/^\d/.test(selector) && status.version !== selector);
    return isOther ? silent(`it answered about ${status.id}@${status.version}`) : { kind: 'said', status };
  } catch (error) {
    if (!(error instanceof RolekitError)) throw error;
    if (error.data.status === 404 && UNKNOWN.has(error.data.registryCode)) return { kind: 'unknown' };
    return silent(String(error.data.reason ?? error.message));
  }
}

export function silent(problem: string): Answer {
  return { kind: 'silent', problem };
}
