import { tokenCost } from '../src/bundle/token-cost.ts';
import type { ConfigField, FolderUse, ToolDefinition, ToolEntry } from '../src/connector/description-types.ts';
import { toolDigest, toolsetDigest } from '../src/digest/digest.ts';
import type { ToolsFile } from '../src/plugin/types.ts';

/** Tools of one connector; what is left out is the smallest thing that passes. */
export interface ToolsInput {
  tools?: ToolInput[];
  /** @default 'crm' */
  connector?: string;
  hosts?: string[];
  folders?: FolderUse[];
  config?: ConfigField[];
}

export interface ToolInput {
  name: string;
  description?: string;
  access?: ToolEntry['access'];
  enabled?: boolean;
  input?: Record<string, unknown>;
  output?: Record<string, unknown>;
  examples?: ToolEntry['examples'];
}

const QUERY: ToolInput = { name: 'crm_query', description: 'Reads records of the CRM.' };

/** A `tools.json`. */
export function toolsFile(input: ToolsInput = {}): ToolsFile {
  const entries = (input.tools ?? [QUERY]).map(toolEntry);
  const connector = {
    name: input.connector ?? 'crm',
    title: input.connector ?? 'CRM',
    version: '1.0.0',
    description: 'The CRM.',
    config: input.config ?? [],
    hosts: input.hosts ?? ['crm.example'],
    ...(input.folders ? { folders: input.folders } : {}),
    tools: entries,
  };
  return {
    format: 1,
    protocol: '2026-07-28',
    connectors: entries.length === 0 ? [] : [connector],
    toolsetDigest: toolsetDigest(entries),
    tokens: tokenCost(entries.filter(({ enabled }) => enabled).map(({ definition }) => definition)),
  };
}

function toolEntry({
  name,
  description,
  access = 'read',
  enabled = true,
  input,
  output,
  examples,
}: ToolInput): ToolEntry {
  const definition: ToolDefinition = {
    name,
    description: description ?? `Does ${name}.`,
    inputSchema: input ?? { type: 'object', properties: { soql: { type: 'string' } }, required: ['soql'] },
    ...(output === undefined ? {} : { outputSchema: output }),
    annotations: { readOnlyHint: access === 'read', destructiveHint: access === 'destructive' },
  };
  return { access, enabled, definition, digest: toolDigest(definition), ...(examples ? { examples } : {}) };
}
