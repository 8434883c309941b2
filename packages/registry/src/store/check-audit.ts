import { RolekitError } from '@rolekit/sdk';
import {
  AUDIT_GENESIS,
  type AuditCheckpoint,
  type AuditLine,
  chainProblem,
  openCheckpoint,
} from '@rolekit/sdk/internal/audit';
import type { PublicKey } from '@rolekit/sdk/internal/signing';
import type { Catalogue, StoredEvent } from './catalogue.ts';
import type { EventProblem } from './check-events.ts';

const PAGE = 1000;

/**
 * Compares the audit record with itself, with its signed checkpoints and with the change feed: each event has one line,
 * which has its hash, so that neither can be rewritten without the other.
 */
export async function* auditProblems(catalogue: Catalogue): AsyncGenerator<EventProblem> {
  const signed = await allCheckpoints(catalogue);
  const keys = await catalogue.signingKeys.list();
  for (const checkpoint of signed)
    if (!isRight(checkpoint, keys))
      yield { seq: checkpoint.seq, reason: 'has a checkpoint that this registry did not sign' };
  const hashes = new Map(signed.map(({ seq, hash }) => [seq, hash]));
  const events = new EventsInTurn(catalogue);
  let place = { seq: 0, hash: AUDIT_GENESIS };
  for await (const line of linesOf(catalogue)) {
    const { seq, hash, event } = line;
    const said = [chainProblem(line, place)];
    if (event !== null) said.push(...(await events.problemsAt(event)));
    if (hashes.has(seq) && hashes.get(seq) !== hash) said.push('is another than the checkpoint signed');
    for (const reason of said) if (reason !== undefined) yield { seq, reason };
    place = { seq, hash };
  }
  const last = Math.max(0, ...hashes.keys());
  if (last > place.seq) yield { seq: last, reason: 'is not there, and a checkpoint signed it: the end was removed' };
  for (const reason of await events.problemsAt(undefined)) yield { seq: place.seq, reason };
}

/** The change feed beside the lines that record it. */
class EventsInTurn {
  readonly #events: AsyncGenerator<StoredEvent>;
  #next: StoredEvent | undefined;

  constructor(catalogue: Catalogue) {
    this.#events = eventsOf(catalogue);
  }

  /** Reads on to an event, or to the end. */
  async problemsAt(event: NonNullable<AuditLine['event']> | undefined): Promise<string[]> {
    const problems: string[] = [];
    for (;;) {
      const next = await this.#peek();
      if (next === undefined || next.seq > (event?.seq ?? Number.POSITIVE_INFINITY)) break;
      this.#next = undefined;
      if (next.seq === event?.seq && next.hash === event.hash) return problems;
      if (next.seq === event?.seq) break;
      problems.push(`is where event ${next.seq} of the change feed should be recorded, and is not`);
    }
    if (event !== undefined)
      problems.push(`records event ${event.seq} of the change feed, which is another or not there`);
    return problems;
  }

  async #peek(): Promise<StoredEvent | undefined> {
    if (this.#next === undefined) {
      const { value, done } = await this.#events.next();
      this.#next = done ? undefined : value;
    }
    return this.#next;
  }
}

async function* linesOf({ audit }: Catalogue): AsyncGenerator<AuditLine> {
  for (let since = 0; ; ) {
    const lines = await audit.lines({ since, limit: PAGE });
    yield* lines;
    const last = lines.at(-1);
    if (last === undefined) return;
    since = last.seq;
  }
}

async function* eventsOf(catalogue: Catalogue): AsyncGenerator<StoredEvent> {
  for (let since = 0; ; ) {
    const events = await catalogue.events(since, PAGE);
    yield* events;
    const last = events.at(-1);
    if (last === undefined) return;
    since = last.seq;
  }
}

function isRight(checkpoint: AuditCheckpoint, keys: readonly PublicKey[]): boolean {
  try {
    openCheckpoint(checkpoint, keys);
    return true;
  } catch (error) {
    if (error instanceof RolekitError) return false;
    throw error;
  }
}

async function allCheckpoints({ audit }: Catalogue): Promise<AuditCheckpoint[]> {
  const found: AuditCheckpoint[] = [];
  for (;;) {
    const page = await audit.checkpoints(found.at(-1)?.seq ?? 0, PAGE);
    if (page.length === 0) return found;
    found.push(...page);
  }
}
