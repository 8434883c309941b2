import type { Catalogue, StoredEvent } from './catalogue.ts';

/** While the database tells of events. */
const LISTENING_MS = 5000;
/** While it does not: what another replica accepted is served within a second all the same. */
const POLLING_MS = 400;
const PAGE = 500;

export interface Follower {
  stop(): Promise<void>;
}

/**
 * Tells of every event that is committed from now on, by this process or another, in order and without a gap. Does nothing for a database
 * that one process has to itself.
 *
 * @param failed told of the first of several failures in a row
 */
export async function follow(
  catalogue: Pick<Catalogue, 'events' | 'head' | 'follow'>,
  announce: (events: readonly StoredEvent[]) => void,
  failed: (error: unknown) => void,
): Promise<Follower> {
  let seen = await catalogue.head();
  let hasStopped = false;
  let hasFailed = false;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let wasWoken = false;

  const catchUp = async () => {
    try {
      do {
        wasWoken = false;
        const events = await catalogue.events(seen, PAGE);
        if (events.length > 0) {
          seen = events.at(-1)?.seq ?? seen;
          announce(events);
          wasWoken = true;
        }
      } while (wasWoken && !hasStopped);
      hasFailed = false;
    } catch (error) {
      if (!hasFailed && !hasStopped) failed(error);
      hasFailed = true;
    }
  };
  const wake = () => {
    wasWoken = true;
    if (hasStopped || reading !== undefined) return;
    clearTimeout(timer);
    reading = catchUp().finally(() => {
      reading = undefined;
      if (!hasStopped) timer = setTimeout(wake, following?.isListening ? LISTENING_MS : POLLING_MS).unref();
    });
  };
  const following = catalogue.follow(wake);
  if (following !== undefined) wake();
  return {
    async stop() {
      hasStopped = true;
      clearTimeout(timer);
      await following?.stop();
      await reading;
    },
  };
}
