import { describe, expect, it } from 'vitest';
import { Ending } from '../plugin/call-ending.ts';
import type { ApprovalSubject } from './approval.ts';
import { shownChange } from './approval.ts';
import { ApprovalLinks } from './approval-links.ts';

const subject: ApprovalSubject = { tool: 't', input: { a: 1 }, principal: 'ann', connection: 'c' };
const plan = { summary: 's', before: null, after: { a: 1 } };
const change = shownChange('Shelf', 'production', plan);

function links({ waitMs = 0 } = {}) {
  const clock = { now: 1000 };
  const made = new ApprovalLinks(500, { waitMs, now: () => clock.now });
  return { clock, made, ask: (over: Partial<ApprovalSubject> = {}) => made.ask({ ...subject, ...over }, plan, change) };
}

describe('a decision made by link', () => {
  it.each([
    ['another tool', { tool: 'u' }],
    ['other arguments', { input: { a: 2 } }],
    ['another principal', { principal: 'bob' }],
    ['another connection', { connection: 'd' }],
  ])('does not count for %s', (_, other) => {
    const { made, ask } = links();
    made.decide(ask().id, 'approved');
    expect(made.take({ ...subject, ...other })).toBeUndefined();
    expect(made.take(subject)).toMatchObject({ plan, by: 'page' });
  });

  it('is not there once its time is over, whether it was made or not', () => {
    const { made, clock, ask } = links();
    const { id } = ask();
    made.decide(id, 'approved');
    clock.now = 1501;
    expect(made.take(subject)).toBeUndefined();
    expect(made.find(id)).toBeUndefined();
    const late = ask();
    clock.now = 2002;
    expect(made.decide(late.id, 'approved')).toBeUndefined();
    expect(made.take(subject)).toBeUndefined();
  });

  it('counts once', () => {
    const { made, ask } = links();
    made.decide(ask().id, 'approved');
    expect(made.take(subject)).toBeDefined();
    expect(made.take(subject)).toBeUndefined();
  });

  it('is the first one', () => {
    const { made, ask } = links();
    const { id } = ask();
    expect(made.decide(id, 'declined')?.state).toBe('declined');
    expect(made.decide(id, 'approved')?.state).toBe('declined');
    expect(() => made.take(subject)).toThrow('the person declined it');
    expect(made.take(subject)).toBeUndefined();
  });

  it('has a key of its own for each approval', () => {
    const { made, ask } = links();
    made.decide(ask().id, 'approved');
    const first = made.take(subject)?.idempotencyKey;
    made.decide(ask().id, 'approved');
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(made.take(subject)?.idempotencyKey).not.toBe(first);
  });

  it('is waited for until it is made, and no longer than the call or the time given', async () => {
    const { made, ask } = links({ waitMs: 600_000 });
    const link = ask();
    const ending = new Ending();
    const cancelled = made.decided(link, ending);
    ending.end('cancelled');
    await cancelled;
    const waiting = made.decided(link, new Ending());
    made.decide(link.id, 'approved');
    await waiting;
    expect(made.take(subject)).toBeDefined();
    const impatient = links({ waitMs: 1 });
    await impatient.made.decided(impatient.ask(), new Ending());
    expect(impatient.made.take(subject)).toBeUndefined();
  });
});

describe('links', () => {
  it('of one principal are limited, so that others still get theirs', () => {
    const { ask } = links();
    for (let n = 0; n < 100; n++) ask({ input: { n } });
    expect(() => ask()).toThrow('Too many approvals');
    expect(ask({ principal: 'bob' }).state).toBe('waiting');
  });

  it('make room as their time ends', () => {
    const { ask, clock } = links();
    for (let n = 0; n < 100; n++) ask({ input: { n } });
    clock.now = 1501;
    expect(ask().state).toBe('waiting');
  });
});
