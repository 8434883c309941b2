import { describe, expect, it } from 'vitest';
import { openSandbox, type Row } from './sandbox-host.ts';

const { sandbox, host } = await openSandbox();

const ACCOUNT = 'Kestrel & Vale Logistics';

async function idOf(object: string, name: string): Promise<string> {
  const [row] = await host.rows('salesforce_query', { soql: `SELECT Id FROM ${object} WHERE Name = '${name}'` });
  return String(row?.Id);
}

/** Reads a list to its end and checks on the way that no page lies about the next. */
async function readAll(name: string, args: Record<string, unknown>): Promise<{ rows: Row[]; pages: number }> {
  const rows: Row[] = [];
  for (let pages = 1, cursor: string | undefined; ; pages += 1) {
    const { structured, text, isError } = await host.call(name, cursor === undefined ? args : { ...args, cursor });
    if (isError) throw new TypeError(text);
    const page = structured.page as { returned: number; truncated: boolean; next?: string };
    rows.push(...(structured.items as Row[]));
    if (!page.truncated) return { rows, pages };
    cursor = page.next;
  }
}

describe('salesforce_query', () => {
  it('suggests the nearest field for one that does not exist', async () => {
    const error = await host.error('salesforce_query', { soql: 'SELECT Id, Nmae FROM Account' });
    expect(error.kind).toBe('invalid_request');
    expect(error.message).toBe('Account has no field `Nmae`.');
    expect(error.next).toContain('`Name`');
  });

  it('suggests the field of a parent', async () => {
    const error = await host.error('salesforce_query', { soql: 'SELECT Account.Helth__c FROM Opportunity' });
    expect(error.message).toBe('Account has no field `Helth__c`.');
    expect(error.next).toBe('Did you mean `Health__c` (Health)?');
  });

  it('suggests the nearest relationship', async () => {
    const error = await host.error('salesforce_query', { soql: 'SELECT Acount.Name FROM Opportunity' });
    expect(error.message).toBe('Opportunity has no relationship `Acount`.');
    expect(error.next).toContain('`Account`');
  });

  it('suggests the nearest object', async () => {
    const error = await host.error('salesforce_query', { soql: 'SELECT Id FROM Oportunity' });
    expect(error.message).toBe('There is no object `Oportunity` that this user may see.');
    expect(error.next).toContain('`Opportunity`');
  });

  it('passes on what Salesforce says of a malformed query', async () => {
    const error = await host.error('salesforce_query', { soql: 'SELECT Id FORM Account' });
    expect(error.kind).toBe('invalid_request');
    expect(error.message).toContain('MALFORMED_QUERY');
  });

  it('reads past 2,000 rows without losing or repeating one', async () => {
    const { rows, pages } = await readAll('salesforce_query', { soql: 'SELECT Id FROM Task ORDER BY Id', limit: 700 });
    expect(rows).toHaveLength(3400);
    expect(new Set(rows.map((row) => row.Id)).size).toBe(3400);
    expect(pages).toBeGreaterThan(4);
  });

  it('reads small pages of wide rows to the end', async () => {
    const { rows } = await readAll('salesforce_query', {
      soql: 'SELECT Id, Name, Account.Name, Account.Owner.Name, NextStep FROM Opportunity',
      limit: 33,
    });
    expect(rows).toHaveLength(260);
    expect(new Set(rows.map((row) => row.Id)).size).toBe(260);
  });

  it('refuses a cursor of another query', async () => {
    const first = await host.call('salesforce_query', { soql: 'SELECT Id FROM Task', limit: 5 });
    const cursor = (first.structured.page as { next: string }).next;
    expect((await host.error('salesforce_query', { soql: 'SELECT Id FROM Event', limit: 5, cursor })).kind).toBe(
      'invalid_request',
    );
  });

  it('shows parents as columns and children as arrays', async () => {
    const [row] = await host.rows('salesforce_query', {
      soql: `SELECT Name, Owner.Name, (SELECT Name, Amount FROM Opportunities WHERE IsClosed = false) FROM Account WHERE Name = '${ACCOUNT}'`,
    });
    expect(row).toEqual({
      Name: ACCOUNT,
      'Owner.Name': 'Maren Holt',
      Opportunities: [{ Name: 'Kestrel & Vale Logistics - Control Tower Renewal', Amount: 480_000 }],
    });
  });

  it('answers COUNT() with a number', async () => {
    expect(await host.rows('salesforce_query', { soql: 'SELECT COUNT() FROM Task' })).toEqual([{ count: 3400 }]);
  });

  it('gets a new token when the session expires between two pages', async () => {
    const first = await host.call('salesforce_query', { soql: 'SELECT Id FROM Event ORDER BY Id', limit: 200 });
    sandbox.expireTokens();
    const cursor = (first.structured.page as { next: string }).next;
    const second = await host.rows('salesforce_query', {
      soql: 'SELECT Id FROM Event ORDER BY Id',
      limit: 200,
      cursor,
    });
    expect(second).toHaveLength(200);
  });

  it('says that its rows are demo data', async () => {
    const { structured } = await host.call('salesforce_query', { soql: 'SELECT Id FROM Account LIMIT 1' });
    expect(structured.source).toMatchObject({ connector: 'salesforce', environment: 'sandbox' });
  });
});

