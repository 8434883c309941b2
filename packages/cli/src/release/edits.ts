import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseErrors } from '@rolekit/sdk/internal';
import { isScalar, parseDocument } from 'yaml';
import { sectionOf, withSection } from './changelog.ts';
import { rangeFor } from './joins.ts';
import type { Release, ReleasePlugin } from './types.ts';
import { shown } from './workspace.ts';

/** A file that a release writes whole. */
export interface Edit {
  path: string;
  /** Undefined for a new file. */
  before: string | undefined;
  after: string;
}

/**
 * What a release writes for one plugin: its changelog first, then the version and the ranges of what it joins.
 *
 * @throws RK_FINDINGS for a definition in TypeScript whose version is not written out
 */
export async function editsOf(release: Release & { source: ReleasePlugin }, cwd: string): Promise<Edit[]> {
  const { source, next } = release;
  if (next === null) return [];
  const { dir, manifest } = source;
  const edits: Edit[] = [];
  const change = async (file: string, edit: (text: string | undefined) => string | undefined) => {
    const path = join(dir, file);
    const before = await readText(path);
    const after = edit(before);
    if (after !== undefined && after !== before) edits.push({ path, before, after });
  };
  await change('CHANGELOG.md', (text) => withSection(text, manifest.name, sectionOf(release, next)));
  await change('plugin.json', (text) => text && withValues(text, [[['version'], next], ...rangesOf(release)]));
  await change('package.json', (text) => text && withValues(text, [[['version'], next]]));
  await change('plugin.ts', (text) => text && withLiteral(text, manifest.version, next));
  const written = edits.some(({ path }) => !path.endsWith('.md') && !path.endsWith('package.json'));
  if (!written) refuseErrors([unwritten(shown(join(dir, 'plugin.ts'), cwd), manifest.version, next)], release.plugin);
  return edits;
}

type Path = readonly string[];

function rangesOf({ source, joins }: Release & { source: ReleasePlugin }): [Path, string][] {
  const refs = Object.entries(source.manifest.extensions['dev.rolekit'].connectors ?? {});
  return refs.flatMap(([name, ref]) => {
    const joined = 'plugin' in ref ? joins.find(({ plugin }) => plugin === ref.plugin) : undefined;
    if (!joined || !('plugin' in ref)) return [];
    const path = ['extensions', 'dev.rolekit', 'connectors', name, 'range'];
    return [[path, rangeFor(ref.range, joined.version)] as [Path, string]];
  });
}

/** A JSON text with other strings at some places and nothing else changed; a place that is not there is left out. */
export function withValues(text: string, values: readonly (readonly [Path, string])[]): string {
  const document = parseDocument(text);
  const edits = values.flatMap(([path, value]) => {
    const node = document.getIn(path, true);
    return isScalar(node) && node.range && node.value !== value ? [{ range: node.range, value }] : [];
  });
  return edits
    .toSorted((a, b) => b.range[0] - a.range[0])
    .reduce((json, { range, value }) => json.slice(0, range[0]) + JSON.stringify(value) + json.slice(range[1]), text);
}

/** Code with another version, when it is written out there exactly once. */
function withLiteral(code: string, version: string, next: string): string {
  const literal = new RegExp(`(\\bversion:\\s*)(['"\`])${version.replaceAll('.', '\\.')}\\2`, 'g');
  if ([...code.matchAll(literal)].length !== 1) return code;
  return code.replace(literal, (_, key: string, quote: string) => `${key}${quote}${next}${quote}`);
}

function unwritten(file: string, version: string, next: string) {
  return {
    code: 'release/version-place',
    severity: 'error' as const,
    message: `The version ${version} is not written out in the definition, or several times.`,
    file,
    fix: `Write it once as \`version: '${version}'\`; the release then makes ${next} of it.`,
  };
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
