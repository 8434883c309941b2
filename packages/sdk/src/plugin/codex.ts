import { capitalized, lengthOf } from '../tree/hidden-characters.ts';
import { withoutDot } from '../tree/paths.ts';
import type { HostFilesInput } from './host-files-input.ts';

const MAX_PROMPTS = 3;
const MAX_PROMPT_LENGTH = 128;

/** `.codex-plugin/plugin.json`, with every key that Codex's validator of submissions asks for and no other. */
export function codexManifest(input: HostFilesInput, hasServers: boolean): object {
  const { name, version, description, author, homepage, repository, license, keywords, extensions } = input.manifest;
  const owner = author ?? { name: extensions['dev.rolekit'].namespace };
  return withoutUnset({
    name,
    version,
    description,
    author: withoutUnset({ name: owner.name, email: owner.email, url: secure(owner.url) }),
    homepage: secure(homepage),
    repository: secure(repository),
    license,
    keywords,
    skills: input.skills.length > 0 ? './skills/' : undefined,
    mcpServers: hasServers ? './.mcp.json' : undefined,
    interface: codexInterface(input),
  });
}

/** What Codex shows about a plugin; the manifest's `interface`, with the gaps filled. */
export function codexInterface({
  manifest,
  skills,
  tools,
}: HostFilesInput): { capabilities: string[] } & Record<string, unknown> {
  const { namespace, interface: shown = {} } = manifest.extensions['dev.rolekit'];
  const access = tools.connectors.flatMap((connector) => connector.tools).filter((tool) => tool.enabled);
  const displayName = shown.displayName ?? titleOf(manifest.name);
  const icon = shown.icon === undefined ? undefined : `./${withoutDot(shown.icon)}`;
  const prompts = shown.prompts ?? skills.map((skill) => `${titleOf(skill.name)}.`).toSorted();
  return withoutUnset({
    displayName,
    shortDescription: shown.shortDescription ?? manifest.description,
    longDescription: shown.longDescription ?? manifest.description,
    developerName: manifest.author?.name ?? namespace,
    category: shown.category ?? 'Productivity',
    capabilities: [
      'Interactive',
      ...(access.some((tool) => tool.access === 'read') ? ['Read'] : []),
      ...(access.some((tool) => tool.access !== 'read') ? ['Write'] : []),
    ],
    websiteURL: secure(manifest.homepage),
    defaultPrompt: promptsOf(prompts, displayName),
    brandColor: shown.brandColor,
    composerIcon: icon,
    logo: icon,
  });
}

// Codex drops what is longer than its limits; white space is collapsed there as well.
function promptsOf(prompts: readonly string[], displayName: string): string[] {
  const fitting = prompts
    .map((prompt) => prompt.replace(/\s+/g, ' ').trim())
    .filter((prompt) => prompt !== '' && lengthOf(prompt) <= MAX_PROMPT_LENGTH)
    .slice(0, MAX_PROMPTS);
  return fitting.length > 0 ? fitting : [`What can you do with ${displayName}?`];
}

/** `prepare-for-meeting` → `Prepare for meeting` */
function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return capitalized(words);
}

function secure(url: string | undefined): string | undefined {
  return url?.startsWith('https://') ? url : undefined;
}

/** An object without the keys that are undefined. */
export function withoutUnset<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as T;
}
