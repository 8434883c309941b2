import type { ComponentKind } from './components.ts';

/** A place in a plugin's folder from which a host loads something. */
export interface HostPlace {
  /** Matches the key of a path, see `placeKey`. */
  pattern: RegExp;
  /** What it has to be declared as; a place without a kind is refused in any case. */
  kind?: ComponentKind;
  /** What would happen, as a sentence. */
  acts: string;
}

/** Places at the root of a plugin. */
const ROOT_PLACES: readonly HostPlace[] = [
  {
    pattern: /^(?:hooks(?:\/|$)|hooks\.json$|com\.github\.copilot\/hooks(?:\/|\.json$))/,
    kind: 'hook',
    acts: 'Claude Code, Codex, Copilot CLI, Cursor and Gemini CLI run the commands of hooks that lie here',
  },
  {
    pattern: /^(?:com\.github\.copilot\/)?commands(?:\/|$)/,
    kind: 'command',
    acts: 'Claude Code, Copilot CLI, Cursor and Gemini CLI offer what lies here as commands, which may run a shell',
  },
  {
    pattern: /^(?:com\.github\.copilot\/)?agents(?:\/|$)/,
    kind: 'agent',
    acts: 'Claude Code, Copilot CLI, Cursor and Gemini CLI load agents from here',
  },
  {
    pattern: /^(?:com\.github\.copilot\/)?\.?lsp\.json$/,
    kind: 'lsp',
    acts: 'Claude Code and Copilot CLI start the language servers that it names',
  },
  {
    pattern: /^monitors(?:\/|$|\.json$)/,
    kind: 'monitor',
    acts: 'Claude Code keeps the commands that it names running',
  },
  {
    pattern: /^output-?styles(?:\/|$)/,
    kind: 'output-style',
    acts: 'Claude Code changes how it answers by what lies here',
  },
  { pattern: /^themes(?:\/|$)/, kind: 'theme', acts: 'Claude Code and Gemini CLI load themes from here' },
  {
    pattern: /^settings(?:\.local)?\.json$/,
    kind: 'settings',
    acts: 'Claude Code takes it as settings, which replace its main agent without a question',
  },
  { pattern: /^policies(?:\/|$)/, kind: 'policy', acts: 'Gemini CLI loads rules about what may run from here' },
  { pattern: /^bin(?:\/|$)/, kind: 'binary', acts: 'Claude Code puts what lies here on the PATH of its shell' },
  { pattern: /^rules(?:\/|$)/, kind: 'rule', acts: 'Cursor gives the rules that lie here to the model' },
  { pattern: /^\.app\.json$/, kind: 'app', acts: 'Codex connects the apps that it names' },
  { pattern: /^workflows(?:\/|$)/, kind: 'workflow', acts: 'Claude Code loads workflows from here' },
  {
    pattern: /^(?:com|org|net|io|dev|ai)\.[^/]+(?:\/|$)/,
    kind: 'settings',
    acts: 'the host of that vendor takes its own extensions from here',
  },
  { pattern: /^evals(?:\/|$)/, acts: 'Claude Code runs the evaluations that lie here' },
];

const SECOND_MANIFEST = 'a host takes it for the manifest of a plugin, or for a list of plugins';
const PROJECT_SETTINGS = 'a host or an editor takes its settings for a project from here';

/** Places anywhere in a plugin: hosts search folders, and read files beside those that they work on. */
const PLACES_ANYWHERE: readonly HostPlace[] = [
  {
    pattern: /(?:^|\/)(?:(?:agents|claude|gemini)(?:\.local|\.override)?\.md|copilot-instructions\.md|\.cursorrules)$/,
    kind: 'context',
    acts: 'hosts give it to the model as instructions, without a skill being asked for',
  },
  { pattern: /\.mdc$/, kind: 'rule', acts: 'Cursor gives it to the model as a rule' },
  {
    pattern: /(?:^|\/)agents\/openai\.ya?ml$/,
    kind: 'settings',
    acts: 'Codex takes from it when a skill runs by itself and which tools it brings',
  },
  {
    pattern: /(?:^|\/)package\.json$/,
    kind: 'script',
    acts: 'Claude Code installs its packages, and package managers run its scripts',
  },
  {
    pattern: /(?:^|\/)(?:\.claude-plugin|\.codex-plugin|\.cursor-plugin|\.plugin|\.agents|\.github\/plugin)(?:\/|$)/,
    acts: SECOND_MANIFEST,
  },
  { pattern: /(?:^|\/)(?:plugin|marketplace|gemini-extension|\.?mcp)\.json$/, acts: SECOND_MANIFEST },
  { pattern: /(?:^|\/)\.git[^/]*(?:\/|$)/, acts: 'git acts on it when a host clones the plugin' },
  {
    pattern: /(?:^|\/)\.(?:claude|codex|copilot|cursor|devcontainer|gemini|github|idea|vscode)(?:\/|$)/,
    acts: PROJECT_SETTINGS,
  },
  { pattern: /(?:^|\/)\.[^/]/, acts: 'tools act on files whose names begin with a dot, and people do not see them' },
  // A skill's own file in another case is a finding of the skill.
  {
    pattern: /^(?!skills\/[^/]+\/skill\.md$)(?:.*\/)?skill\.md$/,
    acts: 'Codex and Copilot CLI load it as a skill, which no page shows',
  },
];

const HOST_PLACES: readonly HostPlace[] = [...ROOT_PLACES, ...PLACES_ANYWHERE];

/** Paths that are what they are taken for: generated files and the skills that the page shows. */
const OWN_PLACES =
  /^(?:plugin\.json|mcp\.json|\.mcp\.json|gemini-extension\.json|\.(?:claude|codex)-plugin\/plugin\.json|skills\/[^/]+\/SKILL\.md)$/;

/** What hosts load from a path, most telling first. */
export function hostPlacesOf(path: string): HostPlace[] {
  if (OWN_PLACES.test(path)) return [];
  const key = placeKey(path);
  return HOST_PLACES.filter(({ pattern }) => pattern.test(key));
}

/**
 * One key for all spellings of a path that some file system or host takes for the same: compatibility forms and cases are
 * folded, invisible characters and what Windows drops from the end of a name are left out.
 */
export function placeKey(path: string): string {
  return path
    .normalize('NFKC')
    .replace(/[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .split('/')
    .map((part) => part.replace(/[. ]+$/, '').trim())
    .join('/');
}
