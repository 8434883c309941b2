import { withoutDot } from '../tree/paths.ts';
import type { BundleFile } from '../tree/types.ts';
import { codexInterface, codexManifest, withoutUnset } from './codex.ts';
import type { HostFilesInput, RemoteServer } from './host-files-input.ts';
import { PLUGIN_SCHEMA } from './schema.ts';
import type { PluginManifest } from './types.ts';

/**
 * Number of the way in which `hostFiles` writes; a lock names it, so that a bundle is compared with the files of its own
 * generator. Raise it when a file comes out differently, and keep the one before for the bundles that name it.
 */
export const GENERATOR = 1;

/** Files that `hostFiles` can emit. */
export const HOST_FILES = [
  'plugin.json',
  'mcp.json',
  '.claude-plugin/plugin.json',
  '.mcp.json',
  '.codex-plugin/plugin.json',
  'gemini-extension.json',
] as const;

const MCP_SCHEMA = 'https://agent-plugins.org/schemas/1.0.0/mcp.schema.json';
const ENTRY = 'server/main.mjs';

/** The manifest's connectors with a `url`; none when its policy denies writes, because a remote server is ungoverned. */
export function remotesOf(manifest: PluginManifest): RemoteServer[] {
  const { connectors = {}, policy } = manifest.extensions['dev.rolekit'];
  if (policy?.writes === 'deny') return [];
  return Object.entries(connectors).flatMap(([name, ref]) => ('url' in ref ? [{ name, url: ref.url }] : []));
}

/**
 * The files from which Codex, Claude Code, Copilot and Gemini load the same plugin, with the same version. The files
 * that list servers are there only when there is a server.
 *
 * No file asks a host for settings: Gemini would wait for answers at install, Claude passes the name of what is unset,
 * and only what lies under the user's home reaches a server in every host.
 */
export function hostFiles(input: HostFilesInput): BundleFile[] {
  const { manifest, tools } = input;
  const remotes = input.remotes ?? remotesOf(manifest);
  const hasServer = tools.connectors.length > 0;
  const name = manifest.name;

  const servers = <Local, Remote>(local: Local, remote: (url: string) => Remote): Record<string, Local | Remote> => ({
    ...(hasServer ? { [name]: local } : {}),
    ...Object.fromEntries(remotes.map((server) => [server.name, remote(server.url)])),
  });
  const portable = servers({ type: 'stdio', command: 'node', args: [`\${PLUGIN_ROOT}/${ENTRY}`] }, (url) => ({
    type: 'streamable-http',
    url,
  }));
  const claude = servers({ command: 'node', args: [`\${CLAUDE_PLUGIN_ROOT}/${ENTRY}`] }, (url) => ({
    type: 'http',
    url,
  }));
  const gemini = servers(
    { command: 'node', args: [`\${extensionPath}\${/}${ENTRY.replace('/', `\${/}`)}`] },
    (url) => ({ httpUrl: url }),
  );

  const hasServers = Object.keys(portable).length > 0;
  const { version, description } = manifest;
  return [
    file('plugin.json', portableManifest(input)),
    ...(hasServers ? [file('mcp.json', { $schema: MCP_SCHEMA, mcpServers: portable })] : []),
    file('.claude-plugin/plugin.json', claudeManifest(manifest)),
    ...(hasServers ? [file('.mcp.json', { mcpServers: claude })] : []),
    file('.codex-plugin/plugin.json', codexManifest(input, hasServers)),
    file('gemini-extension.json', { name, version, description, ...(hasServers ? { mcpServers: gemini } : {}) }),
  ];
}

// Agent Plugins 1.0.0 has a closed set of keys; a host drops or refuses all others.
function portableManifest(input: HostFilesInput): object {
  const { name, version, description, author, homepage, repository, license, keywords, extensions } = input.manifest;
  const own = extensions['com.openai'] as { interface?: object } | undefined;
  const { interface: shown } = extensions['dev.rolekit'];
  const generated = codexInterface(input);
  // What it can do is not for the author to say.
  const openai = { interface: { ...generated, ...own?.interface, capabilities: generated.capabilities } };
  return withoutUnset({
    $schema: PLUGIN_SCHEMA,
    name,
    version,
    description,
    author: author && withoutUnset(author),
    homepage,
    repository,
    license,
    keywords,
    extensions: {
      'dev.rolekit': extensions['dev.rolekit'],
      ...(shown === undefined && own === undefined ? {} : { 'com.openai': openai }),
    },
  });
}

function claudeManifest(manifest: PluginManifest): object {
  const { name, version, description, author, homepage, repository, license, keywords, extensions } = manifest;
  const { namespace, interface: shown } = extensions['dev.rolekit'];
  return withoutUnset({
    name,
    displayName: shown?.displayName,
    version,
    description,
    // `claude plugin validate` warns about a plugin without an author.
    author: author === undefined ? { name: namespace } : withoutUnset(author),
    homepage,
    repository,
    license,
    keywords,
    icon: claudeIcon(shown?.icon),
  });
}

// Claude refuses other kinds of pictures.
function claudeIcon(icon: string | undefined): string | undefined {
  return icon !== undefined && /\.(?:png|jpe?g)$/i.test(icon) ? `./${withoutDot(icon)}` : undefined;
}

function file(path: (typeof HOST_FILES)[number], value: object): BundleFile {
  return { path, bytes: new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`) };
}
