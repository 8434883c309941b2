import { type InstallLines, installLines } from '@rolekit/registry/install-lines';
import { RolekitError } from '@rolekit/sdk';
import type { PluginDetail, RegistryClient, VersionDetail } from '@rolekit/sdk/host';
import { shortened } from '@rolekit/sdk/internal';
import { type ToolArgument, toolArguments } from '@rolekit/sdk/internal/plugin';
import type { VerifiedVersion } from '@rolekit/sdk/internal/signing';
import type { ToolExample } from '@rolekit/sdk/plugin';
import type { NamespaceDetail } from '@rolekit/sdk/wire';
import { asOptions } from '../../call/example-line.ts';
import { type ArgsOf, defineCommand } from '../../command.ts';
import { type HelpRow, helpRows } from '../../help-rows.ts';
import { listedAs } from '../../hosts/marketplace.ts';
import { baseLines } from '../../registry/bases.ts';
import { componentCells, hostName } from '../../registry/components.ts';
import { openRegistry } from '../../registry/open-registry.ts';
import { pluginAddress } from '../../registry/plugin-address.ts';
import { domainStatus } from '../../registry/render-domains.ts';
import { renderSurface } from '../../registry/render-surface.ts';
import { type VerifyingRegistry, verifiedLine } from '../../registry/verifying-registry.ts';
import { withdrawalRows } from '../../registry/withdrawal.ts';
import type { Out } from '../../terminal.ts';
import type words from './words.ts';

interface Info {
  registry: string;
  plugin: PluginDetail;
  /** The version that was asked for, by number, channel or `latest`. */
  version: VersionDetail;
  signatures: Signatures;
  /** Of each tool, by name. */
  arguments: Record<string, ToolArgument[]>;
  /** The author's, of those that have some, by name. */
  examples: Record<string, ToolExample[]>;
  /** Domains that were proven to be of who owns the namespace. */
  domains: NamespaceDetail['domains'];
  /** What to type in each host; empty when no marketplace lists it yet. */
  install: InstallLines[];
}

interface Signatures {
  /** What is right; null from a registry that signs nothing, or when something is wrong. */
  verified: VerifiedVersion | null;
  problem: string | null;
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Info> {
    const address = pluginAddress(args.plugin, 'info');
    const registry = await openRegistry(args, context);
    const plugin = await registry.plugin(address);
    // A plugin that has only prereleases, or only yanked versions, has no latest.
    const selector = address.selector === 'latest' && plugin.latest === null ? plugin.version : address.selector;
    const version = await registry.version(address, selector);
    const signatures = await signaturesOf(registry, version);
    const { connectors } = await registry.tools(address, version.version);
    const entries = connectors.flatMap(({ tools }) => tools);
    const domains = await domainsOf(registry, address.namespace);
    const known = {
      domains,
      registry: registry.url,
      plugin,
      version,
      signatures,
      arguments: Object.fromEntries(
        entries.map(({ definition }) => [definition.name, toolArguments(definition.inputSchema)]),
      ),
      examples: Object.fromEntries(
        entries.flatMap(({ definition, examples }) => (examples ? [[definition.name, examples]] : [])),
      ),
    };
    if (plugin.latest === null) return { ...known, install: [] };
    const { name, hidden } = await listedAs(registry, address);
    const target = { registryUrl: registry.url, name, hidden, namespace: address.namespace, plugin: address.name };
    return { ...known, install: installLines(target) };
  },
  render(info, out) {
    renderPlugin(info, out);
    renderContent(info, out);
    renderVersions(info.plugin, out);
    renderInstall(info.install, out);
  },
});

/** A registry before 0.2 knows no namespaces. */
async function domainsOf(registry: RegistryClient, namespace: string): Promise<NamespaceDetail['domains']> {
  try {
    return (await registry.namespace(namespace)).domains;
  } catch (error) {
    if (error instanceof RolekitError && error.data.status === 404) return [];
    throw error;
  }
}

/** Whoever looks at a version wants to see it also when its signatures are wrong. */
async function signaturesOf(registry: VerifyingRegistry, version: VersionDetail): Promise<Signatures> {
  try {
    return { verified: await registry.verify(version), problem: null };
  } catch (error) {
    if (error instanceof RolekitError && error.code === 'RK_SIGNATURE_INVALID')
      return { verified: null, problem: error.message };
    throw error;
  }
}

