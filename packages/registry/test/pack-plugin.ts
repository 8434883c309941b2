import { type BundleFile, packBundle } from '@rolekit/sdk/bundle';
import { hostFiles, writeLock } from '@rolekit/sdk/internal/plugin';
import type { LockedBase, PluginComponent, PluginManifest } from '@rolekit/sdk/plugin';
import { type ToolsInput, toolsFile } from '../../sdk/test/tools-file.ts';

export { toolsFile };

/** A plugin to publish; what is left out is the smallest thing that passes. */
export interface PluginInput extends ToolsInput {
  namespace?: string;
  name?: string;
  version?: string;
  description?: string;
  displayName?: string;
  role?: string;
  skills?: Record<string, string>;
  /** MCP servers of others, by name. */
  remote?: Record<string, string>;
  components?: PluginComponent[];
  /** The base that it was built from; its manifest extends that, and its lock names it. */
  base?: LockedBase;
  files?: Record<string, string | undefined>;
}

export interface PackedPlugin {
  namespace: string;
  name: string;
  version: string;
  tgz: Uint8Array;
  digest: string;
  files: BundleFile[];
}

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
        ...(input.base ? { extends: { plugin: input.base.plugin, range: input.base.range } } : {}),
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
    ...(input.base && {
      'rolekit.lock.json': writeLock({
        format: 1,
        base: input.base,
        connectors: {},
        toolsetDigest: tools.toolsetDigest,
        tokens: tools.tokens,
      }),
    }),
    ...input.files,
  };
  return Object.entries(texts).flatMap(([path, text]) =>
    text === undefined ? [] : [{ path, bytes: Buffer.from(text) }],
  );
}
