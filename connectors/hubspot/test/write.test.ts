import { afterEach, describe, expect, it } from 'vitest';
import { connectSandbox, openSandbox, type SandboxHost } from './sandbox-host.ts';

const DEAL = '3010000001';
const KESTREL = '2010000001';

const hosts: SandboxHost[] = [];

const { sandbox, host: reader } = await openSandbox();
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function hostThat(approve: Parameters<typeof connectSandbox>[1]): Promise<SandboxHost> {
  const host = await connectSandbox(sandbox, approve);
  hosts.push(host);
  return host;
}

async function deal(id: string): Promise<Record<string, unknown> | undefined> {
  const properties = ['dealname', 'hs_next_step', 'amount', 'closedate', 'dealstage'];
  return (await reader.rows('hubspot_list_objects', { object: 'deals', ids: [id], properties }))[0];
}

const step = (id: string, text: string) => ({ id, properties: { hs_next_step: text } });
const dealIds = (count: number, from = 1) =>
  Array.from({ length: count }, (_, index) => `301${String(from + index).padStart(7, '0')}`);

describe('a write', () => {
  it('is refused by a host that cannot ask a person', async () => {
    const error = await reader.error('hubspot_update_objects', { object: 'deals', items: [step(DEAL, 'x')] });
    expect(error.kind).toBe('approval_required');
  });

  it.each(['decline', 'cancel'] as const)('that a person answers with %s changes nothing', async (approve) => {
    const before = sandbox.stats().writes;
    const host = await hostThat({ approve });
    const error = await host.error('hubspot_update_objects', { object: 'deals', items: [step(DEAL, 'x')] });
    expect(error.kind).toBe('approval_refused');
    expect(sandbox.stats().writes).toBe(before);
  });

  it('with wrong names and values is refused before a person is asked, with all that is wrong', async () => {
    const host = await hostThat({ approve: 'accept' });
    const error = await host.error('hubspot_update_objects', {
      object: 'deals',
      items: [
        { id: DEAL, properties: { next_step: 'x', dealstage: 'Negotiation' } },
        { id: '42', properties: { amount: 'much', hs_is_closed: 'true' } },
      ],
    });
    expect(error.message).toContain(
      'item 1: there is no property `next_step` (Did you mean `hs_next_step` (Next step)?)',
    );
    expect(error.message).toContain(
      '`dealstage` has no value `Negotiation` (Did you mean `contractsent` (Negotiation)?)',
    );
    expect(error.message).toContain(
      'item 2: `amount` must be a number; `hs_is_closed` is read only; there are no deals 42',
    );
    expect(host.questions).toEqual([]);
  });

  it('that cannot be shown whole is refused', async () => {
    const host = await hostThat({ approve: 'accept' });
    const items = dealIds(100).map((id) => step(id, 'A long text that a person would have to read a hundred times.'));
    const error = await host.error('hubspot_update_objects', { object: 'deals', items });
    expect(error.kind).toBe('too_large');
    expect(host.questions).toEqual([]);
  });
});