function renderPlugin({ plugin, version, signatures, registry, domains }: Info, out: Out): void {
  const { paint } = out;
  out.line(`${paint.bold(plugin.id)} ${version.version}  ${plugin.displayName}`);
  out.line(plugin.description);
  out.line();
  out.table([
    ...(plugin.role ? [['role', plugin.role]] : []),
    ['connectors', plugin.connectors.join(', ') || 'none'],
    ['network', version.hosts.map(hostName).join(', ') || 'none'],
    ['folders', version.folders.map(({ folder, access }) => `${folder} (${access})`).join(', ') || 'none'],
    ['digest', version.digest],
    ['tokens', `about ${version.tokens} for the tools listed by default`],
    ['published', `${version.publishedAt} by ${version.publishedBy}`],
    ...domains.map((domain) => ['domain', `${domain.domain}, ${domainStatus(domain)}`]),
    ['signatures', signatures.problem ?? verifiedLine(signatures.verified)],
    ['contract', contractLine(version.contract)],
    ['page', `${registry}/${plugin.id}`],
    ...baseLines(version.bases).map((line) => ['based on', line]),
    ...withdrawalRows(version, out),
    ...(version.waiver === null ? [] : [['waived', version.waiver]]),
  ]);
}

function contractLine(contract: VersionDetail['contract']): string {
  if (contract === null) return 'not stated';
  const { level, suite, passed, skipped, waivers } = contract;
  return `${level}, suite ${suite}: ${passed} passed, ${skipped} skipped, ${waivers.length} waived (according to the publisher)`;
}

function renderContent({ plugin, version, arguments: args, examples }: Info, out: Out): void {
  const { components, tools, skills, surface, contract } = version;
  const { paint } = out;
  if (components.length > 0) {
    out.line();
    out.line(paint.bold('Runs on your machine'));
    out.table(components.map(componentCells), '  ');
  }
  const tint = { read: paint.green, write: paint.yellow, destructive: paint.red };
  if (tools.length > 0) {
    out.line();
    out.line(paint.bold('Tools'));
    const rows = tools.map(({ name, title, access, enabled }) => {
      return [name, tint[access](access), enabled ? '' : 'off', title ?? ''];
    });
    out.table(rows, '  ');
    renderArguments(args, out);
    renderExamples(plugin.id, examples, out);
  }
  if (skills.length > 0) {
    out.line();
    out.line(paint.bold('Skills'));
    out.table(
      skills.map(({ name, description }) => [name, shortened(description.replace(/\s+/g, ' '), 100)]),
      '  ',
    );
  }
  if (contract && contract.waivers.length > 0) {
    out.line();
    out.line(paint.bold('Waived checks'));
    out.table(
      contract.waivers.map(({ check, tool, reason }) => [check, tool ?? 'all', reason]),
      '  ',
    );
  }
  if (surface) {
    out.line();
    renderSurface(surface, out);
  }
}

function renderArguments(args: Info['arguments'], out: Out): void {
  const rows = Object.entries(args).map(([name, list]): HelpRow => [name, list.map(signature).join(', ') || 'none']);
  out.line();
  out.line(out.paint.bold('Arguments'));
  for (const line of helpRows(rows, out.columns)) out.line(line);
}

/** One of each tool that has some, as it is typed. */
function renderExamples(id: string, examples: Info['examples'], out: Out): void {
  const lines = Object.entries(examples).flatMap(([name, [first]]) =>
    first ? [['call', name, asOptions(first.input), `--plugin ${id}`].filter(Boolean).join(' ')] : [],
  );
  if (lines.length > 0) {
    out.line();
    out.line(out.paint.bold('Examples'));
    for (const line of lines) out.line(`  ${out.command(line)}`);
  }
  out.line(`  ${out.paint.dim(out.advice(`More of a tool: \`rolekit call <tool> --plugin ${id} --help\``))}`);
}

/** As TypeScript writes it: `soql: string`, `limit?: integer`. */
function signature({ name, required, type }: ToolArgument): string {
  return `${name}${required ? '' : '?'}: ${type}`;
}

function renderVersions({ versions, channels, latest }: PluginDetail, out: Out): void {
  out.line();
  out.line(out.paint.bold('Versions'));
  const rows = versions.map(({ version, publishedAt, yanked, deprecated }) => {
    const names = channels.filter((channel) => channel.version === version).map(({ channel }) => channel);
    const withdrawals = [...(yanked === null ? [] : ['yanked']), ...(deprecated === null ? [] : ['deprecated'])];
    const marks = [...(version === latest ? ['latest'] : []), ...names, ...withdrawals];
    return [version, publishedAt.slice(0, 10), marks.join(', ')];
  });
  out.table(rows, '  ');
}

function renderInstall(install: readonly InstallLines[], out: Out): void {
  if (install.length === 0) return;
  out.line();
  out.line(out.paint.bold('Install'));
  out.table(
    install.flatMap(({ title, lines }) => lines.map((line, index) => [index === 0 ? title : '', line])),
    '  ',
  );
}
