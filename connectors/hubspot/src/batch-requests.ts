import type { BatchOutcome, SentItem } from '@rolekit/sdk';
import type { BatchAnswer } from './wire.ts';

/** What HubSpot takes in one request. */
export const CHUNK = 100;
/** What a person can be shown in one question is fewer, unless values are short. */
export const MAX_ITEMS = 500;

/** The type of the objects of a batch, which is that of each. */
export const typeOf = (items: readonly { sent: { type: string } }[]) => items[0]?.sent.type ?? '';

/** Said with what is wrong in the arguments of a write. */
export const WHERE_TO_LOOK =
  'See `hubspot_list_properties` with `names` for types and options; find ids with `hubspot_search_objects`.';

/** What became of each item: by its id or the trace that it was sent with, by place only where all come back without traces. */
export function outcomesOf(
  { results, errors = [] }: BatchAnswer,
  items: readonly SentItem<{ id?: string | undefined }>[],
): BatchOutcome[] {
  const byPlace = errors.length === 0 && results.every((result) => result.objectWriteTraceId === undefined);
  return items.flatMap(({ item, sent, idempotencyKey: trace }, index): BatchOutcome[] => {
    const result =
      sent.id === undefined && byPlace
        ? results[index]
        : results.find((candidate) =>
            sent.id === undefined ? candidate.objectWriteTraceId === trace : candidate.id === sent.id,
          );
    if (result) return [{ item, id: result.id, outcome: 'done' }];
    const error = errors.find(({ context }) =>
      sent.id === undefined ? context?.objectWriteTraceId?.includes(trace) : context?.ids?.includes(sent.id),
    );
    return error ? [{ item, id: sent.id, outcome: 'failed', reason: error.message }] : [];
  });
}
