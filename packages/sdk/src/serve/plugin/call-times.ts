import type { Connector } from '../../connector/connector.ts';
import { type Heard, hearing } from '../../http/call-scope.ts';
import { parseDate, parseDateTime } from '../../parse-values.ts';
import type { Times } from '../result/result-times.ts';
import type { OpenConnection } from './open-connection.ts';

/**
 * Runs a call of a handler and says when its data was true. On data that stands still, that is the instant at which it does;
 * else what the handler says, else when the vendor says that it answered, else now.
 */
export async function timed<R extends { asOf?: string | undefined; retrievedAt?: string | undefined }>(
  { hosts }: Pick<Connector, 'hosts'>,
  { clock, standsAt }: Pick<OpenConnection, 'clock' | 'standsAt'>,
  machine: () => Date,
  work: () => Promise<R>,
): Promise<R & Times> {
  const heard: Heard = {};
  // what reaches no vendor hears none
  const result = await (hosts.length === 0 ? work() : hearing(heard, work));
  const retrievedAt = result.retrievedAt ?? written(machine());
  return {
    ...result,
    asOf: standsAt ?? isoInstant(result.asOf) ?? answeredAt(heard) ?? written(clock.now()),
    retrievedAt,
  };
}

/** An instant, in UTC, or a day; what is neither says nothing. */
function isoInstant(asOf: string | undefined): string | undefined {
  if (asOf === undefined || parseDate(asOf) !== undefined) return asOf;
  const at = parseDateTime(asOf);
  return at === undefined ? undefined : new Date(at).toISOString();
}

function answeredAt({ at }: Heard): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

let last = { at: 0, text: '' };

/** Many calls end in one millisecond, and writing a date takes a while. */
function written(date: Date): string {
  const at = date.getTime();
  if (at !== last.at) last = { at, text: date.toISOString() };
  return last.text;
}
