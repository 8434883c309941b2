import { canonicalJson, digestOf } from '@rolekit/sdk/internal';
import { RegistryError } from '../errors.ts';
import type { StoredEvent } from './catalogue.ts';

/** What the first event follows. */
export const GENESIS = `sha256:${'0'.repeat(64)}`;

/** The hash of an event: over all of it and the hash of the one before. */
export function eventHash(event: Omit<StoredEvent, 'hash'>): string {
  const { seq, at, type, namespace, name, version, data, prev } = event;
  const text = canonicalJson({ seq, at, type, namespace, name, version, data, prev });
  return digestOf(Buffer.from(text));
}

/**
 * Checks that each event follows from the one before.
 *
 * @throws RK_EVENTS_BROKEN at the first one that does not
 */
export function verifyChain(events: readonly StoredEvent[], prev: string = GENESIS): string {
  let last = prev;
  for (const event of events) {
    if (event.prev !== last || eventHash(event) !== event.hash)
      throw new RegistryError('RK_EVENTS_BROKEN', { seq: event.seq, reason: 'does not follow from the one before' });
    last = event.hash;
  }
  return last;
}