describe('hubspot_update_objects', () => {
  it.each([
    ['closedate', '2026-02-30'],
    ['closedate', '2026-02-30T10:00:00Z'],
    ['closedate', '2026-11-20T09:00:00'],
    ['closedate', '2026-11-20 EST'],
    ['closedate', '2026-11-20T25:00:00Z'],
    ['closedate', 'tomorrow'],
    ['amount', '0x10'],
    ['amount', ' '],
    ['amount', '1,000'],
    ['amount', 'Infinity'],
  ])('refuses %s %j before a person is asked', async (name, value) => {
    const host = await hostThat({ approve: 'accept' });
    const args = { object: 'deals', items: [{ id: '3010000003', properties: { [name]: value } }] };
    expect((await host.error('hubspot_update_objects', args)).message).toMatch(
      name === 'amount' ? /must be a number/ : /must be a time such as/,
    );
    expect(host.questions).toEqual([]);
  });

  it.each([
    ['closedate', '2027-01-05', '2027-01-05T00:00:00.000Z'],
    ['closedate', '2027-01-05T09:30:00+01:00', '2027-01-05T08:30:00.000Z'],
    ['closedate', '1799107200000', '2027-01-05T00:00:00.000Z'],
    ['amount', '+0012.50', '12.5'],
    ['amount', '9007199254740993', '9007199254740993'],
  ])('writes %s %s as %s', async (name, value, written) => {
    const host = await hostThat({ approve: 'accept' });
    await host.item('hubspot_update_objects', {
      object: 'deals',
      items: [{ id: '3010000004', properties: { [name]: value } }],
    });
    expect((await deal('3010000004'))?.[name]).toBe(written);
  });

  it('shows before and after of only what changes, with the words behind ids', async () => {
    const host = await hostThat({ approve: 'accept' });
    const before = await deal(DEAL);
    const item = await host.item('hubspot_update_objects', {
      object: 'deals',
      items: [{ id: DEAL, properties: { dealstage: 'decisionmakerboughtin', amount: Number(before?.amount) } }],
    });
    expect(host.questions[0]).toContain('Update 1 deals in HubSpot');
    expect(host.questions[0]).toContain('dealstage: contractsent "Negotiation" → decisionmakerboughtin "Proposal"');
    expect(host.questions[0]).not.toContain('amount');
    expect(item).toMatchObject({ done: 1, failed: 0, unknown: 0, notSent: 0 });
    expect((await deal(DEAL))?.dealstage).toBe('decisionmakerboughtin');
  });

  it('changes sixty deals in one batch, each shown with its id', async () => {
    const host = await hostThat({ approve: 'accept' });
    const ids = dealIds(60, 101);
    const item = await host.item('hubspot_update_objects', {
      object: 'deals',
      items: ids.map((id) => ({ id, properties: { amount: 12_345 } })),
    });
    expect(ids.filter((id) => !host.questions[0]?.includes(id))).toEqual([]);
    expect(item).toMatchObject({ done: 60, failed: 0, unknown: 0, notSent: 0 });
    expect((await deal('3010000160'))?.amount).toBe('12345');
  });

  it('writes nothing and asks nobody where everything is already so', async () => {
    const host = await hostThat({ approve: 'accept' });
    const now = await deal('3010000003');
    const args = { object: 'deals', items: [{ id: '3010000003', properties: { amount: String(now?.amount) } }] };
    const { structured, text } = await host.call('hubspot_update_objects', args);
    expect(structured?.item).toEqual({ done: 0, failed: 0, unknown: 0, notSent: 0, items: [] });
    expect(text).toContain('All of these deals already have these values; nothing was written.');
    expect(host.questions).toEqual([]);
  });

  it('refuses the same object twice', async () => {
    const host = await hostThat({ approve: 'accept' });
    const twice = { object: 'deals', items: [step(DEAL, 'a'), step(DEAL, 'b')] };
    expect((await host.error('hubspot_update_objects', twice)).message).toContain('is named twice');
  });

  it('leaves alone what changed after it was shown, and says so for each', async () => {
    const [slow = '', other = ''] = dealIds(2, 201);
    const host = await hostThat({
      async approve() {
        await fetch(`${sandbox.baseUrl}/crm/v3/objects/deals/${slow}`, {
          method: 'PATCH',
          headers: { authorization: `Bearer ${sandbox.credentials.accessToken}`, 'content-type': 'application/json' },
          body: JSON.stringify({ properties: { hs_next_step: 'faster' } }),
        });
        return 'accept' as const;
      },
    });
    const item = await host.item('hubspot_update_objects', {
      object: 'deals',
      items: [step(slow, 'a'), step(other, 'b')],
    });
    expect(item).toMatchObject({
      done: 1,
      failed: 1,
      items: [
        { item: 1, outcome: 'failed', reason: 'Changed by someone else: hs_next_step.' },
        { item: 2, id: other, outcome: 'done' },
      ],
    });
    expect((await deal(slow))?.hs_next_step).toBe('faster');
  });
});

