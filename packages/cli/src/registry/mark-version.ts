import type { PluginId, RegistryClient, VersionSummary } from '@rolekit/sdk/host';
import type { CommandContext } from '../command.ts';
import { usageError } from '../errors.ts';
import type { Out } from '../terminal.ts';
import { openRegistry } from './open-registry.ts';
import { withTokenAdvice } from './token-advice.ts';
import { exactVersion } from './version-address.ts';
import { type Withdrawal, withdrawalRows } from './withdrawal.ts';

/** A version as the registry tells it afterwards. */
export interface MarkedVersion extends Withdrawal {
  plugin: string;
  version: string;
  registry: string;
}

interface MarkOptions {
  plugin: string;
  registry?: string | undefined;
  'token-file'?: string | undefined;
}

/**
 * Says something of one version at its registry.
 *
 * @throws RK_USAGE when no version is named exactly; RK_REGISTRY, RK_UNREACHABLE
 */
export async function markVersion(
  args: MarkOptions,
  context: CommandContext,
  mark: (registry: RegistryClient, id: PluginId, version: string) => Promise<VersionSummary>,
): Promise<MarkedVersion> {
  const { id, version: named } = exactVersion(args.plugin);
  const registry = await openRegistry({ registry: args.registry, tokenFile: args['token-file'] }, context);
  const marked = await mark(registry, id, named).catch((error: unknown) => {
    throw withTokenAdvice(error);
  });
  const { version, yanked, yankedBy, yankedAt, deprecated } = marked;
  const plugin = `${id.namespace}/${id.name}`;
  return { plugin, version, registry: registry.url, yanked, yankedBy, yankedAt, deprecated };
}

/** @throws RK_USAGE when a registry would not take it */
export function parseReason(text: string | undefined): string {
  const reason = text?.trim() ?? '';
  if (/^[^\p{C}]{1,500}$/u.test(reason)) return reason;
  const problem = reason === '' ? 'No reason given.' : 'A reason is one line of at most 500 characters.';
  throw usageError(problem, 'Write --reason "…": everyone with the version sees it.');
}

/** What was done, then what is said of the version now. */
export function renderMarked(done: string, marked: MarkedVersion, out: Out): void {
  out.line(`${out.paint.green(done)}  ${marked.plugin}@${marked.version} at ${marked.registry}`);
  out.table(withdrawalRows(marked, out));
}
