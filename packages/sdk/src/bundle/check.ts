import { type Finding, hasErrors } from '../finding.ts';
import { bundleError } from '../plugin/bundle-finding.ts';
import { checkPlaces } from '../plugin/check-places.ts';
import { CONTRACT_REPORT_FILE, parseContractReport, reportMismatch } from '../plugin/contract-report.ts';
import { placeKey } from '../plugin/host-places.ts';
import { parseLock } from '../plugin/lock.ts';
import { checkManifest } from '../plugin/read.ts';
import { parseTools } from '../plugin/tools.ts';
import type { ContractClaim, PluginManifest, ToolsFile } from '../plugin/types.ts';
import { checkSkillTools, checkSkillToolsListed } from '../skill/check.ts';
import { skillsOf } from '../skill/read.ts';
import { checkJsonKeys } from '../tree/json-keys.ts';
import { leftBehindBy } from '../tree/junk-files.ts';
import type { BundleFile } from '../tree/types.ts';
import { checkShippedWords, parseWordsFile, SHIPPED_WORDS_FILE } from '../words/index.ts';
import { assembleBundle, toolNames } from './assemble.ts';
import { checkContent } from './check-content.ts';
import { checkHostFiles } from './check-hosts.ts';
import { checkTools } from './check-tools.ts';
import { jsonTextOf } from './json-text.ts';
import type { Inspection, InspectOptions } from './types.ts';

/**
 * Checks the files of a built bundle against each other.
 *
 * @param digest Computes the bundle's digest; called only when all is well.
 * @param before Findings made while reading the files.
 */
export async function checkBundle(
  files: readonly BundleFile[],
  digest: () => string,
  before: readonly Finding[] = [],
  options: InspectOptions = {},
): Promise<Inspection> {
  const content = new Map(files.map((file) => [file.path, file.bytes]));
  const findings = [...before];
  const read = <T extends { findings: Finding[] }>(path: string, parse: (text: string) => T): T | undefined => {
    const bytes = content.get(path);
    if (bytes === undefined) return undefined;
    const text = jsonTextOf(bytes, path);
    if ('finding' in text) findings.push(text.finding);
    const parsed = 'finding' in text ? undefined : parse(text.text);
    findings.push(...(parsed?.findings ?? []));
    return parsed;
  };
  findings.push(...missingOf(content, ['plugin.json', 'tools.json']));
  const manifest = read('plugin.json', (text) => checkManifest(text, files))?.manifest;
  const tools = read('tools.json', parseTools)?.tools;
  const lock = read('rolekit.lock.json', parseLock)?.lock;
  const contract = read(CONTRACT_REPORT_FILE, parseContractReport)?.report;
  const words = read(SHIPPED_WORDS_FILE, parseWordsFile)?.wordsFile;
  const sized = files.map(({ path, bytes }) => ({ path, size: bytes.length }));
  const { skills, findings: skillFindings } = await skillsOf(sized, async (path) =>
    jsonTextOf(content.get(path), path),
  );
  findings.push(...skillFindings, ...placeFindings(files, manifest));
  if (words !== undefined) findings.push(...checkShippedWords(files, words));
  if (tools !== undefined) {
    findings.push(
      ...checkTools(tools, lock, content.has('rolekit.lock.json')),
      ...checkSkillTools(skills, toolNames(tools)),
    );
    findings.push(
      ...checkSkillToolsListed(skills, unlistedOf(tools), manifest?.extensions['dev.rolekit'].policy?.denyTools),
    );
    if (tools.connectors.length > 0) findings.push(...missingOf(content, ['server/main.mjs']));
  }
  if (manifest !== undefined && tools !== undefined) {
    findings.push(...connectorsMissing(manifest, tools), ...checkHostFiles({ manifest, skills, tools }, content, lock));
    if (contract !== undefined) findings.push(...contractOfAnother(contract, manifest, tools));
  }
  findings.push(...(await checkContent({ files, manifest, tools, skills, before: findings, options })));
  if (hasErrors(findings) || manifest === undefined || tools === undefined) return { ok: false, findings };
  return {
    ok: true,
    bundle: assembleBundle(files, digest(), { manifest, tools, lock, contract, words, skills }),
    findings,
  };
}

function connectorsMissing(manifest: PluginManifest, tools: ToolsFile): Finding[] {
  const described = new Set(tools.connectors.map(({ name }) => name));
  const refs = Object.entries(manifest.extensions['dev.rolekit'].connectors ?? {});
  return refs
    .filter(([name, ref]) => !('url' in ref) && !described.has(name))
    .map(([name]) => {
      const message = `plugin.json names the connector "${name}", which tools.json does not describe.`;
      return bundleError('connector', 'tools.json', message, 'Build the plugin again: `rolekit build`.');
    });
}

/** A report must speak of what it is published with. */
function contractOfAnother(report: ContractClaim, manifest: PluginManifest, tools: ToolsFile): Finding[] {
  const why = reportMismatch(report, manifest, tools);
  const fix = 'Run `rolekit test --record` again, or remove the file.';
  return why === undefined ? [] : [bundleError('contract-report', CONTRACT_REPORT_FILE, why, fix)];
}

/** What should not be there at all, in the order of the files; each file has one reason. */
function placeFindings(files: readonly BundleFile[], manifest: PluginManifest | undefined): Finding[] {
  const refused = files.flatMap(forbidden);
  const others = files.filter(({ path }) => !refused.some((finding) => finding.file === path));
  const places = checkPlaces(
    others.map(({ path }) => path),
    manifest,
  );
  const all = [...refused, ...places, ...others.flatMap(jsonFindings)];
  return all.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/** Files of one machine, and those that do not run everywhere. */
function forbidden({ path }: BundleFile): Finding[] {
  const add = (rule: string, message: string) => [bundleError(rule, path, message, 'Leave it out of the bundle.')];
  const [who] = path.split('/').flatMap((part) => leftBehindBy(part) ?? []);
  if (who !== undefined) {
    const fix = 'Unpack the archive and pack its folder with `rolekit pack`, which leaves it out.';
    return [bundleError('left-behind', path, `${who} leaves this behind; it is not part of a plugin.`, fix)];
  }
  if (path.startsWith('.rolekit/'))
    return add('working-files', 'Recordings and run files of this machine may hold customers’ data.');
  if (path.endsWith('.node')) return add('native-module', 'Native modules run on one system only.');
  if (
    /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|bun\.lockb?|yarn\.lock|pnpm-lock\.yaml)$/.test(placeKey(path))
  ) {
    return add('installs-packages', 'A host would install packages because of this file.');
  }
  return [];
}

/** The files that a schema judges have their own findings. */
const JUDGED = new Set(['plugin.json', 'tools.json', 'rolekit.lock.json', CONTRACT_REPORT_FILE, SHIPPED_WORDS_FILE]);

function jsonFindings({ path, bytes }: BundleFile): Finding[] {
  if (JUDGED.has(path) || !placeKey(path).endsWith('.json')) return [];
  const text = jsonTextOf(bytes, path);
  return 'finding' in text ? [text.finding] : checkJsonKeys(text.text, path);
}

function missingOf(content: ReadonlyMap<string, Uint8Array>, paths: readonly string[]): Finding[] {
  return paths
    .filter((path) => !content.has(path))
    .map((path) =>
      bundleError('missing-file', path, `The bundle has no ${path}.`, 'Build the plugin: `rolekit build`.'),
    );
}

function unlistedOf(tools: ToolsFile): string[] {
  return tools.connectors.flatMap((connector) =>
    connector.tools.filter(({ enabled }) => !enabled).map(({ definition }) => definition.name),
  );
}
