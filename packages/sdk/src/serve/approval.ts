import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { canonicalJson } from '../bundle/digest.ts';
import type { WritePlan } from '../connector/tool.ts';
import { RolekitError } from '../errors.ts';

/** What an approval is bound to. */
export interface ApprovalSubject {
  tool: string;
  input: unknown;
  principal: string;
}

interface Pending {
  plan: WritePlan;
  binding: string;
  expires: number;
}

export interface ApprovedPlan {
  plan: WritePlan;
  idempotencyKey: string;
}

const MOST_PENDING = 1000;

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

  /** Remembers a plan and returns the state that its answer must carry. */
  ask(subject: ApprovalSubject, plan: WritePlan): string {
    this.#forgetExpired();
    if (this.#pending.size >= MOST_PENDING)
      throw new RolekitError('RK_CONFLICT', { reason: 'Too many approvals are waiting for an answer.' });
    const nonce = randomBytes(18).toString('base64url');
    this.#pending.set(nonce, { plan, binding: bindingOf(subject), expires: this.#now() + this.#lifeMs });
    return `${nonce}.${this.#seal(nonce)}`;
  }

  /** Consumes an answer's state. @throws RK_APPROVAL_REFUSED unless it is a first answer to exactly this call */
  consume(state: string | undefined, subject: ApprovalSubject): ApprovedPlan {
    const refuse = (reason: string) => new RolekitError('RK_APPROVAL_REFUSED', { tool: subject.tool, reason });
    if (state === undefined) throw refuse('the answer came without the state of its question');
    const [nonce = '', seal = ''] = state.split('.');
    const expected = Buffer.from(this.#seal(nonce));
    const given = Buffer.from(seal);
    if (expected.length !== given.length || !timingSafeEqual(expected, given))
      throw refuse('the state of the answer is not one that this server gave out');
    const pending = this.#pending.get(nonce);
    this.#pending.delete(nonce);
    if (!pending) throw refuse('this approval was already used');
    if (pending.expires < this.#now()) throw refuse('the approval has expired');
    if (pending.binding !== bindingOf(subject))
      throw refuse('the approval was given for other arguments or to someone else');
    return { plan: pending.plan, idempotencyKey: createHash('sha256').update(nonce).digest('hex').slice(0, 32) };
  }

  #seal(nonce: string): string {
    return createHmac('sha256', this.#key).update(nonce).digest('base64url');
  }

  #forgetExpired(): void {
    for (const [nonce, { expires }] of this.#pending) if (expires < this.#now()) this.#pending.delete(nonce);
  }
}

function bindingOf(subject: ApprovalSubject): string {
  return createHash('sha256')
    .update(canonicalJson([subject.tool, subject.input, subject.principal]))
    .digest('hex');
}

const LONGEST_QUESTION = 6000;

/**
 * The text that a person approves, built from the payload and the current values.
 * @throws RK_TOO_LARGE when it cannot be shown whole
 */
export function approvalQuestion(connector: string, environment: string, plan: WritePlan): string {
  const names = [...new Set([...Object.keys(plan.before ?? {}), ...Object.keys(plan.after ?? {})])];
  const lines = names.map((name) => {
    const before = plan.before === null ? undefined : show(plan.before[name]);
    const after = plan.after === null ? undefined : show(plan.after[name]);
    if (before === undefined) return `  ${show(name)}: ${after}`;
    if (after === undefined) return `  ${show(name)}: ${before} (is removed)`;
    return `  ${show(name)}: ${before} → ${after}`;
  });
  const where = environment === 'sandbox' ? `${connector} (sandbox, demo data)` : connector;
  const text = [`${plan.summary}`, `in ${where}:`, ...lines].join('\n');
  if (text.length > LONGEST_QUESTION) {
    throw new RolekitError('RK_TOO_LARGE', {
      reason: 'The change is too large to be shown whole to the person who approves it.',
      hint: 'Change fewer fields, or shorter values, at once.',
    });
  }
  return text;
}

// JSON quotes make the ends of a value visible; what a person cannot see is spelled out
function show(value: unknown): string {
  const text = typeof value === 'string' && /^[\w .-]+$/.test(value) ? value : (JSON.stringify(value) ?? 'nothing');
  return text.replaceAll(
    /[\p{Cf}\p{Cc}\u2028\u2029\u{E0000}-\u{E007F}]/gu,
    (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}
