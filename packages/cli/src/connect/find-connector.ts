import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Connector } from '@rolekit/sdk';
import { outsideConnector } from '@rolekit/sdk/internal';
import { nearest } from '@rolekit/sdk/internal/texts';
import type { ConfigField } from '@rolekit/sdk/plugin';
import type { CommandContext } from '../command.ts';
import { connectorSources, loadConnector } from '../connectors.ts';
import { CliError } from '../errors.ts';
import { openTarget } from '../plugin-server/target.ts';
import { maybeOpenRegistry } from '../registry/open-registry.ts';

/** What is known of a connector: its settings, and its code where that is at hand. */
export interface FoundConnector {
  name: string;
  fields: ConfigField[];
  connector?: Connector;
}

interface Where {
  from?: string | undefined;
  registry?: string | undefined;
  /** Throw where nothing is known of it. */
  required: boolean;
}

/**
 * Finds a connector: in the plugin named, the workspace, the installed packages, or the registry.
 *
 * @throws RK_CONNECTOR_UNKNOWN
 */
export async function findConnector(name: string, where: Where, context: CommandContext): Promise<FoundConnector> {
  if (where.from !== undefined) return inTarget(name, where.from, where, context);
  const sources = await connectorSources(context.cwd);
  const source = sources.find((source) => source.name === name);
  const connector = source ? await loadConnector(source.dir, source.entry) : await installed(name, context.cwd);
  if (connector) return described(name, connector);
  const published = await inRegistry(name, where, context);
  if (published) return inTarget(name, published, where, context);
  if (!where.required) return { name, fields: [] };
  const near = nearest(
    name,
    sources.map((source) => source.name),
  );
  const hint = near ? `Did you mean \`${near}\`?` : 'Name its plugin: --from <dir|archive|namespace/name>.';
  throw new CliError('RK_CONNECTOR_UNKNOWN', { name, hint });
}

async function inTarget(name: string, what: string, where: Where, context: CommandContext): Promise<FoundConnector> {
  const target = await openTarget(what, context, { registry: where.registry });
  try {
    const description = target.tools.connectors.find((connector) => connector.name === name);
    if (!description) {
      const names = target.tools.connectors.map((connector) => connector.name).join(', ') || 'none';
      throw new CliError('RK_CONNECTOR_UNKNOWN', { name, hint: `${what} has ${names}.` });
    }
    const code = join(target.dir, 'connector.mjs');
    if (!existsSync(code)) return { name, fields: description.config };
    return described(name, await loadConnector(target.dir, code));
  } finally {
    await target.close();
  }
}

async function described(name: string, connector: Connector): Promise<FoundConnector> {
  const { describeConnector } = await import('@rolekit/sdk/plugin');
  return { name, fields: describeConnector(connector).config, connector };
}

async function installed(name: string, cwd: string): Promise<Connector | undefined> {
  let file: string;
  try {
    file = createRequire(join(cwd, 'package.json')).resolve(`@rolekit/connector-${name}`);
  } catch {
    return undefined;
  }
  const { default: connector } = await import(/* @vite-ignore */ pathToFileURL(file).href);
  return outsideConnector(connector);
}

/** The plugin of the registry that is this connector's own: it has the connector's name, and its code. */
async function inRegistry(name: string, where: Where, context: CommandContext): Promise<string | undefined> {
  const registry = await maybeOpenRegistry({ registry: where.registry }, context);
  if (!registry) return undefined;
  const { plugins } = await registry.search({ connector: name });
  const own = plugins.filter((plugin) => plugin.name === name);
  if (own.length < 2) return own[0] && `${own[0].namespace}/${own[0].name}`;
  const ids = own.map((plugin) => `${plugin.namespace}/${plugin.name}`).join(', ');
  throw new CliError('RK_CONNECTOR_UNKNOWN', {
    name,
    hint: `Several plugins have it; choose one with --from: ${ids}.`,
  });
}