describe('salesforce_search', () => {
  it('asks for words', async () => {
    expect((await host.error('salesforce_search', {})).message).toBe('Neither `text` nor `sosl` is given.');
  });

  it('refuses a text without a word', async () => {
    expect((await host.error('salesforce_search', { text: '& - ?' })).message).toContain('has no word of two or more');
  });

  it('takes signs of the search language as plain text', async () => {
    const rows = await host.rows('salesforce_search', { text: 'Kestrel & Vale', objects: ['Account'] });
    expect(rows.map((row) => row.Name)).toContain(ACCOUNT);
  });

  it('finds both accounts of a similar name, each with its object', async () => {
    const rows = await host.rows('salesforce_search', { text: 'kestrel', objects: ['Account'] });
    expect(rows.map((row) => [row.object, row.Name]).sort()).toEqual([
      ['Account', ACCOUNT],
      ['Account', 'Kestrel Vale Foods'],
    ]);
  });

  it('looks through the usual objects when none is named', async () => {
    const rows = await host.rows('salesforce_search', { text: 'Kestrel' });
    expect(rows.map((row) => row.object)).toEqual(expect.arrayContaining(['Account', 'Opportunity']));
  });

  it('takes a search of its own', async () => {
    const rows = await host.rows('salesforce_search', {
      sosl: 'FIND {Ottoline} IN NAME FIELDS RETURNING Contact(Id, Name, Title)',
    });
    expect(rows).toEqual([
      expect.objectContaining({ object: 'Contact', Name: 'Ottoline Marsh', Title: 'VP Supply Chain' }),
    ]);
  });

  it('says what is wrong with a search', async () => {
    expect((await host.error('salesforce_search', { sosl: 'FIND Kestrel' })).message).toContain('MALFORMED_SEARCH');
  });
});

describe('the schema in two steps', () => {
  it('hides histories until they are named', async () => {
    const names = (await host.rows('salesforce_list_objects', {})).map((row) => row.name);
    expect(names).toContain('Opportunity');
    expect(names).not.toContain('OpportunityFieldHistory');
    const histories = (await host.rows('salesforce_list_objects', { text: 'history' })).map((row) => row.name);
    expect(histories).toContain('OpportunityFieldHistory');
  });

  it('suggests the nearest object', async () => {
    expect((await host.error('salesforce_describe_object', { object: 'Opportunties' })).next).toContain(
      '`Opportunity`',
    );
  });

  it('describes a field in one line', async () => {
    const rows = await host.rows('salesforce_describe_object', { object: 'Account', text: 'health' });
    expect(rows).toEqual([
      {
        name: 'Health__c',
        label: 'Health',
        type: 'picklist',
        access: 'create+update',
        values: ['Green', 'Yellow', 'Red'],
      },
    ]);
  });

  it('shows where a reference leads and what hangs below', async () => {
    const rows = await host.rows('salesforce_describe_object', { object: 'opportunity' });
    expect(rows.find((row) => row.name === 'AccountId')).toMatchObject({
      references: ['Account'],
      relationship: 'Account',
    });
    expect(rows.find((row) => row.name === 'StageName')).toMatchObject({ required: true });
    expect(rows.find((row) => row.name === 'IsClosed')).toMatchObject({ access: 'read' });
    expect(rows.find((row) => row.name === 'Tasks')).toEqual({
      name: 'Tasks',
      type: 'children',
      references: ['Task.WhatId'],
    });
  });
});

