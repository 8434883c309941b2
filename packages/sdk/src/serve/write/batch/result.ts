import type { BatchResult } from '../../../connector/batch.ts';
import type { AuditEntry } from '../audit-log.ts';
import type { Standing } from './journal.ts';

/** Characters of an item's reason, the longest first; whatever fits the budget is taken. */
const REASONS = [400, 120, 40, 0];
/** Bytes that the rest of a result needs. */
const FRAME = 2048;

export type Counts = NonNullable<AuditEntry['outcomes']>;

export function countsOf(standings: readonly Standing[]): Counts {
  const count = (outcome: Standing['outcome']) => standings.filter((standing) => standing.outcome === outcome).length;
  return { done: count('done'), failed: count('failed'), unknown: count('unknown'), notSent: count('not_sent') };
}

/** What the audit log says of the whole. */
export function stateOf({ done, failed, unknown, notSent }: Counts): AuditEntry['state'] {
  if (unknown > 0) return 'unknown';
  if (failed + notSent === 0) return 'applied';
  return done > 0 ? 'partly' : 'failed';
}

/** The result within its budget: reasons become shorter first, then items that are done are left out, which is said. */
export function batchResult(
  standings: readonly Standing[],
  resume: string | undefined,
  budget: number,
): { item: BatchResult; notes: string[] } {
  const counts = countsOf(standings);
  const whole = (items: BatchResult['items']): BatchResult => ({ ...counts, items, ...(resume ? { resume } : {}) });
  const sized = REASONS.map((length) => standings.map((standing) => shown(standing, length)));
  const fitting = sized.find((items) => bytesOf(items) + FRAME <= budget);
  if (fitting) return { item: whole(fitting), notes: [] };
  const shortest = sized.at(-1) ?? [];
  const order = [
    ...shortest.filter((item) => item.outcome !== 'done'),
    ...shortest.filter((item) => item.outcome === 'done'),
  ];
  let bytes = FRAME;
  const kept = order.filter((item) => {
    bytes += bytesOf(item) + 1;
    return bytes <= budget;
  });
  const left = order.length - kept.length;
  return {
    item: whole(kept.sort((a, b) => a.item - b.item)),
    notes: [`${left} of the items are counted, but left out of \`items\`, which would be too large.`],
  };
}

function shown({ item, outcome, id, reason }: Standing, length: number): BatchResult['items'][number] {
  const short = reason !== undefined && reason.length > length ? `${reason.slice(0, length)}…` : reason;
  return {
    item,
    outcome,
    ...(id === undefined ? {} : { id }),
    ...(short === undefined || length === 0 ? {} : { reason: short }),
  };
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
