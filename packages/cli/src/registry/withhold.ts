import type { PluginId, RegistryClient } from '@rolekit/sdk/host';
import type { VersionStatus } from '@rolekit/sdk/wire';
import type { CommandContext } from '../command.ts';
import type { Out } from '../terminal.ts';
import { openRegistry } from './open-registry.ts';
import { withTokenAdvice } from './token-advice.ts';
import { exactVersion } from './version-address.ts';

interface WithholdOptions {
  plugin: string;
  registry?: string | undefined;
  'token-file'?: string | undefined;
}

export type Withheld = VersionStatus & { registry: string };

/** Has a registry serve a version nowhere, or again. @throws RK_USAGE, RK_REGISTRY, RK_UNREACHABLE */
export async function withhold(
  args: WithholdOptions,
  context: CommandContext,
  run: (registry: RegistryClient, id: PluginId, version: string) => Promise<VersionStatus>,
): Promise<Withheld> {
  const { id, version } = exactVersion(args.plugin);
  const registry = await openRegistry({ registry: args.registry, tokenFile: args['token-file'] }, context);
  const status = await run(registry, id, version).catch((error: unknown) => {
    throw withTokenAdvice(error);
  });
  return { ...status, registry: registry.url };
}

/** What the registry says of a version now. */
export function renderWithheld({ id, version, state, reason, by, at, registry }: Withheld, out: Out): void {
  out.line(`${out.paint.green(state)}  ${id}@${version} at ${registry}`);
  if (reason !== null) out.table([['reason', `${reason} (by ${by ?? 'somebody'}, ${at?.slice(0, 10) ?? ''})`]]);
}