describe('salesforce_get_record', () => {
  it('refuses what is no id', async () => {
    const error = await host.error('salesforce_get_record', { id: "001' OR Name != '" });
    expect(error.message).toContain('is not a Salesforce record id');
  });

  it('says that a record does not exist', async () => {
    const id = await idOf('Account', ACCOUNT);
    expect((await host.error('salesforce_get_record', { id: `${id.slice(0, 12)}zzz` })).kind).toBe('not_found');
  });

  it('refuses a field that smuggles a query', async () => {
    const id = await idOf('Account', ACCOUNT);
    expect((await host.error('salesforce_get_record', { id, fields: ['Id FROM User--'] })).message).toContain(
      'is not a field name',
    );
  });

  it('knows the object from the id and the names behind references', async () => {
    const id = await idOf('Account', ACCOUNT);
    const item = await host.item('salesforce_get_record', { id });
    expect(item).toMatchObject({
      object: 'Account',
      Id: id,
      Name: ACCOUNT,
      'Owner.Name': 'Maren Holt',
      Health__c: 'Red',
    });
    expect(Object.values(item)).not.toContain(null);
  });

  it('reads the fields that are named, also empty ones', async () => {
    const id = await idOf('Account', ACCOUNT);
    const item = await host.item('salesforce_get_record', { id, fields: ['ParentId', 'Owner.Name'] });
    expect(item).toEqual({ object: 'Account', Id: id, ParentId: null, 'Owner.Name': 'Maren Holt' });
  });
});

describe('salesforce_list_activities', () => {
  it('merges tasks and events, newest first, and pages without loss', async () => {
    const id = await idOf('Account', ACCOUNT);
    const [tasks, events] = await Promise.all([
      host.rows('salesforce_query', { soql: `SELECT Id FROM Task WHERE AccountId = '${id}'`, limit: 500 }),
      host.rows('salesforce_query', { soql: `SELECT Id FROM Event WHERE AccountId = '${id}'`, limit: 500 }),
    ]);
    const { rows, pages } = await readAll('salesforce_list_activities', { id, limit: 4 });
    expect(rows.map((row) => row.id).sort()).toEqual([...tasks, ...events].map((row) => row.Id).sort());
    expect(pages).toBe(Math.ceil(rows.length / 4));
    const dates = rows.map((row) => String(row.date));
    expect(dates).toEqual([...dates].sort().reverse());
  });

  it('tells what happened from what is planned', async () => {
    const id = await idOf('Account', ACCOUNT);
    const [latest] = await host.rows('salesforce_list_activities', { id, when: 'past', limit: 1 });
    expect(latest).toMatchObject({ date: '2026-11-18', owner: 'Maren Holt' });
    const planned = await host.rows('salesforce_list_activities', { id, when: 'upcoming' });
    expect(planned.map((row) => row.subject)).toContain('Cutover rehearsal and renewal review');
  });

  it('works for a contact', async () => {
    const id = await idOf('Contact', 'Declan Voss');
    const rows = await host.rows('salesforce_list_activities', { id });
    expect(rows.find((row) => row.date === '2026-11-21')).toMatchObject({
      kind: 'event',
      who: 'Declan Voss',
      location: 'On site, Rotterdam distribution centre',
    });
  });
});

describe('the org', () => {
  it('says who is connected', async () => {
    expect(await host.item('salesforce_get_user')).toMatchObject({
      Name: 'Maren Holt',
      Title: 'Senior Account Executive',
    });
  });

  it('says what is left of its limits', async () => {
    const item = await host.item('salesforce_get_limits');
    expect(item.apiUsed).toBeGreaterThan(0);
    expect((item.limits as Row[]).map((limit) => limit.name)).toContain('DailyApiRequests');
  });
});
