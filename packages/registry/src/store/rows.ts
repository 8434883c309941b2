import type { Access, ContractClaim, PluginManifest, ToolsFile } from '@rolekit/sdk/plugin';
import type { SurfaceReport } from '@rolekit/sdk/wire';
import type { Selectable } from 'kysely';
import type { Finding } from '../archive-finding.ts';
import type {
  FullVersion,
  NewVersion,
  StoredDeprecation,
  StoredEvent,
  StoredPlugin,
  StoredVersion,
  Withholding,
} from './catalogue.ts';
import type { EventTable, PluginTable, VersionTable } from './schema.ts';

/** The columns of a row of the list of versions. */
export const SUMMARY = [
  'versions.version',
  'versions.digest',
  'tgz_digest',
  'size',
  'versions.published_at',
  'published_by',
  'versions.seq',
  'prerelease',
  'yanked',
  'yanked_by',
  'yanked_at',
  'deprecated',
  'deprecated_by',
  'deprecated_at',
  'replacement',
  'waiver',
  'approved_by',
  'withheld',
  'withheld_reason',
  'withheld_by',
  'withheld_at',
  'commit_id',
  'rule_set',
] as const;

/** Rows to models and back. What is parsed here was written by this file, after it was checked. */
export function pluginOf(row: Selectable<PluginTable>): StoredPlugin {
  return {
    namespace: row.namespace,
    name: row.name,
    displayName: row.display_name,
    description: row.description,
    role: row.role,
    category: row.category,
    connectors: JSON.parse(row.connectors) as string[],
    latest: row.latest,
    version: row.version,
    skills: row.skill_count,
    tools: row.tool_count,
    access: row.access as Access,
    publishedAt: row.published_at,
    firstSeq: row.first_seq,
  };
}

type Owned = { namespace: string; name: string };
type SummaryRow = Omit<
  Selectable<VersionTable>,
  | 'id'
  | 'plugin_id'
  | 'withheld_for'
  | 'has_connectors'
  | 'manifest'
  | 'tools'
  | 'findings'
  | 'surface'
  | 'readme'
  | 'contract'
>;

export function versionOf(row: SummaryRow & Owned): StoredVersion {
  return {
    namespace: row.namespace,
    name: row.name,
    version: row.version,
    digest: row.digest,
    tgzDigest: row.tgz_digest,
    size: row.size,
    publishedAt: row.published_at,
    publishedBy: row.published_by,
    seq: row.seq,
    prerelease: row.prerelease === 1,
    yanked: row.yanked,
    yankedBy: row.yanked_by,
    yankedAt: row.yanked_at,
    deprecated: deprecationOf(row),
    waiver: row.waiver,
    approvedBy: row.approved_by,
    withheld: withholdingOf(row),
    commit: row.commit_id,
    ruleSet: row.rule_set,
  };
}

function withholdingOf(row: SummaryRow): Withholding | null {
  if (row.withheld === null) return null;
  return {
    state: row.withheld as Withholding['state'],
    reason: row.withheld_reason ?? '',
    by: row.withheld_by ?? '',
    at: row.withheld_at ?? '',
  };
}

function deprecationOf(row: SummaryRow): StoredDeprecation | null {
  if (row.deprecated === null) return null;
  const { deprecated: message, replacement, deprecated_by: by, deprecated_at: at } = row;
  return { message, by: by ?? '', at: at ?? '', replacement };
}

export function fullVersionOf(row: Selectable<VersionTable> & Owned, skills: FullVersion['skills']): FullVersion {
  return {
    ...versionOf(row),
    manifest: JSON.parse(row.manifest) as PluginManifest,
    tools: JSON.parse(row.tools) as ToolsFile,
    skills,
    findings: JSON.parse(row.findings) as Finding[],
    surface: row.surface === null ? null : (JSON.parse(row.surface) as SurfaceReport),
    readme: row.readme,
    contract: row.contract === null ? null : (JSON.parse(row.contract) as ContractClaim),
  };
}

export function eventOf(row: Selectable<EventTable>): StoredEvent {
  return { ...row, type: row.type as StoredEvent['type'], data: dataOf(row.data) };
}

/** Text that somebody changed may be no JSON any more; its hash shows that, and it need not end the reading. */
function dataOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return { unreadable: text };
  }
}

const RANK: Record<Access, number> = { read: 0, write: 1, destructive: 2 };

/** The columns that describe a plugin by one of its versions. */
export function describe(
  source: Pick<NewVersion, 'manifest' | 'tools'> & { skills: readonly unknown[]; publishedAt: string },
) {
  const { manifest, tools } = source;
  const extension = manifest.extensions['dev.rolekit'];
  const entries = tools.connectors.flatMap((connector) => connector.tools).filter((tool) => tool.enabled);
  const access = entries.reduce<Access>((most, tool) => (RANK[tool.access] > RANK[most] ? tool.access : most), 'read');
  const connectors = [
    ...new Set([...Object.keys(extension.connectors ?? {}), ...tools.connectors.map(({ name }) => name)]),
  ].sort();
  return {
    display_name: extension.interface?.displayName ?? manifest.name,
    description: manifest.description,
    role: extension.role ?? null,
    category: extension.interface?.category ?? null,
    connectors,
    version: manifest.version,
    skill_count: source.skills.length,
    tool_count: entries.length,
    access,
    published_at: source.publishedAt,
  };
}