describe('hubspot_create_objects', () => {
  it('refuses a target that does not exist, before a person is asked', async () => {
    const host = await hostThat({ approve: 'accept' });
    const error = await host.error('hubspot_create_objects', {
      object: 'contacts',
      items: [{ properties: { email: 'a@b.example' }, associations: [{ object: 'companies', id: '42' }] }],
    });
    expect(error.message).toBe('`items[0].associations[0].id`: there is no company 42. Nothing was changed.');
    expect(host.questions).toEqual([]);
  });

  it('refuses what is no address, for which HubSpot would refuse the whole batch', async () => {
    const host = await hostThat({ approve: 'accept' });
    const items = ['a@b.example', 'no address'].map((email) => ({ properties: { email } }));
    const error = await host.error('hubspot_create_objects', { object: 'contacts', items });
    expect(error.message).toBe('item 2: `email` is no address: no address. Nothing was changed.');
    expect(host.questions).toEqual([]);
  });

  it('creates twelve contacts, and tells which one exists already', async () => {
    const host = await hostThat({ approve: 'accept' });
    const names = Array.from({ length: 12 }, (_, index) => `guest${index + 1}@twelve.example`);
    const emails = names.with(4, 'ottoline.marsh@kestrelvalelogistics.example');
    const item = await host.item('hubspot_create_objects', {
      object: 'contacts',
      items: emails.map((email) => ({ properties: { email }, associations: [{ object: 'companies', id: KESTREL }] })),
    });
    expect(host.questions[0]).toContain('guest12@twelve.example');
    expect(host.questions[0]).toContain(`belongs to: company ${KESTREL} "Kestrel & Vale Logistics"`);
    expect(item).toMatchObject({ done: 11, failed: 1, unknown: 0, notSent: 0 });
    expect((item.items as { item: number; outcome: string }[])[4]).toMatchObject({ item: 5, outcome: 'failed' });
    const ids = (item.items as { id?: string }[]).flatMap((entry) => entry.id ?? []);
    const of = await reader.rows('hubspot_list_associations', { object: 'contacts', id: ids[0], to: 'companies' });
    expect(of).toEqual([{ id: KESTREL, name: 'Kestrel & Vale Logistics' }]);
  });
});

describe('hubspot_create_activity', () => {
  it('refuses what a kind does not have', async () => {
    const host = await hostThat({ approve: 'accept' });
    const args = { at: '2026-11-20T09:00:00Z', for: [{ object: 'deals', id: DEAL }] };
    const title = await host.error('hubspot_create_activity', { kind: 'note', title: 'x', ...args });
    expect(title.message).toBe('A note has no `title`.');
    expect((await host.error('hubspot_create_activity', { kind: 'note', ...args })).message).toBe(
      'A note needs `text`.',
    );
    const when = await host.error('hubspot_create_activity', { kind: 'task', title: 'x', ...args, at: 'tomorrow' });
    expect(when.message).toBe('`at` must be a time such as 2026-11-20T09:00:00Z. Nothing was changed.');
    expect(host.questions).toEqual([]);
  });

  it('shows a plain text as it is, and has HubSpot keep its lines and signs', async () => {
    const host = await hostThat({ approve: 'accept' });
    const text = 'Budget < 100k & falling.\nAsk <Declan>.';
    const args = { kind: 'note', text, at: '2026-11-24T09:00:00Z', for: [{ object: 'deals', id: DEAL }] };
    const { id } = await host.item('hubspot_create_activity', args);
    expect(host.questions[0]).toContain(`hs_note_body: ${JSON.stringify(text)}`);
    const [kept] = await reader.rows('hubspot_list_objects', { object: 'notes', ids: [id] });
    expect(kept?.hs_note_body).toBe('Budget &lt; 100k &amp; falling.<br>Ask &lt;Declan&gt;.');
    const read = await reader.rows('hubspot_list_activities', { object: 'deals', id: DEAL, kinds: ['notes'] });
    expect(read.find((row) => row.id === id)?.text).toBe('Budget < 100k & falling. Ask <Declan>.');
  });

  it('quotes a title where it stands among our own words', async () => {
    const host = await hostThat({ approve: 'decline' });
    const title = 'Call) is only a test, nothing is saved (';
    await host.error('hubspot_create_activity', {
      kind: 'task',
      title,
      at: '2026-11-24T09:00:00Z',
      for: [{ object: 'deals', id: DEAL }],
    });
    expect(host.questions[0]?.split('\n')[0]).toBe(`Create a task in HubSpot ("${title}")`);
  });

  it.each([
    ['note', { text: 'Sponsor left.' }],
    ['call', { title: 'Intro', text: 'Spoke to Declan.' }],
    ['meeting', { title: 'Review', end: '2026-11-23T10:00:00Z' }],
    ['task', { title: 'Send redlines', priority: 'HIGH' }],
  ] as const)('creates a %s on a deal and its company', async (kind, more) => {
    const host = await hostThat({ approve: 'accept' });
    const item = await host.item('hubspot_create_activity', {
      kind,
      at: '2026-11-23T09:00:00Z',
      for: [
        { object: 'deals', id: DEAL },
        { object: 'companies', id: KESTREL },
      ],
      ...more,
    });
    expect(host.questions[0]).toContain('Kestrel & Vale Logistics - Control Tower Renewal');
    const kinds = [`${kind}s`];
    const rows = await reader.rows('hubspot_list_activities', { object: 'companies', id: KESTREL, kinds, limit: 100 });
    expect(rows.map((row) => row.id)).toContain(item.id);
  });
});
