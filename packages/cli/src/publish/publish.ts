import { statSync } from 'node:fs';
import { type Finding, RolekitError } from '@rolekit/sdk';
import { type PublishResult, parsePluginAddress, type SurfaceReport } from '@rolekit/sdk/host';
import { digestOf } from '@rolekit/sdk/internal';
import { type Envelope, type Signer, signAsPublisher } from '@rolekit/sdk/internal/signing';
import { type Archive, emitBundle, idOf, outputFolder, packBuilt, readArchiveFile } from '../build/index.ts';
import type { CommandContext } from '../command.ts';
import { CliError } from '../errors.ts';
import type { CommandEvent } from '../events/command-event.ts';
import { recorded } from '../events/recorded.ts';
import { openBuildRegistries } from '../registry/namespace-registries.ts';
import { openRegistry, type RegistryOptions } from '../registry/open-registry.ts';
import { published } from '../registry/published-digest.ts';
import { withTokenAdvice } from '../registry/token-advice.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { composeChecked } from '../validate/compose-checked.ts';
import { distinct } from '../validate/distinct.ts';
import { namespaceOf, signedInByCi } from './ci-token.ts';
import { publisherKey } from './publisher-key.ts';

export interface Publication {
  plugin: string;
  version: string;
  digest: string;
  registry: string;
  /** `published`; `waiting` for a second person; `unchanged` when it was there already; `dry-run` when it would be published. */
  outcome: 'published' | 'waiting' | 'unchanged' | 'dry-run';
  /** Where a version that waits is approved, and until when. */
  approval: PublishResult['approval'];
  latest: string | null;
  channel: string | null;
  waiver: string | null;
  /** Id of the key that signed it; null when its publisher signed nothing. */
  signedBy: string | null;
  surface: SurfaceReport | null;
  /** False for a dry run that compared digests only. */
  asked: boolean;
  /** Bytes of the archive. */
  size: number;
  /** Warnings and notes. */
  findings: Finding[];
}

export interface PublishOptions extends RegistryOptions {
  /** Build a folder first. */
  build: boolean;
  channel: string | undefined;
  waiver: string | undefined;
  dryRun: boolean;
  /** Sign it with the publisher's key. */
  sign: boolean;
  /** File of that key. */
  keyFile: string | undefined;
}

/**
 * Publishes a plugin's folder or archive.
 *
 * @throws RK_FINDINGS, RK_FILE, RK_NO_REGISTRY, RK_VERSION_TAKEN, RK_REGISTRY, RK_UNREACHABLE
 */
export function publishPlugin(path: string, options: PublishOptions, context: CommandContext): Promise<Publication> {
  const event: CommandEvent = { type: 'publish', registry: null, places: [null], done: [] };
  return options.dryRun
    ? publish(path, options, event, context)
    : recorded(event, context, () => publish(path, options, event, context));
}

async function publish(
  path: string,
  options: PublishOptions,
  event: CommandEvent,
  context: CommandContext,
): Promise<Publication> {
  const { channel, waiver } = options;
  const anonymous = await openRegistry(options, context);
  const signIn = async (namespace: string | undefined) =>
    anonymous.hasToken || namespace === undefined ? undefined : signedInByCi(anonymous, namespace, context.env);
  // before the build, which may read private connectors; an archive says only when it is read whose it is
  const early = await signIn(await namespaceOf(path));
  const archive = await archiveOf(path, options.build, early ?? anonymous, context);
  const { manifest, digest } = archive.bundle;
  const plugin = idOf(archive.bundle);
  const id = parsePluginAddress(plugin);
  const registry = early ?? (await signIn(id.namespace)) ?? anonymous;
  const facts = { plugin, version: manifest.version, digest, registry: registry.url, size: archive.tgz.length };
  Object.assign(event, { plugin, version: manifest.version, digest, registry: registry.url });
  const { dryRun } = options;
  const signed = options.sign ? signedArchive(archive, await publisherKey(options.keyFile, context)) : undefined;
  const signedBy = signed?.keyid ?? null;
  const verb = dryRun ? 'Asking about' : 'Publishing';
  context.progress.step(`${verb} ${plugin}@${manifest.version}`);
  const sent = registry.publish(id, archive.tgz, { channel, waiver, dryRun, signature: signed?.envelope });
  const result = await sent.catch((error: unknown) => {
    if (dryRun && cannotSay(error)) return undefined;
    throw withTokenAdvice(error);
  });
  if (result === undefined) {
    const same = await published(registry, plugin, manifest.version);
    if (same !== undefined && same !== digest)
      throw new CliError('RK_VERSION_TAKEN', { plugin, version: manifest.version });
    const extras = {
      latest: null,
      channel: channel ?? null,
      waiver: waiver ?? null,
      surface: null,
      signedBy,
      approval: null,
      asked: false,
    };
    return { ...facts, ...extras, outcome: same ? 'unchanged' : 'dry-run', findings: archive.findings };
  }
  const created = dryRun ? 'dry-run' : 'published';
  return {
    ...facts,
    asked: true,
    outcome: result.state === 'waiting' && !dryRun ? 'waiting' : result.created ? created : 'unchanged',
    approval: result.approval,
    latest: result.latest,
    channel: result.channel,
    waiver: result.waiver,
    signedBy,
    surface: result.surface,
    // the registry inspects the archive as the build did
    findings: distinct([...archive.findings, ...result.findings]),
  };
}

function signedArchive({ bundle, tgz }: Archive, signer: Signer): { keyid: string; envelope: Envelope } {
  const { manifest, digest, tools } = bundle;
  const subject = { plugin: idOf(bundle), version: manifest.version, digest, archive: digestOf(tgz) };
  return { keyid: signer.keyid, envelope: signAsPublisher(subject, tools.toolsetDigest, signer) };
}

/** Whether a registry cannot tell what it would say: it wants a token for that, or does not know the question yet. */
function cannotSay(error: unknown): boolean {
  return (
    error instanceof RolekitError && error.code === 'RK_REGISTRY' && [401, 404].includes(Number(error.data.status))
  );
}

async function archiveOf(
  path: string,
  build: boolean,
  registry: VerifyingRegistry,
  context: CommandContext,
): Promise<Archive> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return readArchiveFile(path);
  if (!build) return packBuilt(path);
  const { registries } = await openBuildRegistries({}, context, path);
  const bundle = await composeChecked(path, { registry, registries, onStep: (text) => context.progress.step(text) });
  const out = await outputFolder(path);
  await emitBundle(bundle, out);
  const archive = await packBuilt(out);
  return { ...archive, findings: [...bundle.findings, ...archive.findings] };
}
