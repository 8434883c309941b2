import { DEMO_NOW } from './calendar.ts';

/** What a sandbox takes for the present, and the times of what happens in it. */
export interface SandboxClock {
  /** Stands still, and is never before the last event. */
  now(): Date;
  /** The time of an event: each is later than the one before. */
  stamp(): Date;
}

/**
 * The clock of a sandbox. All sandboxes stand still at `DEMO_NOW`, so that they agree; what is about the wire, such as a token's
 * end or a limit of calls, is measured by the machine's clock.
 *
 * @param read the present @default `DEMO_NOW`
 * @param stepMs between two events; as much as the vendor's times can tell apart @default 1
 */
export function sandboxClock(read: () => Date = () => new Date(DEMO_NOW), stepMs = 1): SandboxClock {
  let last = Number.NEGATIVE_INFINITY;
  return {
    now: () => new Date(Math.max(read().getTime(), last)),
    stamp() {
      last = Math.max(read().getTime(), last + stepMs);
      return new Date(last);
    },
  };
}
