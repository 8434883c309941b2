import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../finding.ts';
import { skillsOf } from '../skill/read.ts';
import type { Skill } from '../skill/types.ts';
import { DEFAULT_LIMITS } from '../tree/archive-limits.ts';
import { readText } from '../tree/decode-text.ts';
import { withoutDot } from '../tree/paths.ts';
import { placeInJson } from '../tree/read-json.ts';
import type { ArchiveLimits, BundleFile } from '../tree/types.ts';
import { aliases, isOutsideSource, type WalkedFile, walk } from '../tree/walk-files.ts';
import { checkSourcePlaces } from './check-places.ts';
import { type ParsedManifest, parseManifest } from './manifest.ts';
import type { PluginManifest } from './types.ts';

const MAX_MANIFEST_BYTES = 1024 * 1024;

export interface ReadPluginOptions {
  limits?: Partial<ArchiveLimits>;
  /** Files that are not in the folder and count as if they were: what a definition in TypeScript stands for. */
  generated?: readonly BundleFile[];
}

export interface PluginSource {
  /** There exactly when `plugin.json` has no error. */
  manifest?: PluginManifest;
  skills: Skill[];
  findings: Finding[];
}

/**
 * Reads a plugin's source folder: `plugin.json`, `skills/` and the kind, name and size of every file. Reports every
 * problem at once, writes nothing, and throws for no content.
 *
 * @example
 * ```ts
 * const { manifest, skills, findings } = await readPlugin('plugins/sales');
 * if (hasErrors(findings)) report(findings);
 * ```
 */
export async function readPlugin(
  dir: string,
  { limits = {}, generated = [] }: ReadPluginOptions = {},
): Promise<PluginSource> {
  if (!(await isFolder(dir))) {
    const fix = 'Give the folder that has plugin.json, or make one with `rolekit create plugin`.';
    return {
      skills: [],
      findings: [{ code: 'plugin/no-folder', severity: 'error', message: 'There is no such folder.', file: '.', fix }],
    };
  }
  const walked = await walk(dir, isOutsideSource, { ...DEFAULT_LIMITS, ...limits });
  const texts = new Map(generated.map(({ path, bytes }) => [path, new TextDecoder().decode(bytes)]));
  if (texts.size > 0) {
    walked.files.push(...generated.map(({ path, bytes }) => ({ path, size: bytes.length })));
    const twice = aliases(walked.files.map(({ path }) => path)).filter(({ file }) => texts.has(file));
    walked.findings.push(...twice);
  }
  const read = async (path: string) => {
    const text = texts.get(path);
    return text === undefined ? readText(join(dir, path), path) : { text };
  };
  const manifestText = await readManifest(walked.files, walked.findings, read);
  const { manifest, findings }: ParsedManifest =
    'text' in manifestText ? checkManifest(manifestText.text, walked.files) : manifestText;
  const { skills, findings: skillFindings } = await skillsOf(walked.files, read);
  const paths = walked.files.map(({ path }) => path);
  const all = [...findings, ...skillFindings, ...checkSourcePlaces(paths, manifest), ...walked.findings];
  return manifest === undefined ? { skills, findings: all } : { manifest, skills, findings: all };
}

/** Parses a `plugin.json` and looks for the files that it names. */
export function checkManifest(text: string, files: readonly { path: string }[]): ParsedManifest {
  const { manifest, findings } = parseManifest(text);
  const icon = manifest?.extensions['dev.rolekit'].interface?.icon;
  if (manifest === undefined || icon === undefined || files.some(({ path }) => path === withoutDot(icon))) {
    return manifest === undefined ? { findings } : { manifest, findings };
  }
  const missing: Finding = {
    code: 'manifest/missing-file',
    severity: 'error',
    message: `The icon "${icon}" does not exist.`,
    file: 'plugin.json',
    ...placeInJson(text, ['extensions', 'dev.rolekit', 'interface', 'icon']),
    fix: 'Add the file or correct the path.',
  };
  return { findings: [...findings, missing] };
}

async function readManifest(
  files: readonly WalkedFile[],
  others: readonly Finding[],
  read: (path: string) => Promise<{ text: string } | { finding: Finding }>,
): Promise<{ text: string } | { findings: Finding[] }> {
  const file = 'plugin.json';
  const found = files.find(({ path }) => path === file);
  const error = (rule: string, message: string, fix: string) => {
    const severity = 'error' as const;
    return { findings: [{ code: `manifest/${rule}`, severity, message, file, fix }] };
  };
  if (found === undefined) {
    // A link or a special file has its own finding.
    if (others.some((finding) => finding.file === file)) return { findings: [] };
    const near = files.find(({ path }) => path.toLowerCase() === file);
    const fix = near === undefined ? 'Make one with `rolekit create plugin`.' : `Rename ${near.path} to ${file}.`;
    return error('missing', 'The plugin has no plugin.json.', fix);
  }
  if (found.size > MAX_MANIFEST_BYTES) {
    return error(
      'too-large',
      `plugin.json has ${found.size} bytes; the limit is ${MAX_MANIFEST_BYTES}.`,
      'Make it smaller.',
    );
  }
  const content = await read(file);
  return 'finding' in content ? { findings: [content.finding] } : content;
}

async function isFolder(dir: string): Promise<boolean> {
  try {
    return (await stat(dir)).isDirectory();
  } catch {
    return false;
  }
}
