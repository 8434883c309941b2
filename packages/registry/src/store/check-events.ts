import { RegistryError } from '../errors.ts';
import type { Catalogue, HistoryEntry } from './catalogue.ts';
import { eventHash, GENESIS } from './events.ts';

/** What does not fit at one event. */
export interface EventProblem {
  seq: number;
  reason: string;
}

const PAGE = 1000;
/** So many are checked at the start; `rolekit registry verify` checks all. */
const CHECKED_AT_START = 100_000;

/**
 * Compares the sequence with itself and with the rows of what it published, from an event on; what is before that one is
 * believed.
 */
export async function* eventProblems(catalogue: Catalogue, since = 0): AsyncGenerator<EventProblem> {
  let last = since;
  let hash = since === 0 ? GENESIS : undefined;
  for (;;) {
    const page = await catalogue.history(last, PAGE);
    for (const entry of page) {
      const reason = problemOf(entry, last + 1, hash);
      if (reason !== undefined) yield { seq: entry.event.seq, reason };
      last = entry.event.seq;
      hash = entry.event.hash;
    }
    if (page.length < PAGE) break;
  }
  for (const { seq, namespace, name, version } of await catalogue.unrecorded()) {
    yield { seq, reason: `is not there, and ${namespace}/${name} ${version} refers to it` };
  }
}

function problemOf({ event, published }: HistoryEntry, seq: number, prev: string | undefined): string | undefined {
  if (event.seq !== seq) return `follows ${seq - 1}: events between them are missing`;
  if (prev !== undefined && event.prev !== prev) return 'does not follow from the one before';
  if (eventHash(event) !== event.hash) return 'was changed after it was written';
  if (event.type !== 'publish') return undefined;
  const { namespace, name, version, data } = event;
  const what = `${namespace}/${name} ${version}`;
  if (published === undefined) return `published ${what}, which is not in the catalogue`;
  const { digest, commit } = published;
  const isSame =
    published.namespace === namespace &&
    published.name === name &&
    published.version === version &&
    digest === data.digest &&
    commit === data.commit;
  return isSame ? undefined : `published ${what} with other content than the catalogue has`;
}

/**
 * The quick form, at the start: the newest events, which are all of them in most registries.
 *
 * @throws RK_EVENTS_BROKEN
 */
export async function checkEvents(catalogue: Catalogue, limit = CHECKED_AT_START): Promise<void> {
  const since = Math.max(0, (await catalogue.head()) - limit);
  for await (const problem of eventProblems(catalogue, since))
    throw new RegistryError('RK_EVENTS_BROKEN', { ...problem });
}
