import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isNamed } from '../../connector/named-ids.ts';
import type { WritePlan } from '../../connector/tool-call.ts';
import { canonicalJson } from '../../digest/canonical.ts';
import { RolekitError } from '../../errors.ts';
import { visible, withoutMarkup } from '../../tree/hidden-characters.ts';

/** What an approval is bound to; a tool has plans of one type. */
export interface ApprovalSubject<P extends WritePlan = WritePlan> {
  tool: string;
  input: unknown;
  principal: string;
  /** `OpenConnection.id`, through which the plan was read: another profile's records are others. */
  connection: string;
  /** Never there: it tells the compiler what its plans are. */
  plan?: P;
}

interface Pending {
  plan: WritePlan;
  principal: string;
  binding: string;
  expires: number;
  expired: () => void;
}

/** Why an answer that came too late is refused. */
export const EXPIRED = 'the approval has expired';

export interface ApprovedPlan<P extends WritePlan = WritePlan> {
  plan: P;
  idempotencyKey: string;
  /** How the person was asked: by the host, or on the approval page. */
  by: 'elicitation' | 'page' | 'terminal';
}

const MAX_PENDING = 1000;
/** One principal cannot fill it for all others. */
const MAX_PER_CALLER = 100;

/**
 * Approvals of one process. A plan is asked about under sealed state; the answer counts once, for the same tool, the
 * same arguments and the same principal, until it expires. Whatever does not fit is refused and ends the approval.
 */
export class Approvals {
  readonly #key = randomBytes(32);
  readonly #pending = new Map<string, Pending>();
  readonly #lifeMs: number;
  readonly #now: () => number;

  constructor(lifeMs: number, now: () => number = Date.now) {
    this.#lifeMs = lifeMs;
    this.#now = now;
  }

