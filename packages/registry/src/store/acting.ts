import { AsyncLocalStorage } from 'node:async_hooks';
import type { AuditActor } from '@rolekit/sdk/internal/audit';

/** A request as the audit record sees it: who sends it, once that is known. */
export interface Acting {
  actor: AuditActor | undefined;
}

const acting = new AsyncLocalStorage<Acting>();

/** Everything that `work` does is done for this request. */
export function actingIn<T>(request: Acting, work: () => T): T {
  return acting.run(request, work);
}

/**
 * Who a line is about: who sends the request that it is written for; without a request a user of the registry's machine, or
 * the registry itself.
 *
 * @param by what the caller knows of who it is
 */
export function actorFor(by: string | AuditActor | null): AuditActor {
  if (by !== null && typeof by === 'object') return by;
  const request = acting.getStore();
  if (request?.actor !== undefined) return request.actor;
  const name = by ?? '';
  if (request === undefined) return { kind: by === null ? 'registry' : 'operator', name, token: null };
  if (by === null) return { kind: 'anybody', name, token: null };
  return { kind: isIssuer(by) ? 'issuer' : 'account', name, token: null };
}

/** Issuers are addresses; handles of accounts and names of tokens that people give are not. */
export function isIssuer(name: string | null): boolean {
  return name !== null && /^https?:\/\//.test(name);
}
