import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthInfo } from '@modelcontextprotocol/server';
import { type AuthorizedRequest, tokenOf } from '../../authorization-header.ts';
import { RolekitError } from '../../errors.ts';
import { acceptance } from '../../header-fields.ts';

/** Who sent a request. */
export interface Caller {
  /** What approvals, cursors, kept rows, sessions and connections are bound to. */
  principal: string;
  /** For the official handler. It never holds the token itself. */
  auth?: AuthInfo;
  /** Milliseconds since the epoch; streams end then. */
  until?: number;
}

/** A request with what the official package expects of a gate before it. */
export type KnownRequest = IncomingMessage & { auth?: AuthInfo };

/** An answer that ends a request. */
export interface Refusal {
  status: number;
  text: string;
  headers?: Record<string, string>;
}

/** Lets requests in. */
export interface Gate {
  /** The MCP endpoint as clients know it, where that is another than the one that listens. */
  publicUrl?: string;
  /** Tells the caller, at once where it is known. */
  admit(request: AuthorizedRequest): Caller | Refusal | Promise<Caller | Refusal>;
  /** Refuses messages that this caller may not send. */
  forbids?(caller: Caller, body: unknown): Refusal | undefined;
  /** Answers what is for everybody; false when it is something else. */
  tells?(request: IncomingMessage, response: ServerResponse, path: string): boolean;
}

export function isRefusal(item: Caller | Refusal): item is Refusal {
  return 'status' in item;
}

/** @throws RK_DEFINITION for a token that no header can carry */
export function checkToken(token: string): string {
  if (tokenOf({ headers: { authorization: `Bearer ${token}` } }, 'Bearer') === token) return token;
  throw new RolekitError('RK_DEFINITION', {
    what: 'token',
    reason: 'it has characters that a bearer token may not have',
    hint: 'Use letters, digits and any of -._~+/ only.',
  });
}

/** One token, made for the run: whoever has it is the user of this process. */
export function tokenGate(token: string, principal: string): Gate {
  const expected = Buffer.from(token);
  const caller: Caller = { principal };
  const refusal: Refusal = {
    status: 401,
    text: 'Unauthorized: send the token that was printed when the server started.',
    headers: { 'www-authenticate': 'Bearer' },
  };
  return {
    admit(request) {
      const given = Buffer.from(tokenOf(request, 'Bearer') ?? '');
      return given.length === expected.length && timingSafeEqual(given, expected) ? caller : refusal;
    },
  };
}

/** What MCP answers with; official code looks for both names. */
export const BOTH_TYPES = 'application/json, text/event-stream';

/** Names the types that a client takes, where it wrote them otherwise: `*\/*`, in capitals, or with a quality of 0. */
export function nameAccepted({ headers }: IncomingMessage): void {
  const { accept } = headers;
  if (accept === undefined || accept === BOTH_TYPES) return;
  const taken = BOTH_TYPES.split(', ').filter((type) => acceptance(accept, type).quality > 0);
  if (taken.length > 0) headers.accept = taken.join(', ');
}

/** True for a request that is answered for as long as the client likes. */
export function isStream({ method }: IncomingMessage, body: unknown): boolean {
  return method === 'GET' || (body as { method?: unknown } | undefined)?.method === 'subscriptions/listen';
}

const MAX_TIMER_MS = 2 ** 31 - 1;

/** A stream ends when what opened it does. */
export function endWith(response: ServerResponse, { until }: Caller): void {
  if (until === undefined) return;
  const timer = setTimeout(() => response.destroy(), Math.min(Math.max(until - Date.now(), 0), MAX_TIMER_MS)).unref();
  response.once('close', () => clearTimeout(timer));
}

export function refuse(response: ServerResponse, { status, text, headers }: Refusal): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(`${text}\n`);
}
