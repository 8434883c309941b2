import { nearest } from '@rolekit/sdk/internal/texts';

const CREATE = 'Run `rolekit create connector <name>` or `rolekit create plugin <name>`.';
const FIND =
  'Run `rolekit search` for plugins, `rolekit connect --list` for connections, or `rolekit undo --list` for writes.';
const REMOVE =
  'Remove a plugin with `rolekit uninstall <plugin>`; a connection with `rolekit connect <connector> --remove`. Withdraw a version with `rolekit yank <plugin>`.';
const START =
  'Run `rolekit demo` for a registry with everything, `rolekit run <plugin>` to serve a plugin, or `rolekit registry serve` for a registry.';
const UPGRADE =
  'Run `rolekit update` for what hosts have, or `rolekit build --update` for newer connectors in a plugin.';
const POLICY =
  'Run `rolekit policy --deny <tool>` or `rolekit policy --undeny <tool>`; `rolekit policy` alone shows both.';
const PUBLISH = 'Run `rolekit publish`.';
const PAGE = 'Run `rolekit dev --open`.';
const VALIDATE = 'Run `rolekit validate`.';

/** Words of other command lines for what has another name here, or is none of Rolekit's work. */
const INSTEAD: Readonly<Record<string, string>> = {
  add: 'Run `rolekit install <plugin>`.',
  allow: POLICY,
  check: VALIDATE,
  compare: 'Run `rolekit diff`.',
  delete: REMOVE,
  deny: POLICY,
  deploy: PUBLISH,
  exec: 'Run `rolekit call <tool>`.',
  find: FIND,
  init: CREATE,
  inspect: PAGE,
  lint: VALIDATE,
  list: FIND,
  ls: FIND,
  new: CREATE,
  remove: REMOVE,
  rm: REMOVE,
  serve: START,
  show: 'Run `rolekit info <plugin>`.',
  start: START,
  stop: 'Press Ctrl-C where it runs: Rolekit leaves nothing in the background.',
  tools: 'Run `rolekit info <plugin>` for the tools of a plugin, or `rolekit call <tool> --help` for one of them.',
  unpublish: 'Published versions stay. Withdraw one with `rolekit yank <plugin>`.',
  upgrade: UPGRADE,
  upload: PUBLISH,
  watch: PAGE,
};

const OPTIONS = ['--version', '--help'];
const PLUGIN = /^[a-z0-9-]+\/[a-z0-9-]+$/;

/** What to do for a word that is no command, where it is known what people mean by it. */
export function unlistedCommand(word: string): string | undefined {
  if (Object.hasOwn(INSTEAD, word)) return INSTEAD[word];
  if (/^https?:\/\//.test(word))
    return 'A registry is named with --registry: `rolekit search --registry <url>`, or ROLEKIT_REGISTRY for all commands.';
  if (PLUGIN.test(word)) return `Run \`rolekit info ${word}\` to see it, or \`rolekit install ${word}\`.`;
  if (!word.startsWith('-')) return undefined;
  const near = word === '-V' ? '--version' : nearest(word, OPTIONS);
  return near
    ? `Did you mean \`rolekit ${near}\`?`
    : 'Write the command first: `rolekit <command> [options]`; `rolekit --help` lists them.';
}

/** The words that are known. */
export const UNLISTED_COMMANDS: readonly string[] = Object.keys(INSTEAD);
