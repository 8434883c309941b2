import type { BundleFile } from '@rolekit/sdk/bundle';
import type { FastifyBaseLogger } from 'fastify';
import type { Context } from '../context.ts';
import type { EventType, PublishOutcome, StoredEvent } from '../store/catalogue.ts';

/**
 * Tells every face what changed, and brings the git repositories up to date, so that a host finds the version as soon as
 * its publisher has the answer. The version stands whatever happens here: repositories are derived again when asked for.
 */
export async function announce(
  outcome: PublishOutcome,
  files: readonly BundleFile[],
  context: Context,
  log: FastifyBaseLogger,
): Promise<void> {
  const { namespace, name, commit } = outcome.version;
  await announceEvents(outcome.events, context, log, async () => {
    if (outcome.created) await context.repositories.plugin(namespace, name, { commit, files });
  });
}

/** Events after which a plugin's repository may be another; marketplaces follow by themselves. */
export const IN_GIT: ReadonlySet<EventType> = new Set([
  'publish',
  'yank',
  'unyank',
  'quarantine',
  'unquarantine',
  'takedown',
]);

/** The same for events that bring no files. */
export async function announceEvents(
  events: readonly (StoredEvent | undefined)[],
  { feed, repositories }: Context,
  log: FastifyBaseLogger,
  before: () => Promise<void> = async () => {},
): Promise<void> {
  const happened = events.filter((event) => event !== undefined);
  feed.announce(happened);
  try {
    await before();
    for (const { namespace, name, type } of happened) {
      if (!IN_GIT.has(type)) continue;
      await repositories.plugin(namespace, name);
    }
  } catch (error) {
    log.warn({ err: error }, 'git repositories are not up to date; they are derived again when asked for');
  }
}
