import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from '@rolekit/sdk';
import { parsePluginAddress, type RegistryClient, type SurfaceReport } from '@rolekit/sdk/host';
import {
  type Archive,
  composeBundle,
  emitBundle,
  idOf,
  kilobytes,
  outputFolder,
  packBuilt,
  readArchiveFile,
} from '../../build/index.ts';
import { type ArgsOf, type CommandContext, defineCommand } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { openRegistry } from '../../registry/open.ts';
import { published } from '../../registry/published.ts';
import { renderSurface } from '../../registry/surface.ts';
import { withTokenAdvice } from '../../registry/token-advice.ts';
import { renderFindings } from '../../report.ts';
import type words from './words.ts';

interface Publication {
  plugin: string;
  version: string;
  digest: string;
  registry: string;
  /** `published`; `unchanged` when it was there already; `dry-run` when nothing was sent. */
  outcome: 'published' | 'unchanged' | 'dry-run';
  latest: string | null;
  channel: string | null;
  waiver: string | null;
  surface: SurfaceReport | null;
  /** Bytes of the archive. */
  size: number;
  /** Warnings and notes. */
  findings: Finding[];
}

export default defineCommand({
  async run(args: ArgsOf<typeof words>, context): Promise<Publication> {
    const registry = await openRegistry({ registry: args.registry, tokenFile: args['token-file'] }, context);
    const { channel, waiver } = args;
    const archive = await archiveOf(resolve(context.cwd, args.path), args.build, registry, context);
    const { manifest, digest } = archive.bundle;
    const plugin = idOf(archive.bundle);
    const facts = { plugin, version: manifest.version, digest, registry: registry.url, size: archive.tgz.length };
    if (args['dry-run']) {
      const same = await published(registry, plugin, manifest.version);
      if (same !== undefined && same !== digest)
        throw new CliError('RK_VERSION_TAKEN', { plugin, version: manifest.version });
      const rest = { latest: null, channel: channel ?? null, waiver: waiver ?? null, surface: null };
      return { ...facts, ...rest, outcome: same ? 'unchanged' : 'dry-run', findings: archive.findings };
    }
    context.progress.step(`Publishing ${plugin}@${manifest.version}`);
    const sent = registry.publish(parsePluginAddress(plugin), archive.tgz, { channel, waiver });
    const result = await sent.catch((error: unknown) => {
      throw withTokenAdvice(error);
    });
    return {
      ...facts,
      outcome: result.created ? 'published' : 'unchanged',
      latest: result.latest,
      channel: result.channel,
      waiver: result.waiver,
      surface: result.surface,
      findings: withoutRepeats([...archive.findings, ...result.findings]),
    };
  },
  render(result, out) {
    renderFindings(result.findings, out);
    if (result.surface) renderSurface(result.surface, out);
    if (result.waiver) out.line(`waived: ${result.waiver}`);
    const what = `${result.plugin}@${result.version}`;
    const said = {
      published: `${out.paint.green('published')}  ${what} at ${result.registry}`,
      unchanged: `${out.paint.green('unchanged')}  ${what} is already at ${result.registry}, with the same digest`,
      'dry-run': `${out.paint.yellow('dry run')}  ${what} would be published at ${result.registry}`,
    };
    out.line(said[result.outcome]);
    out.table([
      ['digest', result.digest],
      ['archive', kilobytes(result.size)],
      ...(result.latest ? [['latest', result.latest]] : []),
      ...(result.channel ? [['channel', result.channel]] : []),
    ]);
  },
});

async function archiveOf(
  path: string,
  build: boolean,
  registry: RegistryClient,
  context: CommandContext,
): Promise<Archive> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return readArchiveFile(path);
  if (!build) return packBuilt(path);
  const bundle = await composeBundle(path, { registry, onStep: (text) => context.progress.step(text) });
  const out = await outputFolder(path);
  await emitBundle(bundle, out);
  const archive = await packBuilt(out);
  return { ...archive, findings: [...bundle.findings, ...archive.findings] };
}

/** The registry inspects the archive as the build did. */
function withoutRepeats(findings: readonly Finding[]): Finding[] {
  const known = new Map(findings.map((one) => [[one.code, one.file, one.line, one.message].join('\n'), one]));
  return [...known.values()];
}
