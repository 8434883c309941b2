import { z } from 'zod';
import type { Finding } from '../finding.ts';
import { readJson } from '../tree/read-json.ts';
import { digestText, pluginReference, versionText } from '../tree/text-rules.ts';
import type { ContractClaim, PluginManifest, ToolsFile } from './types.ts';

/** Where a source and its bundle keep what `rolekit test --record` found. */
export const CONTRACT_REPORT_FILE = 'contract-report.json';

const name = z.string().min(1).max(128);
const count = z.int().min(0);

export const contractReportSchema = z.strictObject({
  format: z.literal(1),
  suite: z.int().min(1),
  plugin: pluginReference,
  version: versionText,
  toolsetDigest: digestText,
  level: z.enum(['basic', 'standard', 'strict']),
  seed: z.int(),
  connectors: z.array(name).max(100),
  checks: z.array(name).max(500),
  passed: count,
  skipped: count,
  playbooks: count,
  waivers: z
    .array(z.strictObject({ check: name, tool: name.optional(), reason: z.string().trim().min(10).max(1000) }))
    .max(500),
});

/** Reads a `contract-report.json`; `report` is there exactly when none of the findings is an error. */
export function parseContractReport(
  text: string,
  file = CONTRACT_REPORT_FILE,
): { report?: ContractClaim; findings: Finding[] } {
  const { value, findings } = readJson(text, file, 'contract-report', contractReportSchema as z.ZodType<ContractClaim>);
  return value === undefined ? { findings } : { report: value, findings };
}

/** The text of a `contract-report.json`: the same bytes for the same report. */
export function writeContractReport(report: ContractClaim): string {
  const { format, suite, plugin, version, toolsetDigest, level, seed, passed, skipped, playbooks } = report;
  const connectors = report.connectors.toSorted();
  const checks = report.checks.toSorted();
  const waivers = report.waivers.map(({ check, tool, reason }) => ({ check, tool, reason }));
  const head = { format, suite, plugin, version, toolsetDigest, level, seed };
  return `${JSON.stringify({ ...head, connectors, checks, passed, skipped, playbooks, waivers }, null, 2)}\n`;
}

/** Why a report does not speak of this plugin as it is; undefined when it does. */
export function reportMismatch(
  report: ContractClaim,
  manifest: PluginManifest,
  tools: Pick<ToolsFile, 'toolsetDigest'>,
): string | undefined {
  const plugin = `${manifest.extensions['dev.rolekit'].namespace}/${manifest.name}`;
  if (report.plugin !== plugin) return `It is about ${report.plugin}.`;
  if (report.version !== manifest.version) return `It is about version ${report.version}, not ${manifest.version}.`;
  if (report.toolsetDigest !== tools.toolsetDigest) return 'It is about other tools: their digest differs.';
  return undefined;
}
