import { type BundleFile, packBundle, tokenCost, toolDigest, toolsetDigest } from '@rolekit/sdk/bundle';
import { hostFiles } from '@rolekit/sdk/internal/plugin';
import type {
  ConfigField,
  FolderUse,
  PluginComponent,
  PluginManifest,
  ToolDefinition,
  ToolEntry,
  ToolsFile,
} from '@rolekit/sdk/plugin';

/** A plugin to publish; what is left out is the smallest thing that passes. */
export interface PluginInput {
  namespace?: string;
  name?: string;
  version?: string;
  description?: string;
  displayName?: string;
  role?: string;
  skills?: Record<string, string>;
  tools?: ToolInput[];
  /** @default 'crm' */
  connector?: string;
  hosts?: string[];
  folders?: FolderUse[];
  config?: ConfigField[];
  /** MCP servers of others, by name. */
  remote?: Record<string, string>;
  components?: PluginComponent[];
  files?: Record<string, string | undefined>;
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

export interface PackedPlugin {
  namespace: string;
  name: string;
  version: string;
  tgz: Uint8Array;
  digest: string;
  files: BundleFile[];
}

const QUERY: ToolInput = { name: 'crm_query', description: 'Reads records of the CRM.' };

export function skillText(
  name: string,
  description: string,
  body = 'Read the deals, then say what needs attention.',
): string {
  return `---\nname: ${name}\ndescription: ${JSON.stringify(description)}\n---\n\n# ${name}\n\n${body}\n`;
}

export async function packPlugin(input: PluginInput = {}): Promise<PackedPlugin> {
  const files = pluginFiles(input);
  const { tgz, digest } = await packBundle(files);
  return {
    namespace: input.namespace ?? 'acme',
    name: input.name ?? 'sales',
    version: input.version ?? '1.0.0',
    tgz,
    digest,
    files,
  };
}

function pluginFiles(input: PluginInput): BundleFile[] {
  const { namespace = 'acme', name = 'sales', version = '1.0.0' } = input;
  const skills = input.skills ?? { 'review-forecast': 'Review the forecast of a quarter.' };
  const tools = toolsFile(input);
  const manifest: PluginManifest = {
    $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
    name,
    version,
    description: input.description ?? 'Everything a seller needs.',
    author: { name: 'Acme' },
    extensions: {
      'dev.rolekit': {
        namespace,
        role: input.role ?? 'sales',
        ...(input.components ? { components: input.components } : {}),
        ...(input.remote
          ? { connectors: Object.fromEntries(Object.entries(input.remote).map(([key, url]) => [key, { url }])) }
          : {}),
        ...(input.displayName === undefined ? {} : { interface: { displayName: input.displayName } }),
      },
    },
  };
  const texts: Record<string, string | undefined> = {
    'README.md': `# ${name}\n`,
    'server/main.mjs': '// A server would be here.\n',
    'tools.json': `${JSON.stringify(tools, null, 2)}\n`,
    ...Object.fromEntries(
      Object.entries(skills).map(([skill, description]) => [`skills/${skill}/SKILL.md`, skillText(skill, description)]),
    ),
    ...Object.fromEntries(
      hostFiles({
        manifest,
        skills: Object.entries(skills).map(([skill, description]) => ({ name: skill, description })),
        tools,
      }).map(({ path, bytes }) => [path, Buffer.from(bytes).toString('utf8')]),
    ),
    ...input.files,
  };
  return Object.entries(texts).flatMap(([path, text]) =>
    text === undefined ? [] : [{ path, bytes: Buffer.from(text) }],
  );
}

export function toolsFile(
  input: Pick<PluginInput, 'tools' | 'connector' | 'hosts' | 'folders' | 'config'> = {},
): ToolsFile {
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
