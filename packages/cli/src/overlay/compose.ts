import type { Finding } from '@rolekit/sdk';
import type { BundleFile } from '@rolekit/sdk/bundle';
import type { AmendedBlock } from '@rolekit/sdk/internal/overlay';
import { skillsOf } from '@rolekit/sdk/internal/plugin';
import { parseWordsFile, SHIPPED_WORDS_FILE, unfillWords, type Words } from '@rolekit/sdk/internal/words';
import type { PluginManifest, SkillOrigin } from '@rolekit/sdk/plugin';
import { readAmendments } from './amendments.ts';
import { composeManifest } from './manifest.ts';
import { readmeOf } from './readme.ts';
import { composeSkills } from './skills.ts';
import type { Base, Composition, OverlaySource } from './types.ts';

const BASE = ['extensions', 'dev.rolekit', 'extends', 'plugin'];
const LEGAL = /^(?:licen[cs]e|notice)(?:\.(?:md|txt))?$/i;

/** Makes the source of a client's plugin whole: its own files, and what it takes of its base. Runs and writes nothing. */
export async function composeOverlay(source: OverlaySource, built: Base): Promise<Composition> {
  const { files: theirs, words } = sourceOf(built);
  const base = { ...built, files: theirs };
  const { amendments, findings: unread } = await readAmendments(source.dir);
  const { manifest, pins, findings: ofManifest } = composeManifest(source, base);
  const { files: skillFiles, origins, blocks, findings: ofSkills } = composeSkills(source, base, amendments);
  const files = [...skillFiles, ...otherFiles(source.files, base.files, manifest)];
  const place = placer(source, base, blocks);
  const [composed, before] = await Promise.all([readSkills(files), readSkills(base.files)]);
  const old = new Set(before.findings.map(keyOf));
  const news = composed.findings.filter((finding) => isOwn(source, finding.file) || !old.has(keyOf(finding)));
  const problems = [...base.findings, ...unread, ...ofManifest, ...ofSkills];
  return {
    manifest,
    files: withReadme(files, manifest, base, origins),
    skills: composed.skills,
    words,
    pins,
    origins,
    place,
    findings: [...problems, ...news.map(place)],
  };
}

/** The files of a base as its author wrote them: with places for words in the place of the words. */
function sourceOf({ files }: Base): { files: readonly BundleFile[]; words: Words | undefined } {
  const shipped = files.find(({ path }) => path === SHIPPED_WORDS_FILE);
  const read = shipped && parseWordsFile(new TextDecoder().decode(shipped.bytes)).wordsFile;
  return read === undefined ? { files, words: undefined } : { files: unfillWords(files, read), words: read.words };
}

function readSkills(files: readonly BundleFile[]) {
  const texts = new Map(files.map(({ path, bytes }) => [path, bytes]));
  const sized = files.map(({ path, bytes }) => ({ path, size: bytes.length }));
  return skillsOf(sized, async (path) => ({
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(texts.get(path)),
  }));
}

/** Components, icon and licence of the base; of two files with one path, the client's. */
function otherFiles(own: readonly BundleFile[], theirs: readonly BundleFile[], manifest: PluginManifest): BundleFile[] {
  const { components = [], interface: shown } = manifest.extensions['dev.rolekit'];
  const icon = shown?.icon?.replace(/^\.\//, '');
  const isComponent = (path: string) =>
    components.some((part) => path === part.path || path.startsWith(`${part.path}/`));
  const isOwnSkill = ({ path }: BundleFile) => path.startsWith('skills/');
  const mine = own.filter((file) => !isOwnSkill(file));
  const hasLegal = mine.some(({ path }) => LEGAL.test(path));
  const inherited = theirs.filter(
    ({ path }) =>
      !path.startsWith('skills/') &&
      !mine.some((file) => file.path === path) &&
      (path === icon || isComponent(path) || (LEGAL.test(path) && !hasLegal)),
  );
  return [...mine, ...inherited];
}

function withReadme(
  files: readonly BundleFile[],
  manifest: PluginManifest,
  base: Base,
  origins: Record<string, SkillOrigin>,
): BundleFile[] {
  if (files.some(({ path }) => /^readme\.md$/i.test(path))) return [...files];
  return [...files, { path: 'README.md', bytes: new TextEncoder().encode(readmeOf(manifest, base, origins)) }];
}

function isOwn({ files }: OverlaySource, path: string): boolean {
  return files.some((file) => file.path === path);
}

function keyOf({ code, file, message }: Finding): string {
  return [code, file, message].join('\n');
}

/** Findings of a client's own files stay; of what it wrote into the base's they name the amendment, of the rest the base. */
function placer(
  source: OverlaySource,
  { locked }: Base,
  blocks: readonly AmendedBlock[],
): (finding: Finding) => Finding {
  return (finding) => {
    const { file, line } = finding;
    if (!file.startsWith('skills/') || isOwn(source, file)) return finding;
    const block = blocks.find(
      ({ path, line: first, lines }) => path === file && line !== undefined && first <= line && line < first + lines,
    );
    if (block !== undefined && line !== undefined)
      return { ...finding, file: block.file, line: block.fileLine + line - block.line };
    const { column: _, ...rest } = finding;
    const where = line === undefined ? file : `${file}:${line}`;
    return {
      ...rest,
      ...source.place(BASE),
      message: `${where} of ${locked.plugin}: ${finding.message}`,
      fix: 'Amend that section, or replace or remove the skill.',
    };
  };
}
