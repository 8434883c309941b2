import type { Finding } from '../finding.ts';
import { withoutDot } from '../tree/paths.ts';
import { bundleError } from './bundle-finding.ts';
import type { PluginComponent } from './components.ts';
import { type HostPlace, hostPlacesOf, placeKey } from './host-places.ts';
import type { PluginManifest } from './types.ts';

/** Entries of a bundle's root that Rolekit writes, beside texts and the icon. */
const ROOT_FILES = new Set([
  '.mcp.json',
  'connector.mjs',
  'contract-report.json',
  'gemini-extension.json',
  'mcp.json',
  'plugin.json',
  'rolekit.lock.json',
  'tools.json',
  'words.json',
]);
const ROOT_FOLDERS = new Set(['.claude-plugin', '.codex-plugin', 'server', 'skills']);
const ROOT_TEXT = /^(?:readme|licen[cs]e|notice|changelog)(?:\.(?:md|txt))?$/i;
const PICTURE = /\.(?:png|jpe?g|svg|webp|gif|ico)$/i;

/** Kinds that stand in a skill's text; whether they do is for the checks of skills. */
const SKILL_KINDS = new Set<PluginComponent['kind']>(['dynamic-context', 'tool-grant', 'skill-hook', 'import']);
/** Kinds that may lie anywhere: what a hook or a command runs. */
const FREE_KINDS = new Set<PluginComponent['kind']>(['script', 'binary']);

type Declared = Pick<PluginManifest, 'extensions'>;

/**
 * Finds every file from which a host would load what the manifest does not declare, every other entry that a bundle does
 * not have, and every declared component that is not there.
 */
export function checkPlaces(paths: readonly string[], manifest: Declared | undefined): Finding[] {
  const { components = [], interface: shown } = manifest?.extensions['dev.rolekit'] ?? {};
  const icon = shown?.icon === undefined ? undefined : withoutDot(shown.icon);
  return [
    ...paths.flatMap((path) => undeclared(path, components) ?? strange(path, components, icon)),
    ...components.flatMap((component, index) => missing(component, index, paths)),
  ];
}

/**
 * The same of a source folder, of which skills and declared components are shipped: what else a host would load is left
 * out by a build, and its author is warned.
 */
export function checkSourcePlaces(paths: readonly string[], manifest: Declared | undefined): Finding[] {
  const components = manifest?.extensions['dev.rolekit'].components ?? [];
  const isShipped = (path: string) =>
    path.startsWith('skills/') || components.some((component) => covers(component, path));
  return [
    ...paths.filter(isShipped).flatMap((path) => undeclared(path, components) ?? []),
    ...paths.filter((path) => !isShipped(path) && COMPONENT_FOLDER.test(path)).map(leftOut),
    ...components.flatMap((component, index) => missing(component, index, paths)),
  ];
}

// The root of a source also holds what its author works with, such as AGENTS.md and package.json.
const COMPONENT_FOLDER =
  /^(?:(?:hooks|commands|agents|monitors|output-styles|themes|policies|rules|workflows|bin|com\.[^/]+)\/|hooks\.json$|\.lsp\.json$|\.app\.json$)/i;

function leftOut(path: string): Finding {
  const [place] = hostPlacesOf(path);
  const message = `The build leaves it out: ${place?.acts ?? 'a host would act on it'}, and plugin.json does not declare it.`;
  return { code: 'bundle/undeclared', severity: 'warning', message, file: path, fix: fixOf(place) };
}

/** Undefined for a path from which no host loads anything. */
function undeclared(path: string, components: readonly PluginComponent[]): Finding[] | undefined {
  const places = hostPlacesOf(path);
  if (places.length === 0) return undefined;
  const covering = components.filter((component) => covers(component, path));
  const bare = places.filter(({ kind }) => !covering.some((component) => component.kind === kind));
  // A declared folder holds what its kind needs; what is no component at all is refused in there too.
  const [place] = bare.length < places.length ? bare.filter(({ kind }) => kind === undefined) : bare;
  if (place === undefined) return [];
  return [bundleError('undeclared', path, `It is not declared: ${place.acts}.`, fixOf(place))];
}

function fixOf(place: HostPlace | undefined): string {
  if (place?.kind === undefined) return 'Leave it out of the bundle.';
  return `Leave it out, or declare it in extensions["dev.rolekit"].components with the kind "${place.kind}".`;
}

function strange(path: string, components: readonly PluginComponent[], icon: string | undefined): Finding[] {
  const [root = '', ...below] = path.split('/');
  if (below.length === 0 ? ROOT_FILES.has(root) || ROOT_TEXT.test(root) : ROOT_FOLDERS.has(root)) {
    return root === 'skills' && below.length === 1 ? [looseSkillFile(path)] : [];
  }
  if (path === icon && PICTURE.test(path)) return [];
  if (components.some((component) => FREE_KINDS.has(component.kind) && covers(component, path))) return [];
  const key = placeKey(root);
  const alias = [...ROOT_FILES, ...ROOT_FOLDERS].find((name) => placeKey(name) === key);
  const message =
    alias === undefined
      ? 'This entry does not belong in a bundle, and a host may act on it.'
      : `"${root}" is "${alias}" on some systems, where hosts would read this file instead.`;
  return [bundleError('root-entry', path, message, 'Leave it out of the bundle.')];
}

function looseSkillFile(path: string): Finding {
  return bundleError('root-entry', path, 'It lies beside the skills and is part of none.', 'Move it into a skill.');
}

function missing(component: PluginComponent, index: number, paths: readonly string[]): Finding[] {
  const { kind, path } = component;
  const at = `extensions["dev.rolekit"].components[${index}]`;
  const files = paths.filter((file) => covers(component, file));
  const error = (message: string, fix: string) => [bundleError('component', 'plugin.json', message, fix)];
  if (files.length === 0) return error(`${at}: there is no ${path}.`, 'Add the file, or remove the entry.');
  const isPlace = SKILL_KINDS.has(kind)
    ? files.some((file) => file.startsWith('skills/'))
    : FREE_KINDS.has(kind) || files.some((file) => hostPlacesOf(file).some((place) => place.kind === kind));
  if (isPlace) return [];
  return error(`${at}: no host loads a ${kind} from ${path}.`, 'Correct the kind or the path, or remove the entry.');
}

function covers({ path }: PluginComponent, file: string): boolean {
  return file === path || file.startsWith(`${path}/`);
}
