/** What tools cost a model, counted by `gpt-tokenizer` (o200k_base) over name, description and input schema. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Connector } from '@rolekit/sdk';
import { describeConnector } from '@rolekit/sdk/plugin';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

const root = new URL('../', import.meta.url);

export interface ListedTool {
  name: string;
  description: string;
  inputSchema: object;
}

/** Tokens of a list of tools, as a host puts it before a model. */
export function toolTokens(tools: readonly ListedTool[]): number {
  return tools.reduce(
    (sum, { name, description, inputSchema }) => sum + countTokens(JSON.stringify({ name, description, inputSchema })),
    0,
  );
}

export const CONNECTORS = readdirSync(new URL('connectors/', root)).sort();
export const PLUGINS = readdirSync(new URL('plugins/', root)).sort();

/** The tools that a connector of this repository lists by default, or those that are named. */
export async function toolsOfConnector(name: string, named?: readonly string[]): Promise<ListedTool[]> {
  const { default: connector } = (await import(new URL(`connectors/${name}/src/index.ts`, root).href)) as {
    default: Connector;
  };
  return describeConnector(connector)
    .tools.filter(({ enabled, definition }) => (named ? named.includes(definition.name) : enabled))
    .map(({ definition }) => definition);
}

/** The tools that a role plugin of this repository lists. */
export async function toolsOfPlugin(name: string): Promise<ListedTool[]> {
  const manifest = JSON.parse(readFileSync(new URL(`plugins/${name}/plugin.json`, root), 'utf8'));
  const { connectors } = manifest.extensions['dev.rolekit'] as { connectors: Record<string, { tools?: string[] }> };
  const all = await Promise.all(Object.entries(connectors).map(([value, { tools }]) => toolsOfConnector(value, tools)));
  return all.flat();
}
