import type { PublishResult } from '@rolekit/sdk/wire';
import type { Context } from '../context.ts';
import { RegistryError } from '../errors.ts';
import type { PublishOutcome, VersionSubject, WaitingOutcome } from '../store/catalogue.ts';
import { storageError } from '../store/storage-errors.ts';
import { announce } from './announce.ts';
import { approvalUrl } from './approval-url.ts';
import { commit, dryRun } from './commit.ts';
import { type Inspected, inspect } from './inspect.ts';
import { receive, type Upload } from './receive.ts';
import { healArchive } from './repair-archive.ts';
import type { PublishRequest, PublishStep } from './request.ts';
import { resultOf } from './result.ts';
import { storeBlob } from './store-blob.ts';
import { dropTakenDown, dropUnreferred } from './unreferred-blob.ts';

/**
 * Publishes one archive. A failure before the commit leaves no version, one after it a whole one; the same archive sent
 * again succeeds either way.
 *
 * @throws RK_ARCHIVE_TOO_LARGE, RK_UPLOAD_BROKEN, RK_DISK_FULL, RK_DATA_READ_ONLY, RK_FINDINGS, RK_VERSION_CONFLICT, RK_VERSION_TWIN
 * @throws RK_SIGNATURE_REFUSED, RK_SIGNATURE_MISSING, RK_SIGNING_KEY
 */
export async function publish(request: PublishRequest, context: Context): Promise<PublishResult> {
  const step = stopwatch(context);
  let version: string | undefined;
  const upload = await step('receive', () => receive(request.body, context.blobs, context.limits.archiveBytes));
  let inspected: Inspected | undefined;
  try {
    inspected = await step('inspect', () => inspect(upload, request, context));
    version = inspected.bundle.manifest.version;
    if (request.dryRun) return await verdict(request, upload, inspected, context);
    const { files } = inspected.bundle;
    const outcome = await store(request, upload, inspected, context, step);
    if ('version' in outcome) await step('announce', () => announce(outcome, files, context, request.log));
    return resultOf(outcome, request.channel, inspected.findings, pageOf(context));
  } finally {
    inspected?.release();
    await upload.discard();
    request.log.info(
      { plugin: `${request.namespace}/${request.name}`, version, by: request.publishedBy, ms: step.times },
      'publish',
    );
  }
}

/** What would come of a publication. */
async function verdict(
  request: PublishRequest,
  upload: Upload,
  inspected: Inspected,
  context: Context,
): Promise<PublishResult> {
  const { catalogue } = context;
  const outcome = await dryRun(request, upload, inspected, catalogue);
  if ('created' in outcome) return resultOf(outcome, request.channel, inspected.findings, pageOf(context));
  const waits = request.terms.everywhere || (await catalogue.reviews.asksForApproval(request.namespace));
  const { manifest, digest } = inspected.bundle;
  return {
    id: `${request.namespace}/${request.name}`,
    version: manifest.version,
    digest,
    created: true,
    latest: null,
    channel: request.channel ?? null,
    findings: inspected.findings,
    state: waits ? 'waiting' : 'published',
    approval: null,
    ...outcome,
  };
}

/** The blob and the rows that refer to it; a blob that no row refers to after all goes away again. */
async function store(
  request: PublishRequest,
  upload: Upload,
  inspected: Inspected,
  { answers, blobs, catalogue, repositories, signer, storing }: Context,
  step: Step,
): Promise<PublishOutcome | WaitingOutcome> {
  const { tgzDigest } = upload;
  // One after the other for the same bytes: nobody relies on a blob that another one is about to remove.
  return storing.run(tgzDigest, async () => {
    let written = await step('store-blob', () => storeBlob(upload, blobs));
    try {
      const outcome = await step('commit', () => commit(request, upload, inspected, { catalogue, signer }));
      const { created } = outcome;
      const version = 'review' in outcome ? outcome.review : outcome.version;
      if (version.tgzDigest !== tgzDigest) {
        await dropUnreferred(tgzDigest, { blobs, catalogue });
        written = await healArchive(version, inspected.bundle.files, blobs);
      }
      // An archive that was damaged may be missing in the repository too.
      if (!created && written) {
        repositories.touch(version.namespace, version.name);
        answers.invalidate(`plugin:${version.namespace}/${version.name}`);
      }
      return outcome;
    } catch (error) {
      if (error instanceof RegistryError || storageError(error) !== undefined) {
        const isTakenDown = error instanceof RegistryError && error.code === 'RK_VERSION_TAKEN_DOWN';
        await (isTakenDown ? dropTakenDown : dropUnreferred)(tgzDigest, { blobs, catalogue });
      }
      throw error;
    }
  });
}

const pageOf = (context: Context) => (version: VersionSubject) => approvalUrl(version, context);

type Step = ReturnType<typeof stopwatch>;

/** Runs a step and notes how long it took: one log line tells where a slow publication waited. */
function stopwatch(context: Context) {
  const times: Partial<Record<PublishStep, number>> = {};
  const run = async <T>(name: PublishStep, work: () => Promise<T>): Promise<T> => {
    const start = performance.now();
    try {
      const result = await work();
      await context.afterStep(name);
      return result;
    } finally {
      times[name] = Math.round(performance.now() - start);
    }
  };
  return Object.assign(run, { times });
}
