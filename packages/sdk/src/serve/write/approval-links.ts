import { randomBytes } from 'node:crypto';
import type { WritePlan } from '../../connector/tool-call.ts';
import { RolekitError } from '../../errors.ts';
import type { Ending } from '../plugin/call-ending.ts';
import { type ApprovalSubject, type ApprovedPlan, bindingOf, idempotencyKeyOf, type ShownChange } from './approval.ts';

/** `taken`: the call that was approved came back for its plan. */
export type LinkState = 'waiting' | 'approved' | 'declined' | 'taken';

/** A change that a person was sent a link to. */
export interface LinkedChange {
  readonly id: string;
  readonly tool: string;
  readonly principal: string;
  readonly change: ShownChange;
  readonly expires: number;
  readonly state: LinkState;
}

interface Pending extends LinkedChange {
  plan: WritePlan;
  binding: string;
  state: LinkState;
  listeners: Set<() => void>;
  ended: (how: 'refused' | 'expired') => void;
}

const MAX_PENDING = 1000;
/** One principal cannot fill it for all others. */
const MAX_PER_CALLER = 100;

interface LinkOptions {
  always?: boolean;
  waitMs?: number;
  now?: () => number;
}

/**
 * Approvals of one process that are given on its page. There is one for a call (its tool, arguments, principal and
 * connection) at a time; what was decided there counts once, for the next such call, until it expires.
 */
export class ApprovalLinks {
  /** Under which browsers reach the page; known once the server listens. */
  base = '';
  /** Clients that could ask a person themselves get a link too. */
  readonly always: boolean;
  /** Milliseconds that a call waits for a person who opened the link. */
  readonly #waitMs: number;
  readonly #byId = new Map<string, Pending>();
  readonly #byCall = new Map<string, Pending>();
  readonly #lifeMs: number;
  readonly #now: () => number;

  constructor(lifeMs: number, { always = false, waitMs = 0, now = Date.now }: LinkOptions = {}) {
    this.always = always;
    this.#waitMs = waitMs;
    this.#lifeMs = lifeMs;
    this.#now = now;
  }

  /** The link of this very call, if a person has one and has not decided. */
  waiting(subject: ApprovalSubject): LinkedChange | undefined {
    const pending = this.#current(subject);
    return pending?.state === 'waiting' ? pending : undefined;
  }

  /**
   * Makes a link, or gives the one that this call has.
   *
   * @param ended called when it was declined, or nobody decided in time
   * @throws RK_CONFLICT when too many wait
   */
  ask<P extends WritePlan>(
    subject: ApprovalSubject<P>,
    plan: P,
    change: ShownChange,
    ended: Pending['ended'] = () => {},
  ): LinkedChange {
    this.#forgetExpired();
    const known = this.#current(subject);
    if (known) return known;
    const { tool, principal } = subject;
    const own = [...this.#byCall.values()].filter((item) => item.principal === principal).length;
    if (own >= MAX_PER_CALLER || this.#byId.size >= MAX_PENDING)
      throw new RolekitError('RK_CONFLICT', { reason: 'Too many approvals are waiting.' });
    const pending: Pending = {
      id: randomBytes(16).toString('hex'),
      tool,
      principal,
      change,
      expires: this.#now() + this.#lifeMs,
      state: 'waiting',
      plan,
      binding: bindingOf(subject),
      listeners: new Set(),
      ended,
    };
    setTimeout(() => this.#forgetExpired(), this.#lifeMs + 1).unref();
    this.#byId.set(pending.id, pending);
    this.#byCall.set(pending.binding, pending);
    return pending;
  }

  /**
   * Takes what a person decided about this call; the decision is spent then. Undefined when there is none.
   * @throws RK_APPROVAL_REFUSED when it was declined
   */
  take<P extends WritePlan>(subject: ApprovalSubject<P>): ApprovedPlan<P> | undefined {
    const pending = this.#current(subject);
    if (!pending || pending.state === 'waiting') return undefined;
    this.#byCall.delete(pending.binding);
    if (pending.state === 'declined')
      throw new RolekitError('RK_APPROVAL_REFUSED', { tool: subject.tool, reason: 'the person declined it' });
    pending.state = 'taken';
    // asked about the very tool: what binds them says so
    return { plan: pending.plan as P, idempotencyKey: idempotencyKeyOf(pending.id), by: 'page' };
  }

  /** Where a person finds it. */
  urlOf({ id }: LinkedChange): string {
    return `${this.base}/approve/${id}`;
  }

  minutesLeft({ expires }: LinkedChange): number {
    return Math.max(1, Math.floor((expires - this.#now()) / 60_000));
  }

  /** What the page shows; undefined when it never was, or is over. */
  find(id: string): LinkedChange | undefined {
    this.#forgetExpired();
    return this.#byId.get(id);
  }

  /** What a person decided; the first decision counts. */
  decide(id: string, decision: 'approved' | 'declined'): LinkedChange | undefined {
    this.#forgetExpired();
    const pending = this.#byId.get(id);
    if (pending?.state !== 'waiting') return pending;
    pending.state = decision;
    if (decision === 'declined') pending.ended('refused');
    for (const finish of pending.listeners) finish();
    return pending;
  }

  /** Resolves once it is decided, the call is over or the time is. */
  async decided({ id }: LinkedChange, ending: Ending): Promise<void> {
    const pending = this.#byId.get(id);
    if (pending?.state !== 'waiting') return;
    await new Promise<void>((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        pending.listeners.delete(finish);
        resolve();
      };
      const timer = setTimeout(finish, this.#waitMs);
      pending.listeners.add(finish);
      ending.onEnd(finish);
    });
  }

  #current(subject: ApprovalSubject): Pending | undefined {
    const pending = this.#byCall.get(bindingOf(subject));
    return pending && pending.expires >= this.#now() ? pending : undefined;
  }

  #forgetExpired(): void {
    for (const pending of this.#byId.values()) {
      if (pending.expires >= this.#now()) continue;
      this.#byId.delete(pending.id);
      if (pending.state === 'waiting') pending.ended('expired');
      if (this.#byCall.get(pending.binding) === pending) this.#byCall.delete(pending.binding);
    }
  }
}
