import type { PluginId, RegistryClient } from '@rolekit/sdk/host';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import { openRegistry } from './open-registry.ts';
import { withTokenAdvice } from './token-advice.ts';
import { exactVersion } from './version-address.ts';

export interface DecideOptions {
  plugin: string;
  digest?: string | undefined;
  registry?: string | undefined;
  'token-file'?: string | undefined;
}

export interface Decision {
  plugin: string;
  version: string;
  digest: string;
  registry: string;
}

/**
 * Decides about a version that waits, by the digest of what was looked at.
 *
 * @throws RK_USAGE without an exact version or a digest; RK_REGISTRY, RK_UNREACHABLE
 */
export async function decide<Result extends object>(
  args: DecideOptions,
  context: CommandContext,
  run: (registry: RegistryClient, id: PluginId, version: string, digest: string) => Promise<Result>,
): Promise<Decision & Result> {
  const { id, version } = exactVersion(args.plugin);
  const { digest } = args;
  const look = `Look at it with \`rolekit review ${args.plugin}\`, which shows the digest.`;
  if (digest === undefined) throw usageError('No digest of what you looked at.', look);
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw usageError(`\`--digest ${digest}\` is not a digest.`, look);
  const registry = await openRegistry({ registry: args.registry, tokenFile: args['token-file'] }, context);
  const result = await run(registry, id, version, digest).catch((error: unknown) => {
    throw withTokenAdvice(error);
  });
  return { plugin: `${id.namespace}/${id.name}`, version, digest, registry: registry.url, ...result };
}
