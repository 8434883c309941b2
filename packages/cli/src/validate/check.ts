import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { type Inspection, inspectArchive, inspectFolder } from '@rolekit/sdk/bundle';
import { refusedFindings } from '@rolekit/sdk/internal';
import {
  checkSkillDirectives,
  checkSkillTools,
  checkSkillToolsListed,
  checkTestCall,
} from '@rolekit/sdk/internal/plugin';
import { type ListedWord, listWords } from '@rolekit/sdk/internal/words';
import { examineCode, withExaminer } from '../build/examine-code.ts';
import type { Examiner } from '../build/examiner.ts';
import { nearPluginFolder } from '../build/near-folder.ts';
import { readFolder } from '../build/source.ts';
import { inDefinition } from '../build/typed.ts';
import type { BuildOptions } from '../build/types.ts';
import { checkToolWords, toolsOf as wordTools } from '../build/words.ts';
import { usageError } from '../errors.ts';
import { readPlaybooks } from '../playbook/index.ts';
import { checkTypes } from './check-types.ts';
import { checkConnectorPaths } from './connectors.ts';
import { checkOverlay } from './overlay.ts';
import { checkCalls, checkSubjects } from './playbooks.ts';
import { toolsOf } from './tools.ts';

/** What was checked: a plugin's source, its built folder, or an archive. */
export interface Checked {
  kind: 'source' | 'bundle' | 'archive';
  findings: Finding[];
  /** Its words, and who reads them; absent for a plugin without, or with errors in them. */
  words?: ListedWord[];
}

type Found = Pick<Checked, 'findings' | 'words'>;

export interface CheckOptions {
  /** Check the types of the plugin's own code; `installed` says nothing where there is no compiler. @default true */
  types?: boolean | 'installed';
  /** @default one of this check's own */
  examiner?: Examiner | undefined;
  onStep?: BuildOptions['onStep'] | undefined;
  /** How the base of a plugin is found. */
  build?: BuildOptions | undefined;
}

/**
 * Finds every problem of a plugin's source, its code included, of a built bundle or of an archive; writes nothing.
 *
 * @throws RK_USAGE when there is nothing at `path`
 */
export async function checkPlugin(path: string, options: CheckOptions = {}): Promise<Checked> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) {
    const near = await nearPluginFolder(path);
    throw usageError(
      `Cannot find ${path}.`,
      near ? `Did you mean ${near}?` : 'Name the folder with plugin.json, or an archive.',
    );
  }
  if (!entry.isDirectory()) return { kind: 'archive', ...(await checkArchive(path)) };
  if (await isBundle(path)) return { kind: 'bundle', ...inspected(await inspectFolder(path)) };
  return { kind: 'source', ...(await checkFolder(path, options)) };
}

/** Every problem of a plugin's source folder. */
export async function checkSource(dir: string, options: CheckOptions = {}): Promise<Finding[]> {
  return (await checkFolder(dir, options)).findings;
}

async function checkFolder(dir: string, options: CheckOptions): Promise<Found> {
  const { examiner } = options;
  return examiner
    ? check(dir, { ...options, examiner })
    : withExaminer((fresh) => check(dir, { ...options, examiner: fresh }));
}

async function check(
  dir: string,
  { types = true, examiner, onStep, build }: CheckOptions & { examiner: Examiner },
): Promise<Found> {
  const [source, playbooks] = await Promise.all([readFolder(dir, onStep).catch(onlyFindings), readPlaybooks(dir)]);
  const all = [...source.findings, ...playbooks.findings];
  if (!source.manifest) return { findings: inOrder(all) };
  const { manifest, skills, words, places, definition } = source;
  const { policy, extends: base } = manifest.extensions['dev.rolekit'];
  if (base !== undefined) {
    const overlay = await checkOverlay(dir, all, playbooks.playbooks, { onStep, ...build });
    return { ...overlay, findings: inOrder(overlay.findings) };
  }
  const [typed, paths, examined] = await Promise.all([
    types === false ? [] : checkTypes(dir, manifest, types === true),
    checkConnectorPaths(dir, manifest),
    examineCode(dir, manifest, { examiner, onStep }),
  ]);
  all.push(...withoutDoubles(typed, examined.findings), ...paths, ...examined.findings);
  all.push(...checkSubjects(playbooks.playbooks, manifest, skills));
  const known = await toolsOf(dir, manifest, examined.descriptions, { examiner, onStep });
  const entries = known?.tools.connectors.flatMap((connector) => connector.tools) ?? [];
  const names = entries.map((entry) => entry.definition.name);
  all.push(...checkSkillDirectives(skills, manifest, names));
  if (known) {
    const off = entries.filter(({ enabled }) => !enabled).map((entry) => entry.definition.name);
    all.push(
      ...known.findings,
      ...checkSkillTools(skills, names),
      ...checkSkillToolsListed(skills, off, policy?.denyTools),
    );
    all.push(...checkCalls(playbooks.playbooks, names));
    all.push(...known.tools.connectors.flatMap(checkTestCall).map((finding) => ({ ...finding, file: 'plugin.json' })));
  }
  all.push(...checkToolWords(words, known?.tools.connectors ?? []));
  const findings = inOrder(definition ? inDefinition(all, definition) : all);
  return words === undefined
    ? { findings }
    : { findings, words: listWords(words, places, wordTools(known?.tools.connectors ?? [])) };
}

/** The bundler says the same of syntax and imports, with the better fix. */
function withoutDoubles(typed: readonly Finding[], examined: readonly Finding[]): Finding[] {
  const bundling = examined.filter(({ code }) => code === 'build/bundle');
  return typed.filter(
    ({ file, line, column }) =>
      !bundling.some((finding) => finding.file === file && finding.line === line && finding.column === column),
  );
}

/** A definition that cannot be read leaves nothing to check further. */
function onlyFindings(error: unknown): { findings: Finding[]; manifest?: undefined } {
  return { findings: [...refusedFindings(error)] };
}

function inspected(inspection: Inspection): Found {
  const { findings } = inspection;
  if (!inspection.ok || inspection.bundle.words === undefined) return { findings };
  const { words, places } = inspection.bundle.words;
  return { findings, words: listWords(words, places, wordTools(inspection.bundle.tools.connectors)) };
}

async function checkArchive(path: string): Promise<Found> {
  const { createReadStream } = await import('node:fs');
  return inspected(await inspectArchive(createReadStream(path)));
}

/** A built bundle has its tools or its server beside the manifest; a source has them in `dist/`. */
async function isBundle(dir: string): Promise<boolean> {
  const entries = await Promise.all(
    ['tools.json', 'server/main.mjs'].map((file) => stat(join(dir, file)).catch(() => undefined)),
  );
  return entries.some((entry) => entry?.isFile() === true);
}

function inOrder(findings: Finding[]): Finding[] {
  const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return findings.sort(
    (a, b) => compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
}
