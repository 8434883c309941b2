import { always, once } from '@rolekit/sdk/testing';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../connectors/salesforce/sandbox/index.ts';
import { ERAS, SERVERS, useSlice, walk } from '../host.ts';
import { createPlainServer } from './plain.ts';
import salesforce from './rolekit.ts';

// One test for both: what is counted as the same does the same.
const ACCOUNT = { object: 'Account', id: '001Rk0000000001IAA' };
const TASKS = 'SELECT Id, Subject FROM Task ORDER BY Id';

const { sandbox, faults, hostOf } = useSlice({
  start: () => startSandbox(),
  plain: createPlainServer,
  rolekit: salesforce,
});

describe.each(SERVERS)('%s', (server) => {
  it('says what went wrong, in the same kinds', async () => {
    const call = await hostOf(server);
    const wrong = await call('salesforce_query', { soql: 'SELECT Nothing FROM Account' });
    expect(wrong.kind).toBe('invalid_request');
    const missing = { ...ACCOUNT, id: '001Rk0000009999IAA', fields: ['Name'] };
    expect((await call('salesforce_get_record', missing)).kind).toBe('not_found');
  });

  it('reports a long limit with its seconds, and waits for a short one', async () => {
    const call = await hostOf(server);
    const read = () => call('salesforce_get_record', { ...ACCOUNT, fields: ['Name'] });
    faults().schedule(always({ kind: 'rate_limit', retryAfter: 60 }));
    const limited = await read();
    expect(limited.kind).toBe('rate_limited');
    expect(limited.error?.message).toContain('60 s');
    faults().schedule(once({ kind: 'rate_limit', retryAfter: 0 }));
    expect((await read()).kind).toBeUndefined();
    faults().schedule(always({ kind: 'status', status: 503 }));
    expect((await read()).kind).toBe('upstream_unavailable');
  });

  it('repeats no secret that the vendor repeats', async () => {
    const call = await hostOf(server);
    faults().schedule(always({ kind: 'echo' }));
    const { kind, whole } = await call('salesforce_query', { soql: TASKS });
    expect(kind).toBe('invalid_request');
    expect(faults().secrets().length).toBeGreaterThan(1);
    expect(
      faults()
        .secrets()
        .filter((secret) => whole.includes(secret)),
    ).toEqual([]);
  });

  it('signs in once for many calls, and again when its token ends', async () => {
    const call = await hostOf(server);
    const signIns = () => faults().log.filter((exchange) => exchange.signIn).length;
    const read = () => call('salesforce_get_record', { ...ACCOUNT, fields: ['Name'] });
    const all = await Promise.all([read(), read(), read(), read()]);
    expect([all.map((answer) => answer.kind), signIns()]).toEqual([[undefined, undefined, undefined, undefined], 1]);
    sandbox().expireTokens();
    expect([(await read()).kind, signIns()]).toEqual([undefined, 2]);
  });

  it('walks a result to its end, each row once, at a page size that is not the vendor’s', async () => {
    const call = await hostOf(server);
    const { items, pages } = await walk(call, 'salesforce_query', { soql: TASKS, limit: 333 });
    expect(items.length).toBeGreaterThan(600);
    expect(new Set(items.map(({ Id }) => Id)).size).toBe(pages[0]?.total);
    expect(items.length).toBe(pages[0]?.total);
    expect(pages.map((page) => page.truncated)).toEqual(pages.map((page) => page.next !== undefined));
  });

  it('takes no cursor of another query', async () => {
    const call = await hostOf(server);
    const { page } = await call('salesforce_query', { soql: TASKS, limit: 10 });
    const other = await call('salesforce_query', { soql: 'SELECT Id FROM Task', limit: 10, cursor: page.next });
    expect(other.kind).toBe('invalid_request');
  });

  it.each(ERAS)('writes for a yes in MCP %s, and for nothing else', async (era) => {
    const description = `Of ${server}, ${era}.`;
    const args = { ...ACCOUNT, fields: { Description: description } };
    const { writes } = sandbox().stats();
    const mute = await hostOf(server, { era });
    expect((await mute('salesforce_update_record', args)).kind).toBe('approval_required');
    const no = await hostOf(server, { era, approve: () => false });
    expect((await no('salesforce_update_record', args)).kind).toBe('approval_refused');
    expect(sandbox().stats().writes).toBe(writes);
    const yes = await hostOf(server, { era, approve: (question) => question.includes(description) });
    expect((await yes('salesforce_update_record', args)).item).toMatchObject(args.fields);
    expect(sandbox().stats().writes).toBe(writes + 1);
  });

  it('writes nothing over a change that came between question and answer', async () => {
    const yes = await hostOf(server, { approve: () => true });
    const late = await hostOf(server, {
      approve: async () => {
        const between = { ...ACCOUNT, fields: { Description: `Between, at ${server}.` } };
        return (await yes('salesforce_update_record', between)).kind === undefined;
      },
    });
    const { writes } = sandbox().stats();
    const answer = await late('salesforce_update_record', { ...ACCOUNT, fields: { Description: 'Too late.' } });
    expect([answer.kind, sandbox().stats().writes]).toEqual(['conflict', writes + 1]);
  });
});
