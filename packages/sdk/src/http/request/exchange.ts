import { maskSecrets, redactUrl } from './redact.ts';

/** One request and its response as a trace may show them: no secret, no header, no body. */
export interface Exchange {
  connector: string;
  method: string;
  /** Origin and path; values of the query only where the policy allows them. */
  url: string;
  /** Undefined when there was no response. */
  status?: number;
  /** Code of what ended it instead, e.g. `ECONNRESET` or `RK_TOO_LARGE`. */
  error?: string;
  ms: number;
  /** Of the response's body, decompressed. */
  bytes: number;
  /** From 1. */
  attempt: number;
  /** Redirects before this one. */
  hop: number;
}

export type OnExchange = (exchange: Exchange) => void;

/** Tells all listeners; one that fails does not fail the call. */
export function traceExchange(
  listeners: readonly (OnExchange | undefined)[],
  exchange: Omit<Exchange, 'url'> & { url: URL },
  hide: { secrets: readonly string[]; shownQuery: readonly string[] },
): void {
  const heard = listeners.filter((listener) => listener !== undefined);
  if (heard.length === 0) return;
  const url = maskSecrets(redactUrl(exchange.url, hide.shownQuery), hide.secrets);
  for (const listener of heard) {
    try {
      listener({ ...exchange, url });
    } catch {
      // a trace is never worth a call
    }
  }
}
