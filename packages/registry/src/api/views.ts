import { versionPath } from '@rolekit/sdk/internal';
import { componentsOf, foldersOf, hostsOf } from '@rolekit/sdk/internal/plugin';
import type { PolicyRefusal } from '@rolekit/sdk/internal/policy';
import type {
  ChangeEvent,
  PluginDetail,
  PluginSummary,
  ToolSummary,
  VersionDetail,
  VersionSummary,
} from '@rolekit/sdk/wire';
import type { FullVersion, SeenBase, StoredEvent, StoredPlugin, StoredVersion } from '../store/catalogue.ts';
import { lineageBase } from './lineage-view.ts';

/** From what is stored to what `/v1` says. */
export function pluginSummary({ firstSeq: _first, ...plugin }: StoredPlugin): PluginSummary {
  return { id: `${plugin.namespace}/${plugin.name}`, ...plugin };
}

export function versionSummary({
  version,
  digest,
  publishedAt,
  prerelease,
  yanked,
  yankedBy,
  yankedAt,
  deprecated,
  waiver,
}: StoredVersion): VersionSummary {
  return { version, digest, publishedAt, prerelease, yanked, yankedBy, yankedAt, deprecated, waiver };
}

export function pluginDetail(
  plugin: StoredPlugin,
  versions: readonly StoredVersion[],
  channels: PluginDetail['channels'],
): PluginDetail {
  return { ...pluginSummary(plugin), channels, versions: versions.map(versionSummary).reverse() };
}

export function versionDetail(
  version: FullVersion,
  channels: PluginDetail['channels'],
  latest: string | null,
  refused: readonly PolicyRefusal[],
  bases: readonly SeenBase[],
): VersionDetail {
  const { namespace, name } = version;
  const pointing = channels.filter((entry) => entry.version === version.version).map(({ channel }) => channel);
  return {
    ...versionSummary(version),
    id: `${namespace}/${name}`,
    namespace,
    name,
    publishedBy: version.publishedBy,
    approvedBy: version.approvedBy,
    manifest: { ...version.manifest },
    archive: {
      path: `${versionPath(version, version.version)}/archive`,
      size: version.size,
      sha256: version.tgzDigest,
    },
    commit: version.commit,
    ruleSet: version.ruleSet,
    toolsetDigest: version.tools.toolsetDigest,
    tokens: version.tools.tokens,
    hosts: hostsOf(version.tools),
    folders: foldersOf(version.tools),
    components: componentsOf(version.manifest),
    skills: version.skills,
    tools: toolSummaries(version),
    findings: version.findings,
    contract: version.contract,
    surface: version.surface,
    refused: refused.map(({ owner = null, ...refusal }) => ({ ...refusal, owner })),
    bases: bases.map(lineageBase),
    channels: version.version === latest ? ['latest', ...pointing] : pointing,
  };
}

function toolSummaries({ tools }: Pick<FullVersion, 'tools'>): ToolSummary[] {
  return tools.connectors.flatMap((connector) =>
    connector.tools.map(({ definition, access, enabled, digest }) => ({
      name: definition.name,
      title: definition.title ?? null,
      description: definition.description,
      connector: connector.name,
      access,
      enabled,
      digest,
    })),
  );
}

export function changeEvent(event: StoredEvent): ChangeEvent {
  return event;
}
