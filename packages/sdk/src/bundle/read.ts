import type { z } from 'zod';
import { type Finding, hasErrors } from '../finding.ts';
import { bundleError } from '../plugin/bundle-finding.ts';
import { CONTRACT_REPORT_FILE, contractReportSchema } from '../plugin/contract-report.ts';
import { lockSchema } from '../plugin/lock.ts';
import { manifestSchema } from '../plugin/schema.ts';
import { toolsSchema } from '../plugin/tools.ts';
import type { ContractClaim, Lock, PluginManifest, ToolsFile } from '../plugin/types.ts';
import { skillsOf } from '../skill/read.ts';
import { DEFAULT_LIMITS } from '../tree/archive-limits.ts';
import { readShape } from '../tree/read-json.ts';
import type { ArchiveLimits, BundleFile } from '../tree/types.ts';
import { SHIPPED_WORDS_FILE, wordsFileSchema } from '../words/index.ts';
import { readArchive } from './archive.ts';
import { assembleBundle } from './assemble.ts';
import { scanFolder } from './folder.ts';
import { jsonTextOf } from './json-text.ts';
import { bundleDigest } from './pack.ts';
import type { Inspection } from './types.ts';

/**
 * Reads a published archive: its canonical tar, its digest, and the shape of its manifest, tools and lock. No rule of the
 * gate is applied, so that what was published under older rules goes on being read; `inspectArchive` applies them.
 *
 * @throws whatever the source throws
 *
 * @example
 * ```ts
 * const reading = await readBundle(blob);
 * if (!reading.ok || reading.bundle.digest !== version.digest) throw damaged(version);
 * ```
 */
export async function readBundle(
  source: Uint8Array | AsyncIterable<Uint8Array>,
  limits: Partial<ArchiveLimits> = {},
): Promise<Inspection> {
  const { files, digest, findings } = await readArchive(source, { ...DEFAULT_LIMITS, ...limits });
  if (hasErrors(findings)) return { ok: false, findings };
  return readFiles(files, digest);
}

/**
 * Reads an unpacked bundle as `readBundle` reads its archive.
 *
 * @throws RK_FILE when there is no such folder
 */
export async function readBundleFolder(dir: string): Promise<Inspection> {
  const { files, findings } = await scanFolder(dir, DEFAULT_LIMITS);
  if (hasErrors(findings)) return { ok: false, findings };
  return readFiles(files, bundleDigest(files));
}

async function readFiles(files: readonly BundleFile[], digest: string): Promise<Inspection> {
  const content = new Map(files.map((file) => [file.path, file.bytes]));
  const findings: Finding[] = [];
  const read = <T>(path: string, area: string, schema: z.ZodType<T>): T | undefined => {
    if (!content.has(path)) return undefined;
    const text = jsonTextOf(content.get(path), path);
    const shape = 'finding' in text ? { findings: [text.finding] } : readShape(text.text, path, area, schema);
    if ('value' in shape) return shape.value;
    findings.push(...shape.findings);
    return undefined;
  };
  const manifest = read('plugin.json', 'manifest', manifestSchema) as PluginManifest | undefined;
  const tools = read('tools.json', 'tools', toolsSchema) as ToolsFile | undefined;
  const lock = read('rolekit.lock.json', 'lock', lockSchema) as Lock | undefined;
  const contract = read(CONTRACT_REPORT_FILE, 'contract-report', contractReportSchema as z.ZodType<ContractClaim>);
  const words = read(SHIPPED_WORDS_FILE, 'words', wordsFileSchema);
  for (const path of ['plugin.json', 'tools.json']) if (!content.has(path)) findings.push(missing(path));
  const sized = files.map(({ path, bytes }) => ({ path, size: bytes.length }));
  const { skills } = await skillsOf(sized, async (path) => jsonTextOf(content.get(path), path));
  if (hasErrors(findings) || manifest === undefined || tools === undefined) return { ok: false, findings };
  return {
    ok: true,
    bundle: assembleBundle(files, digest, { manifest, tools, lock, contract, words, skills }),
    findings: [],
  };
}

function missing(path: string): Finding {
  return bundleError('missing-file', path, `The bundle has no ${path}.`, 'Build the plugin: `rolekit build`.');
}
