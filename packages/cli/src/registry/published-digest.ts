import { RolekitError } from '@rolekit/sdk';
import { parsePluginAddress, type RegistryClient } from '@rolekit/sdk/host';

/** The digest under which a version is published; undefined when it is not. */
export async function published(
  registry: RegistryClient,
  plugin: string,
  version: string,
): Promise<string | undefined> {
  try {
    return (await registry.version(parsePluginAddress(plugin), version)).digest;
  } catch (error) {
    if (error instanceof RolekitError && error.data.status === 404) return undefined;
    throw error;
  }
}
