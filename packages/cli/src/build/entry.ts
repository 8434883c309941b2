import type { ToolWords } from '@rolekit/sdk';
import { bundleFacts } from '@rolekit/sdk/internal/policy';
import type { ConnectorDescription, PluginManifest } from '@rolekit/sdk/plugin';
import type { SkillPrompt } from '@rolekit/sdk/skill';

export const CONNECTOR_PREFIX = 'rolekit-connector:';
/** The SDK's part of a server. */
export const RUN_MODULE = '@rolekit/sdk/serve/run';

/** Stand in the bundled server for what its own code is asked for first. */
const SLOTS = { descriptions: '@@rolekit-descriptions@@', opening: '@@rolekit-opening@@', words: '@@rolekit-words@@' };

export interface EntryOptions {
  /** Is there a `skills/` folder beside `server/`? */
  hasSkills: boolean;
  prompts: readonly SkillPrompt[];
  /** What it imports to run. */
  runModule?: string;
}

/** The source of `server/main.mjs`: all descriptions at hand, each connector's code loaded on its first call. */
export function serverEntry(
  manifest: PluginManifest,
  connectors: readonly string[],
  { hasSkills, prompts, runModule = RUN_MODULE }: EntryOptions,
): string {
  const { name, version, description, extensions } = manifest;
  const { policy, interface: shown } = extensions['dev.rolekit'];
  const loaders = connectors.map((connector) => `() => import(${JSON.stringify(CONNECTOR_PREFIX + connector)})`);
  const { remotes, components } = bundleFacts(manifest, { connectors: [] });
  const { namespace } = extensions['dev.rolekit'];
  const facts = {
    namespace,
    name,
    version,
    ...(shown?.displayName ? { title: shown.displayName } : {}),
    description,
    ...(remotes.length > 0 ? { remotes } : {}),
    ...(components.length > 0 ? { components } : {}),
  };
  return [
    "import { fileURLToPath } from 'node:url';",
    `import { runServer } from ${JSON.stringify(runModule)};`,
    `const descriptions = JSON.parse(${JSON.stringify(SLOTS.descriptions)});`,
    `const opening = JSON.parse(${JSON.stringify(SLOTS.opening)});`,
    `const words = JSON.parse(${JSON.stringify(SLOTS.words)});`,
    `const loaders = [${loaders.join(', ')}];`,
    'await runServer({',
    `  ...${JSON.stringify(facts)},`,
    ...(policy ? [`  policy: ${JSON.stringify(policy)},`] : []),
    ...(hasSkills ? ["  skillsDir: fileURLToPath(new URL('../skills', import.meta.url)),"] : []),
    ...(prompts.length > 0 ? [`  prompts: ${JSON.stringify(prompts)},`] : []),
    '  ...(opening ? { opening } : {}),',
    '  ...(words ? { words } : {}),',
    '  connectors: loaders.map((load, index) => ({',
    '    description: descriptions[index],',
    '    load: async () => (await load()).default,',
    '  })),',
    '}, process.argv.slice(2));',
  ].join('\n');
}

/**
 * Puts the connectors' descriptions into a bundled server, the words that its tools read, and how it begins with hosts; without
 * that it finds out when it starts.
 */
export function fillServer(
  code: string,
  descriptions: readonly ConnectorDescription[],
  opening: unknown = null,
  words: ToolWords | null = null,
): string {
  const described = fillSlot(code, SLOTS.descriptions, descriptions.map(asServed));
  return fillSlot(fillSlot(described, SLOTS.opening, opening), SLOTS.words, words);
}

/** Examples are for people, and a tool's code has its own words: a server only has to start. */
function asServed({ tools, ...description }: ConnectorDescription): ConnectorDescription {
  return { ...description, tools: tools.map(({ examples: _, words: __, ...tool }) => tool) };
}

function fillSlot(code: string, slot: string, value: unknown): string {
  // A function, because `$&` in a replacement text would be read as a pattern.
  return code.replace(new RegExp(`(["'\`])${slot}\\1`), () => JSON.stringify(JSON.stringify(value)));
}
