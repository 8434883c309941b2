import { z } from 'zod';
import { MAX_EXAMPLE_TITLE, MAX_EXAMPLES } from '../connector/description-types.ts';
import type { Finding } from '../finding.ts';
import { readJson } from '../tree/read-json.ts';
import { digestText, pluginReference, toolName, versionText } from '../tree/text-rules.ts';
import { toolWordsSchema } from '../words/schema.ts';
import type { ToolsFile } from './types.ts';

const configField = z.strictObject({
  name: z.string().min(1),
  title: z.string(),
  description: z.string(),
  env: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'not the name of an environment variable'),
  secret: z.boolean(),
  required: z.boolean(),
});

const anyObject = z.record(z.string(), z.unknown());

// Loose: the digest covers what a later protocol adds to a definition.
const toolDefinition = z.looseObject({
  name: toolName,
  title: z.string().optional(),
  description: z.string().min(1),
  inputSchema: anyObject,
  outputSchema: anyObject.optional(),
  annotations: anyObject.optional(),
  _meta: anyObject.optional(),
});

const FOLDER = /^(\/|~(\/|$)|[A-Za-z]:[\\/]|config:[A-Za-z]\w*$)/;
const folderUse = z.strictObject({
  path: z.string().regex(FOLDER, 'not an absolute path, `~/…` or `config:<field>`'),
  otherwise: z.string().regex(FOLDER, 'not an absolute path or `~/…`').optional(),
  access: z.enum(['read', 'write']),
});

const toolExample = z.strictObject({ title: z.string().max(MAX_EXAMPLE_TITLE), input: anyObject });

const connectorDescription = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9]*$/, 'not lower-case letters and digits'),
  title: z.string(),
  version: versionText,
  description: z.string(),
  config: z.array(configField),
  hosts: z.array(z.string().min(1)),
  folders: z.array(folderUse).optional(),
  untested: z.literal(true).optional(),
  tools: z.array(
    z.strictObject({
      access: z.enum(['read', 'write', 'destructive']),
      enabled: z.boolean(),
      definition: toolDefinition,
      digest: digestText,
      examples: z.array(toolExample).max(MAX_EXAMPLES).optional(),
      words: toolWordsSchema.optional(),
    }),
  ),
  source: z.strictObject({ plugin: pluginReference, version: versionText, digest: digestText }).optional(),
});

export const toolsSchema = z.strictObject({
  format: z.literal(1),
  protocol: z.literal('2026-07-28'),
  connectors: z.array(connectorDescription),
  toolsetDigest: digestText,
  tokens: z.int().min(0),
});

/** Reads the shape of a `tools.json`; whether its digests are right is checked by `inspectArchive`. */
export function parseTools(text: string, file = 'tools.json'): { tools?: ToolsFile; findings: Finding[] } {
  const { value, findings } = readJson(text, file, 'tools', toolsSchema);
  return value === undefined ? { findings } : { tools: value as ToolsFile, findings };
}

/** The text of a `tools.json`; connectors and tools stay in the order in which hosts list them. */
export function writeTools(tools: ToolsFile): string {
  return `${JSON.stringify(tools, null, 2)}\n`;
}