  /**
   * Remembers a plan and returns the state that its answer must carry.
   *
   * @param expired called when nobody answered in time
   */
  ask<P extends WritePlan>(subject: ApprovalSubject<P>, plan: P, expired: () => void = () => {}): string {
    this.#forgetExpired();
    const { principal } = subject;
    const own = [...this.#pending.values()].filter((pending) => pending.principal === principal).length;
    if (own >= MAX_PER_CALLER || this.#pending.size >= MAX_PENDING)
      throw new RolekitError('RK_CONFLICT', { reason: 'Too many approvals are waiting.' });
    const nonce = randomBytes(18).toString('base64url');
    const expires = this.#now() + this.#lifeMs;
    this.#pending.set(nonce, { plan, principal, binding: bindingOf(subject), expires, expired });
    setTimeout(() => this.#forgetExpired(), this.#lifeMs + 1).unref();
    return `${nonce}.${this.#seal(nonce)}`;
  }

  /** Consumes an answer's state. @throws RK_APPROVAL_REFUSED unless it is a first answer to exactly this call */
  consume<P extends WritePlan>(state: string | undefined, subject: ApprovalSubject<P>): ApprovedPlan<P> {
    const refuse = (reason: string) => new RolekitError('RK_APPROVAL_REFUSED', { tool: subject.tool, reason });
    if (state === undefined) throw refuse('the answer came without the state of its question');
    const [nonce = '', seal = ''] = state.split('.');
    const expected = Buffer.from(this.#seal(nonce));
    const given = Buffer.from(seal);
    if (expected.length !== given.length || !timingSafeEqual(expected, given))
      throw refuse('the state of the answer is not one that this server gave out');
    const pending = this.#pending.get(nonce);
    this.#pending.delete(nonce);
    if (!pending) throw refuse('this approval was already used, or has expired');
    if (pending.expires < this.#now()) throw refuse(EXPIRED);
    if (pending.binding !== bindingOf(subject))
      throw refuse('the approval was given for other arguments, another connection or to someone else');
    // asked about the very tool: what binds them says so
    return { plan: pending.plan as P, idempotencyKey: idempotencyKeyOf(nonce), by: 'elicitation' };
  }

  #seal(nonce: string): string {
    return createHmac('sha256', this.#key).update(nonce).digest('base64url');
  }

  #forgetExpired(): void {
    for (const [nonce, { expires, expired }] of this.#pending) {
      if (expires >= this.#now()) continue;
      this.#pending.delete(nonce);
      expired();
    }
  }
}

/** Stable for one approval. */
export function idempotencyKeyOf(nonce: string): string {
  return createHash('sha256').update(nonce).digest('hex').slice(0, 32);
}

/** The call that an approval is for; the order of its arguments' keys makes no difference. */
export function bindingOf({ tool, input, principal, connection }: ApprovalSubject): string {
  return createHash('sha256')
    .update(canonicalJson([tool, input, principal, connection]))
    .digest('hex');
}

const MAX_QUESTION_LENGTH = 6000;

/** A change as a person is shown it, on a page or in a host: every text is safe to read, invisible characters spelled out. */
export interface ShownChange {
  summary: string;
  connector: string;
  environment: 'production' | 'sandbox';
  /** Without `before` a value is new, without `after` it is removed. */
  values: { name: string; before?: string; after?: string }[];
}

/**
 * What a person approves, built from the payload and the current values.
 * @throws RK_TOO_LARGE when it cannot be shown whole
 */
export function shownChange(connector: string, environment: ShownChange['environment'], plan: WritePlan): ShownChange {
  // spelling out megabytes to find that they are too many takes seconds
  if (JSON.stringify([plan.summary, plan.before, plan.after]).length > 4 * MAX_QUESTION_LENGTH) throw tooLarge();
  const names = [...new Set([...Object.keys(plan.before ?? {}), ...Object.keys(plan.after ?? {})])];
  const change: ShownChange = {
    summary: visible(plan.summary),
    connector,
    environment,
    values: names.map((name) => ({
      name: HEADING.test(name) ? visible(name) : show(name),
      ...(plan.before === null ? {} : { before: show(plan.before[name]) }),
      ...(plan.after === null ? {} : { after: show(plan.after[name]) }),
    })),
  };
  if (questionOf(change).length > MAX_QUESTION_LENGTH) throw tooLarge();
  return change;
}

function tooLarge(): RolekitError {
  return new RolekitError('RK_TOO_LARGE', {
    reason: 'The change is too large to be shown whole to the person who approves it.',
    hint: 'Change fewer fields, or shorter values, at once.',
  });
}

/** The text that a person approves. @throws RK_TOO_LARGE when it cannot be shown whole */
export function approvalQuestion(connector: string, environment: ShownChange['environment'], plan: WritePlan): string {
  return questionOf(shownChange(connector, environment, plan));
}

function questionOf({ summary, connector, environment, values }: ShownChange): string {
  const lines = values.map(({ name, before, after }) => {
    if (before === undefined) return `  ${name}: ${after}`;
    if (after === undefined) return `  ${name}: ${before} (is removed)`;
    // in one line, what is written from right to left would change places with what is beside it
    if (RIGHT_TO_LEFT.test(name + before + after)) return `  ${name}:\n    from: ${before}\n    to: ${after}`;
    return `  ${name}: ${before} → ${after}`;
  });
  const where = environment === 'sandbox' ? `${connector} (sandbox, demo data)` : connector;
  return withoutMarkup([summary, `in ${where}:`, ...lines].join('\n'));
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A field of one record of several: `3010000001 "Acme renewal" - amount`. */
const HEADING = /^(?:(?:[\w.-]+ )*[\w.#/-]+ "(?:[^"\\]|\\.)*",? )+- [\w.-]+(?: [\w.-]+)*$/;

// JSON quotes make the ends of a value visible, and a text apart from what is none
function show(value: unknown): string {
  if (isNamed(value)) return visible(String(value));
  if (Array.isArray(value) && value.some(isNamed)) return value.map(show).join(', ');
  const isPlain = typeof value === 'string' && /^[\w.-]+(?: [\w.-]+)*$/.test(value) && !NO_TEXT.includes(value);
  return visible(isPlain ? value : (JSON.stringify(value) ?? 'nothing'));
}

const NO_TEXT = ['null', 'true', 'false', 'nothing'];
