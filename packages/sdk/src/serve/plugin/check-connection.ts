import type { Connector } from '../../connector/connector.ts';
import { inputSchemaOf } from '../../connector/tool-schemas.ts';
import { RolekitError } from '../../errors.ts';
import { resolveSettings, type Settings, type SettingsOptions } from '../../settings/settings.ts';
import { openConnection } from './open-connection.ts';
import type { ServedConnector, ServedPlugin } from './types.ts';

/** How a connector's connection stands; what `rolekit doctor` asks a server for. */
export interface ConnectionCheck {
  connector: string;
  /** Where the settings come from; an error when there are none, or they do not fit. */
  configuration: { source: string; environment: 'production' | 'sandbox' } | { error: CheckError };
  /** Who is connected; `null` where the connector has no such call. Absent without configuration. */
  credentials?: { who: string | null } | { error: CheckError };
  /** A read that changes nothing, here or at the vendor; absent when there is none without guessing its input. */
  harmless?: { tool: string; args: Record<string, unknown> };
}

/** An error as data: never a secret. */
export interface CheckError {
  code: string;
  message: string;
  fix: string;
}

const TIMEOUT_MS = 30_000;

/** Tries the connection of one connector: its settings, then its harmless call. Never throws for what it finds. */
export async function checkConnection(
  plugin: ServedPlugin,
  name: string,
  options: SettingsOptions = {},
): Promise<ConnectionCheck> {
  const served = plugin.connectors.find((servedConnector) => servedConnector.description.name === name);
  if (!served)
    throw new RolekitError('RK_NOT_FOUND', {
      what: `The connector ${name} in ${plugin.name}`,
      hint: 'List the tools.',
    });
  const connector = await served.load();
  const harmless = harmlessCall(connector, served, plugin);
  const checked = { connector: name, ...(harmless ? { harmless } : {}) };
  let settings: Settings;
  try {
    settings = await resolveSettings(name, connector.connection.config, options);
  } catch (error) {
    return { ...checked, configuration: { error: errorOf(error, name) } };
  }
  const configuration = { source: settings.source, environment: settings.environment };
  return { ...checked, configuration, credentials: await tryConnection(connector, settings, options) };
}

async function tryConnection(connector: Connector, settings: Settings, { home }: SettingsOptions) {
  try {
    const opened = await openConnection(connector, settings, home === undefined ? {} : { home });
    try {
      const who = await connector.connection.test?.(opened.connection, AbortSignal.timeout(TIMEOUT_MS));
      return { who: who ?? null };
    } finally {
      await opened.close();
    }
  } catch (error) {
    return { error: errorOf(error, connector.name) };
  }
}

/** A read tool that is served and needs no input, or has a list as example. A connector that writes files has none. */
function harmlessCall(
  connector: Connector,
  { description }: ServedConnector,
  plugin: ServedPlugin,
): ConnectionCheck['harmless'] {
  if (connector.folders?.some((use) => use.access === 'write')) return undefined;
  const denied = plugin.policy?.denyTools ?? [];
  // the plugin chooses its tools, whatever the connector's defaults are
  const listed = description.tools.flatMap(({ enabled, definition }) => (enabled ? [definition.name] : []));
  const reads = Object.values(connector.tools).filter(
    (tool) => tool.access === 'read' && listed.includes(tool.name) && !denied.includes(tool.name),
  );
  const free = reads.find((tool) => inputSchemaOf(tool).safeParse({}).success);
  const shown = reads.find((tool) => tool.kind === 'list' && tool.examples.length > 0);
  const tool = free ?? shown;
  if (!tool) return undefined;
  const args = (tool === free ? {} : tool.examples[0]?.input) as Record<string, unknown>;
  return { tool: tool.name, args: tool.kind === 'list' ? { ...args, limit: 1 } : args };
}

function errorOf(error: unknown, connector: string): CheckError {
  if (error instanceof RolekitError) return { code: error.code, message: error.message, fix: error.fix };
  // its text may hold anything
  return {
    code: 'RK_INTERNAL',
    message: `${connector} failed unexpectedly (${error instanceof Error ? error.name : typeof error}).`,
    fix: 'Report it to the author of the connector.',
  };
}
