/** One thing that goes wrong between a connector and its vendor. */
export type Fault =
  /** 429; `retryAfter` in seconds or as a date, or left out. */
  | { kind: 'rate_limit'; retryAfter?: number | string }
  | { kind: 'status'; status: number; body?: unknown }
  /** The answer comes late: the vendor has done what was asked, and the client may have gone. */
  | { kind: 'slow'; ms: number }
  /** The connection ends without an answer; with `after`, once the vendor has done what was asked. */
  | { kind: 'drop'; after?: boolean }
  /** The vendor's answer ends in the middle: with the connection (default), or as if it were whole. */
  | { kind: 'truncate'; whole?: boolean }
  | { kind: 'malformed' }
  /** 200 with a page for people in the place of data. */
  | { kind: 'wrong_type' }
  /** 401, as for a token that has expired. */
  | { kind: 'expired' }
  /** Sends the client elsewhere. */
  | { kind: 'redirect'; to: string }
  /** 400 whose message repeats what was sent, credentials too. */
  | { kind: 'echo' }
  /** The page before once more; needs a sandbox that declares its pages. */
  | { kind: 'repeat_page' }
  /** A page without rows put in before the one asked for, which it names as its next; needs a sandbox that declares its pages. */
  | { kind: 'empty_page' }
  /** JSON whose fields have other names, as of another version of the API; an answer that is no JSON comes as it is. */
  | { kind: 'renamed' }
  /** The vendor's clock is off by so many seconds. */
  | { kind: 'skew'; seconds: number };

export type FaultKind = Fault['kind'];

/** A request, as a schedule sees it. */
export interface FaultRequest {
  /** 1 for the first request since the schedule was set. */
  number: number;
  method: string;
  /** With its query. */
  path: string;
  signIn: boolean;
  page: boolean;
  /** From 0 up to 1: the same for the same seed, request and repetition, whatever runs beside it. */
  random: number;
}

/** Decides which fault, if any, a request meets. */
export type Schedule = (request: FaultRequest) => Fault | undefined;

/** Every request but the sign-in meets the fault. */
export function always(fault: Fault): Schedule {
  return ({ signIn }) => (signIn ? undefined : fault);
}

/** The first request after the sign-in meets the fault. */
export function once(fault: Fault, when: (request: FaultRequest) => boolean = ({ signIn }) => !signIn): Schedule {
  let done = false;
  return (request) => {
    if (done || !when(request)) return undefined;
    done = true;
    return fault;
  };
}

/** A share of the requests meets one of the faults, drawn by the seed. */
export function sometimes(share: number, faults: readonly Fault[]): Schedule {
  return ({ random }) => (random < share ? faults[Math.floor((random / share) * faults.length)] : undefined);
}
