import { expect, it } from 'vitest';
import { Ending } from '../plugin/call-ending.ts';
import { approvedByLink, type LinkedCall } from './approval-by-link.ts';
import { ApprovalLinks } from './approval-links.ts';

const subject = { tool: 't', input: { a: 1 }, principal: 'ann', connection: 'c' };
const opened = { approved: false, action: 'accept', state: undefined };

function calls() {
  const links = new ApprovalLinks(60_000, { waitMs: 600_000 });
  const seen = { plans: 0 };
  const call = (over: Partial<LinkedCall> = {}) =>
    approvedByLink(links, {
      subject,
      connector: 'Shelf',
      environment: 'production',
      unapplied: () => {},
      ending: new Ending(),
      plan: async () => {
        seen.plans++;
        return { summary: 's', before: null, after: { a: 1 } };
      },
      ...over,
    });
  return { links, seen, call };
}

it('a call that was cancelled when the person approved leaves the approval to the next one', async () => {
  const { links, call } = calls();
  await expect(call()).rejects.toThrow('a person must approve it');
  const ending = new Ending();
  const waiting = call({ answer: opened, ending });
  links.decide(links.waiting(subject)?.id ?? '', 'approved');
  ending.end('cancelled');
  await expect(waiting).rejects.toMatchObject({ code: 'RK_CANCELLED' });
  expect(await call()).toMatchObject({ plan: { summary: 's' }, by: 'page' });
});

it('two calls at once have one question, and its plan is the one that is kept', async () => {
  const { links, seen, call } = calls();
  const both = await Promise.allSettled([call(), call()]);
  const urls = both.map((result) => result.status === 'rejected' && result.reason.data.url);
  expect(urls[0]).toBe(urls[1]);
  expect(seen.plans).toBe(2);
  links.decide(links.waiting(subject)?.id ?? '', 'approved');
  expect((await Promise.allSettled([call(), call()])).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

it('a question that waits is not planned anew', async () => {
  const { seen, call } = calls();
  await expect(call()).rejects.toThrow();
  await expect(call({ canOpen: true, answer: { ...opened, action: 'accept' }, ending: ended() })).rejects.toThrow();
  await expect(call()).rejects.toThrow();
  expect(seen.plans).toBe(1);
});

function ended(): Ending {
  const ending = new Ending();
  ending.end('cancelled');
  return ending;
}
