import type { ToolDefinition } from '../connector/description-types.ts';
import type { SurfaceReport } from '../host/registry-wire.ts';
import { isObject } from '../json-value.ts';
import type { PluginManifest } from '../plugin/types.ts';
import { parseWordsFile, SHIPPED_WORDS_FILE, unfillWords } from '../words/index.ts';
import { titleOf } from './access.ts';
import { fileChanges, passagesOf } from './texts.ts';
import type { Change, Content } from './types.ts';

/** What a model reads that it did not read before. */
export function compareTold(before: Content, after: Content, surface: SurfaceReport): Change[] {
  return [
    ...compareSkills(before, after),
    ...compareIntroduction(before.manifest, after.manifest),
    ...compareTools(before, after),
    ...surface.changes
      .filter(({ kind }) => /^(?:input|output|hint)-/.test(kind))
      .map(({ message }): Change => ({ change: 'changed', text: message.replace(/\.$/, '') })),
  ];
}

function compareSkills(before: Content, after: Content): Change[] {
  const [had, has] = [skillNames(before), skillNames(after)];
  return [...new Set([...has, ...had])].toSorted().flatMap((name): Change[] => {
    const isOfSkill = (path: string) => path.startsWith(`skills/${name}/`);
    const files = fileChanges(before, after, isOfSkill);
    if (files.length === 0) return [];
    const change = !had.has(name) ? 'added' : !has.has(name) ? 'removed' : 'changed';
    const passages = files.flatMap((file) =>
      (file.passages ?? []).map((passage) => ({ ...passage, section: placeIn(name, file.text, passage.section) })),
    );
    if (change === 'removed') return [{ change, text: `The skill ${name}` }];
    return [{ change, text: `The skill ${name}${onlyWords(before, after, isOfSkill, change)}`, passages }];
  });
}

function placeIn(skill: string, path: string, section: string): string {
  const file = path.slice(`skills/${skill}/`.length);
  return [...(file === 'SKILL.md' ? [] : [file]), ...(section === '' ? [] : [section])].join(' · ');
}

function skillNames({ files }: Content): Set<string> {
  return new Set(files.flatMap(({ path }) => /^skills\/([^/]+)\//.exec(path)?.[1] ?? []));
}

/** A skill whose source is the same has other text only where it holds the client's words. */
function onlyWords(before: Content, after: Content, isOfSkill: (path: string) => boolean, change: string): string {
  if (change !== 'changed') return '';
  const isSame = fileChanges({ files: sourceOf(before) }, { files: sourceOf(after) }, isOfSkill).length === 0;
  return isSame ? ', only in the words that it is given' : '';
}

function sourceOf({ files }: Content): Content['files'] {
  const shipped = files.find(({ path }) => path === SHIPPED_WORDS_FILE);
  const words = shipped && parseWordsFile(new TextDecoder().decode(shipped.bytes)).wordsFile;
  return words === undefined ? files : unfillWords(files, words);
}

/** Name, description and prompts: what a host and the model know of a plugin before it is used. */
function compareIntroduction(before: PluginManifest, after: PluginManifest): Change[] {
  const of = ({ description, extensions }: PluginManifest) => {
    const { interface: shown = {} } = extensions['dev.rolekit'];
    return {
      'The name that people see': shown.displayName ?? '',
      'The description': description,
      'The short description': shown.shortDescription ?? '',
      'The long description': shown.longDescription ?? '',
      'The prompts that hosts suggest': (shown.prompts ?? []).map((prompt) => `${prompt}\n`).join(''),
    };
  };
  const [was, is] = [of(before), of(after)];
  return Object.entries(is).flatMap(([text, now]) => textChange(text, was[text as keyof typeof was], now));
}

function compareTools(before: Content, after: Content): Change[] {
  const of = ({ tools }: Content) =>
    new Map(
      tools.connectors.flatMap((connector) => connector.tools.map(({ definition }) => [definition.name, definition])),
    );
  const [had, has] = [of(before), of(after)];
  return [...new Set([...had.keys(), ...has.keys()])].flatMap((name): Change[] => {
    const [was, is] = [had.get(name), has.get(name)];
    const known = is ?? was;
    if (known === undefined) return [];
    const text = `The tool "${titleOf(known)}" (${name})`;
    return is === undefined ? [{ change: 'removed', text }] : textChange(text, toolText(was), toolText(is));
  });
}

function textChange(text: string, before: string, after: string): Change[] {
  if (before === after) return [];
  const change = before === '' ? 'added' : after === '' ? 'removed' : 'changed';
  return [{ change, text, passages: passagesOf('', before, after) }];
}

/** What a model reads of a tool: its description, and those of its arguments. */
function toolText(definition: ToolDefinition | undefined): string {
  if (definition === undefined) return '';
  const lines = [definition.title ?? '', definition.description, ...argumentTexts(definition.inputSchema, '')];
  return lines.map((line) => (line === '' ? '' : `${line}\n`)).join('');
}

function argumentTexts(schema: unknown, at: string): string[] {
  if (!isObject(schema)) return [];
  const { description, properties, items } = schema;
  return [
    ...(typeof description === 'string' && at !== '' ? [`${at}: ${description}`] : []),
    ...(isObject(properties)
      ? Object.entries(properties).flatMap(([name, value]) => argumentTexts(value, at === '' ? name : `${at}.${name}`))
      : []),
    ...argumentTexts(items, `${at}[]`),
  ];
}
