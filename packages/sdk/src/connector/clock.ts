/**
 * What a call takes for the present: the machine's clock, or, where the data stands still, the instant of the data. Ask it
 * instead of `new Date()`: relative dates of one call then agree with its data.
 */
export interface Clock {
  /** The zone in which `today` is meant unless another is named. */
  readonly zone: 'UTC';
  now(): Date;
  /**
   * The calendar day, `2026-11-20`.
   *
   * @param zone an IANA name, e.g. that of the vendor's user @default 'UTC'
   */
  today(zone?: string): string;
}

/** A clock that asks `read` each time. */
export function clockOf(read: () => Date = () => new Date()): Clock {
  return { zone: 'UTC', now: read, today: (zone) => dayIn(read(), zone) };
}

/** A clock that stands still at an instant. */
export function standingClock(instant: string): Clock {
  return clockOf(() => new Date(instant));
}

function dayIn(instant: Date, zone = 'UTC'): string {
  if (zone === 'UTC') return instant.toISOString().slice(0, 10);
  const options = { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const parts = new Intl.DateTimeFormat('en-US', options).formatToParts(instant);
  const part = (type: string) => parts.find((part) => part.type === type)?.value;
  return `${part('year')}-${part('month')}-${part('day')}`;
}
