import type { FastifyBaseLogger } from 'fastify';
import type { PublishResult, SurfaceReport } from '../api/types.ts';
import type { Context } from '../context.ts';
import { announce } from './announce.ts';
import { commit } from './commit.ts';
import { inspect } from './inspect.ts';
import type { Target } from './names.ts';
import { receive } from './receive.ts';
import { storeBlob } from './store-blob.ts';

export type PublishStep = 'receive' | 'inspect' | 'store-blob' | 'commit' | 'announce';

export interface PublishRequest extends Target {
  body: AsyncIterable<Uint8Array>;
  /** Name of the token. */
  publishedBy: string;
  channel: string | undefined;
  waiver: string | undefined;
  log: FastifyBaseLogger;
}

/**
 * Publishes one archive. A failure before the commit leaves no version, one after it a whole one; the same archive sent
 * again succeeds either way.
 *
 * @throws RK_ARCHIVE_TOO_LARGE, RK_UPLOAD_BROKEN, RK_FINDINGS, RK_VERSION_CONFLICT, RK_VERSION_TWIN
 */
export async function publish(request: PublishRequest, context: Context): Promise<PublishResult> {
  const step = stopwatch(context);
  let version: string | undefined;
  const upload = await step('receive', () => receive(request.body, context.blobs, context.limits.archiveBytes));
  const release = await context.inspecting.take().catch(async (error: unknown) => {
    await upload.discard();
    throw error;
  });
  try {
    const inspected = await step('inspect', () => inspect(upload, request, context.limits));
    version = inspected.bundle.manifest.version;
    await step('store-blob', () => storeBlob(upload, context.blobs));
    const outcome = await step('commit', () => commit(request, upload, inspected, context.catalogue));
    await step('announce', () => announce(outcome, inspected.bundle.files, context, request.log));
    return resultOf(outcome, request.channel);
  } finally {
    release();
    await upload.discard();
    request.log.info(
      { plugin: `${request.namespace}/${request.name}`, version, by: request.publishedBy, ms: step.times },
      'publish',
    );
  }
}

function resultOf(outcome: Awaited<ReturnType<typeof commit>>, channel: string | undefined): PublishResult {
  const { version } = outcome;
  const surface: SurfaceReport | null = version.surface;
  return {
    id: `${version.namespace}/${version.name}`,
    version: version.version,
    digest: version.digest,
    created: outcome.created,
    latest: outcome.latest,
    channel: channel ?? null,
    findings: version.findings,
    surface,
    waiver: version.waiver,
  };
}

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
