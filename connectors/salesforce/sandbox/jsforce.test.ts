import { Connection, OAuth2 } from 'jsforce';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SalesforceSandbox, startSandbox } from './index.ts';

/** The vendor's own client, without any knowledge of the sandbox. */

let sandbox: SalesforceSandbox;
let connection: Connection;

beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

function oauthConnection(version = '62.0'): Connection {
  const { clientId = '', clientSecret = '' } = sandbox.values;
  return new Connection({ version, oauth2: { loginUrl: sandbox.baseUrl, clientId, clientSecret } });
}

beforeEach(async () => {
  connection = oauthConnection();
  await connection.authorize({ grant_type: 'client_credentials' });
});

const failure = (work: PromiseLike<unknown>) =>
  work.then(
    () => 'no error',
    (error: { errorCode?: string; name?: string; message?: string; data?: unknown }) => error,
  );

describe('signing in with jsforce', () => {
  it('fails with the wrong password', async () => {
    expect(await failure(oauthConnection().login('maren.holt@brindlemark.example', 'wrong'))).toMatchObject({
      name: 'invalid_grant',
      message: 'authentication failure',
    });
  });

  it('fails with the wrong secret', async () => {
    const oauth2 = new OAuth2({ loginUrl: sandbox.baseUrl, clientId: 'rolekit-sandbox', clientSecret: 'wrong' });
    expect(await failure(new Connection({ oauth2 }).authorize({ grant_type: 'client_credentials' }))).toMatchObject({
      name: 'invalid_client',
      message: 'invalid client credentials',
    });
  });

  it('fails by SOAP with the wrong password', async () => {
    const soap = new Connection({ loginUrl: sandbox.baseUrl });
    expect(await failure(soap.login('maren.holt@brindlemark.example', 'wrong'))).toMatchObject({
      message: expect.stringContaining('INVALID_LOGIN'),
    });
  });

  it('works with user name and password', async () => {
    const { username = '', password = '' } = sandbox.credentials;
    const user = await oauthConnection().login(username, password);
    expect(user).toMatchObject({ id: '005Rk0000000004IAA', organizationId: '00DRk0000000001MAA' });
  });

  it('works by SOAP, at the version that jsforce takes by default', async () => {
    const { username = '', password = '' } = sandbox.credentials;
    const soap = new Connection({ loginUrl: sandbox.baseUrl });
    await soap.login(username, password);
    expect(soap.version).toBe('50.0');
    expect((await soap.query('SELECT Id FROM User')).totalSize).toBe(11);
    await soap.logout();
    expect(await failure(soap.query('SELECT Id FROM User'))).not.toBe('no error');
  });

  it('works with client credentials, as the rep of the stories', async () => {
    expect(await connection.identity()).toMatchObject({
      username: 'maren.holt@brindlemark.example',
      display_name: 'Maren Holt',
    });
  });

  it('refreshes a session that has ended, once, and repeats the call', async () => {
    const { instanceUrl = '', refreshToken = '' } = sandbox.credentials;
    const oauth2 = oauthConnection().oauth2;
    const renewed = new Connection({ version: '62.0', oauth2, instanceUrl, refreshToken, accessToken: 'ended' });
    const tokens: string[] = [];
    renewed.on('refresh', (token: string) => tokens.push(token));
    expect((await renewed.query('SELECT Id FROM User')).totalSize).toBe(11);
    sandbox.expireTokens();
    expect((await renewed.query('SELECT Id FROM User')).totalSize).toBe(11);
    expect(tokens).toHaveLength(2);
  });

  it('is refused after the session was revoked', async () => {
    const { accessToken } = connection;
    await connection.logout();
    const stale = new Connection({ version: '62.0', instanceUrl: sandbox.baseUrl, accessToken: accessToken ?? '' });
    expect(await failure(stale.query('SELECT Id FROM User'))).toMatchObject({
      errorCode: 'INVALID_SESSION_ID',
      message: 'Session expired or invalid',
    });
  });
});

describe('querying with jsforce', () => {
  it('gets the vendor’s error codes', async () => {
    expect(await failure(connection.query('SELECT Id FROM'))).toMatchObject({ errorCode: 'MALFORMED_QUERY' });
    expect(await failure(connection.query('SELECT Foo FROM Account'))).toMatchObject({ errorCode: 'INVALID_FIELD' });
    expect(await failure(connection.query('SELECT Id FROM Foo'))).toMatchObject({ errorCode: 'INVALID_TYPE' });
    expect(await failure(connection.queryMore('0r8Rk0000000001IAA-2000000'))).toMatchObject({
      errorCode: 'INVALID_QUERY_LOCATOR',
    });
  });

  it('reads on past 2,000 rows to the end', async () => {
    const first = await connection.query('SELECT Id FROM Task ORDER BY CreatedDate');
    expect([first.totalSize, first.done, first.records.length]).toEqual([3400, false, 2000]);
    const second = await connection.queryMore(first.nextRecordsUrl ?? '');
    expect([second.totalSize, second.done, second.records.length]).toEqual([3400, true, 1400]);
    const ids = new Set([...first.records, ...second.records].map((record) => record.Id));
    expect(ids.size).toBe(3400);
  });

  it('fetches all pages by itself', async () => {
    const records = await connection
      .query('SELECT Id FROM Task')
      .on('error', () => undefined)
      .run({ autoFetch: true, maxFetch: 10_000 });
    expect((records as unknown as { records?: unknown[] }).records ?? records).toHaveLength(3400);
  });

  it('honours the batch size', async () => {
    const page = await connection.query('SELECT Id FROM Task', {
      headers: { 'Sforce-Query-Options': 'batchSize=200' },
    });
    expect([page.records.length, page.done]).toEqual([200, false]);
  });

  it('keeps the rows of an open query while records change', async () => {
    const first = await connection.query('SELECT Id, Subject FROM Task ORDER BY Id');
    const last = await connection.query('SELECT Id FROM Task ORDER BY Id DESC LIMIT 1');
    await connection.sobject('Task').update({ Id: last.records[0]?.Id ?? '', Subject: 'changed meanwhile' });
    const second = await connection.queryMore(first.nextRecordsUrl ?? '');
    expect(second.records.at(-1)?.Subject).not.toBe('changed meanwhile');
  });

  it('builds queries from conditions, and reads children', async () => {
    const found = await connection
      .sobject('Account')
      .find({ Name: { $like: 'Kestrel%' } }, ['Id', 'Name', 'Owner.Name'])
      .include('Contacts')
      .select('Id, Name')
      .end()
      .sort('Name')
      .execute();
    expect(found.map((account) => account.Name)).toEqual(['Kestrel & Vale Logistics', 'Kestrel Vale Foods']);
    expect(found[0]?.Contacts?.records).toHaveLength(4);
  });

  it('counts and groups', async () => {
    expect(await connection.sobject('Case').count({ IsClosed: false, Priority: 'High' })).toBeGreaterThan(2);
    const groups = await connection.query(
      'SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName ORDER BY StageName',
    );
    expect(groups.records[0]).toMatchObject({ attributes: { type: 'AggregateResult' }, StageName: 'Qualification' });
  });

  it('reads subtotals, formats and the fields of what a task is about', async () => {
    const { records: totals } = await connection.query(
      'SELECT IsClosed, GROUPING(IsClosed) total, COUNT(Id) n FROM Opportunity GROUP BY ROLLUP(IsClosed) ORDER BY GROUPING(IsClosed) DESC',
    );
    expect(totals[0]).toMatchObject({ IsClosed: null, total: 1, n: 260 });
    const { records: deals } = await connection.query(
      "SELECT Amount, FORMAT(Amount) shown, toLabel(ForecastCategory) FROM Opportunity WHERE ForecastCategory = 'Forecast' AND Amount = 620000",
    );
    expect(deals[0]).toMatchObject({ Amount: 620_000, shown: '$620,000.00', ForecastCategory: 'Commit' });
    const { records: events } = await connection.query(
      "SELECT TYPEOF What WHEN Opportunity THEN Name, StageName ELSE Name END FROM Event WHERE Subject LIKE 'Cutover%'",
    );
    expect(events[0]).toMatchObject({
      What: { attributes: { type: 'Opportunity' }, Name: 'Kestrel & Vale Logistics - Control Tower Renewal' },
    });
  });

  it('searches', async () => {
    const { searchRecords } = await connection.search(
      'FIND {kestrel*} IN NAME FIELDS RETURNING Account(Id, Name), Contact(Id)',
    );
    expect(searchRecords.map((record) => record.Name)).toEqual(['Kestrel & Vale Logistics', 'Kestrel Vale Foods']);
    expect(await failure(connection.search('FIND kestrel'))).toMatchObject({ errorCode: 'MALFORMED_SEARCH' });
  });
});

describe('describing with jsforce', () => {
  it('fails for an unknown object', async () => {
    expect(await failure(connection.describe('Foo'))).toMatchObject({ errorCode: 'NOT_FOUND' });
  });

  it('lists the objects', async () => {
    const { sobjects } = await connection.describeGlobal();
    expect(sobjects.map((object) => object.name)).toEqual([
      'Account',
      'Case',
      'Contact',
      'Event',
      'Lead',
      'Opportunity',
      'OpportunityFieldHistory',
      'OpportunityHistory',
      'Organization',
      'Task',
      'User',
    ]);
  });

  it('describes fields, references and children', async () => {
    const account = await connection.describe('account');
    const field = (name: string) => account.fields.find((entry) => entry.name === name);
    expect(field('Name')).toMatchObject({
      type: 'string',
      length: 255,
      nillable: false,
      createable: true,
      nameField: true,
    });
    expect(field('External_Id__c')).toMatchObject({ externalId: true, idLookup: true, custom: true, unique: true });
    expect(field('OwnerId')).toMatchObject({ type: 'reference', referenceTo: ['User'], relationshipName: 'Owner' });
    expect(field('CreatedDate')).toMatchObject({ type: 'datetime', createable: false, updateable: false });
    expect(field('Industry')?.picklistValues?.map((entry) => entry.value)).toContain('Energy');
    expect(account.childRelationships).toContainEqual(
      expect.objectContaining({
        childSObject: 'Contact',
        field: 'AccountId',
        relationshipName: 'Contacts',
        cascadeDelete: true,
      }),
    );
  });
});

describe('writing with jsforce', () => {
  it.each([
    ['REQUIRED_FIELD_MISSING', { Industry: 'Energy' }],
    ['INVALID_FIELD', { Name: 'x', Foo: 1 }],
    ['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', { Name: 'x', Industry: 'Magic' }],
    ['STRING_TOO_LONG', { Name: 'x'.repeat(256) }],
    ['INVALID_TYPE_ON_FIELD_IN_RECORD', { Name: 'x', AnnualRevenue: 'much' }],
    ['INVALID_TYPE_ON_FIELD_IN_RECORD', { Name: 'x', NumberOfEmployees: 1.5 }],
    ['INVALID_FIELD_FOR_INSERT_UPDATE', { Name: 'x', CreatedDate: '2020-01-01T00:00:00Z' }],
    ['MALFORMED_ID', { Name: 'x', OwnerId: 'nobody' }],
    ['MALFORMED_ID', { Name: 'x', OwnerId: '001Rk0000000001IAA' }],
    ['INVALID_CROSS_REFERENCE_KEY', { Name: 'x', OwnerId: '005Rk0000000zzz' }],
    ['DUPLICATE_VALUE', { Name: 'x', External_Id__c: 'bm-1001' }],
  ])('is refused with %s', async (code, record) => {
    const before = await connection.query('SELECT COUNT() FROM Account');
    expect(await failure(connection.sobject('Account').create(record as never))).toMatchObject({ errorCode: code });
    expect((await connection.query('SELECT COUNT() FROM Account')).totalSize).toBe(before.totalSize);
  });

  it('refuses objects that are only read', async () => {
    expect(await failure(connection.sobject('OpportunityHistory').create({ Amount: 1 } as never))).toMatchObject({
      errorCode: 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    });
  });

  it('refuses records that are not there', async () => {
    const accounts = connection.sobject('Account');
    expect(await failure(accounts.retrieve('001Rk0000000zzz'))).toMatchObject({ errorCode: 'NOT_FOUND' });
    expect(await failure(accounts.update({ Id: 'nonsense', Name: 'x' }))).toMatchObject({ errorCode: 'NOT_FOUND' });
    expect(await failure(accounts.update({ Id: '001Rk0000000zzz', Name: 'x' }))).toMatchObject({
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
    });
    expect(await failure(accounts.destroy('001Rk0000000zzz'))).toMatchObject({
      errorCode: 'INVALID_CROSS_REFERENCE_KEY',
    });
  });

  it('creates, reads, updates and destroys', async () => {
    const contacts = connection.sobject('Contact');
    const created = await contacts.create({ LastName: 'Tester', FirstName: 'Tess', AccountId: '001Rk0000000002' });
    expect(created).toEqual({ id: expect.stringMatching(/^003Rk\w{13}$/), success: true, errors: [] });
    const id = created.id ?? '';
    expect(await contacts.retrieve(id)).toMatchObject({
      Id: id,
      Name: 'Tess Tester',
      AccountId: '001Rk0000000002IAA',
      OwnerId: '005Rk0000000004IAA',
      DoNotCall: false,
    });
    expect(await contacts.update({ Id: id, LastName: 'Tested', Email: null as never })).toMatchObject({
      id,
      success: true,
    });
    const short = await contacts.retrieve(id.slice(0, 15), { fields: ['Name', 'Account.Name'] });
    expect(short).toMatchObject({ Name: 'Tess Tested', Account: { Name: 'Tarnbrook Energy' } });
    expect(await contacts.destroy(id)).toMatchObject({ id, success: true });
    expect(await failure(contacts.retrieve(id))).toMatchObject({ errorCode: 'NOT_FOUND' });
    expect(await failure(contacts.destroy(id))).toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
    expect((await connection.query(`SELECT Id FROM Contact WHERE Id = '${id}'`)).totalSize).toBe(0);
    expect(
      (await connection.query(`SELECT IsDeleted FROM Contact WHERE Id = '${id}'`, { scanAll: true })).records[0],
    ).toMatchObject({ IsDeleted: true });
  });

  it('gives each write a later modification stamp, though the clock stands', async () => {
    const accounts = connection.sobject('Account');
    const stamps: unknown[] = [];
    for (const Phone of ['+00 555 1', '+00 555 2']) {
      await accounts.update({ Id: '001Rk0000000003IAA', Phone });
      stamps.push((await accounts.retrieve('001Rk0000000003IAA')).SystemModstamp);
    }
    expect(String(stamps[0]) < String(stamps[1])).toBe(true);
  });

  it('moves a deal and keeps its history', async () => {
    const deals = connection.sobject('Opportunity');
    const { id = '' } = await deals.create({
      Name: 'New deal',
      StageName: 'Discovery',
      CloseDate: '2026-12-01',
      Amount: 1000,
      AccountId: '001Rk0000000002IAA',
    });
    expect(await deals.retrieve(id)).toMatchObject({
      Probability: 20,
      ForecastCategoryName: 'Pipeline',
      ExpectedRevenue: 200,
      FiscalQuarter: 4,
      PushCount: 0,
    });
    await deals.update({ Id: id, CloseDate: '2027-01-15' });
    await deals.update({ Id: id, StageName: 'Closed Won' });
    expect(await deals.retrieve(id)).toMatchObject({
      IsClosed: true,
      IsWon: true,
      Probability: 100,
      ForecastCategory: 'Closed',
      PushCount: 1,
      FiscalYear: 2027,
    });
    const history = await connection.query(
      `SELECT StageName, CloseDate, PrevCloseDate FROM OpportunityHistory WHERE OpportunityId = '${id}' ORDER BY CreatedDate`,
    );
    expect(history.records.map((line) => [line.StageName, line.CloseDate, line.PrevCloseDate])).toEqual([
      ['Discovery', '2026-12-01', null],
      ['Discovery', '2027-01-15', '2026-12-01'],
      ['Closed Won', '2027-01-15', '2027-01-15'],
    ]);
  });

  it('moves the last activity of account, deal and contact when a task is done, not when it is planned', async () => {
    const lastActivity = async () =>
      (await connection.sobject('Opportunity').retrieve('006Rk000000000QIAQ')).LastActivityDate;
    expect(await lastActivity()).toBeNull();
    const { id = '' } = await connection
      .sobject('Task')
      .create({ Subject: 'Call', ActivityDate: '2026-11-20', WhatId: '006Rk000000000QIAQ' });
    expect(await lastActivity()).toBeNull();
    await connection.sobject('Task').update({ Id: id, Status: 'Completed' });
    expect(await lastActivity()).toBe('2026-11-20');
    await connection.sobject('Task').destroy(id);
    expect(await lastActivity()).toBeNull();
  });

  it('upserts by external id', async () => {
    const accounts = connection.sobject('Account');
    const created = await accounts.upsert({ External_Id__c: 'EXT-1', Name: 'Upserted' }, 'External_Id__c');
    expect(created).toMatchObject({ success: true, created: true });
    const updated = await accounts.upsert({ External_Id__c: 'ext-1', Name: 'Upserted again' }, 'External_Id__c');
    expect(updated).toMatchObject({ id: created.id, success: true, created: false });
    expect(await failure(accounts.upsert({ Name: 'x', Phone: '1' } as never, 'Phone' as never))).toMatchObject({
      errorCode: 'NOT_FOUND',
    });
  });

  it('saves many, each by itself or all together', async () => {
    const records = [{ Name: 'Many 1' }, { Name: 'Many 2', Industry: 'Magic' }];
    const accounts = connection.sobject('Account');
    const count = async () => (await connection.query("SELECT COUNT() FROM Account WHERE Name LIKE 'Many%'")).totalSize;
    const together = await accounts.create(records as never, { allOrNone: true });
    expect(together).toMatchObject([
      { success: false, errors: [{ errorCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK' }] },
      { success: false, errors: [{ errorCode: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', fields: ['Industry'] }] },
    ]);
    expect(await count()).toBe(0);
    const alone = (await accounts.create(records as never)) as { success: boolean; id?: string }[];
    expect(alone.map((result) => result.success)).toEqual([true, false]);
    expect(await count()).toBe(1);
    const id = alone[0]?.id ?? '';
    expect(
      await accounts.update([
        { Id: id, Name: 'Many 3' },
        { Id: 'bad', Name: 'y' },
      ]),
    ).toMatchObject([{ id, success: true }, { success: false }]);
    expect(
      await accounts.upsert(
        [
          { External_Id__c: 'EXT-2', Name: 'Many 4' },
          { External_Id__c: 'EXT-2', Name: 'Many 5' },
        ],
        'External_Id__c',
      ),
    ).toMatchObject([{ created: true }, { created: false }]);
    expect(await accounts.retrieve([id, '001Rk0000000zzz'], { fields: ['Name'] })).toMatchObject([
      { Name: 'Many 3' },
      null,
    ]);
    expect(await accounts.destroy([id, id])).toMatchObject([
      { id, success: true },
      { success: false, errors: [{ errorCode: 'ENTITY_IS_DELETED' }] },
    ]);
  });

  it('takes at most 200 in one call', async () => {
    const records = Array.from({ length: 201 }, (_, index) => ({ Name: `Bulk ${index}` }));
    expect(await failure(connection.sobject('Account').create(records))).toMatchObject({
      errorCode: 'EXCEEDED_ID_LIMIT',
    });
    const results = await connection.sobject('Account').create(records, { allowRecursive: true });
    expect(results).toHaveLength(201);
  });

  it('deletes an account with its contacts and deals, but not one with cases', async () => {
    expect(await failure(connection.sobject('Account').destroy('001Rk0000000001IAA'))).toMatchObject({
      errorCode: 'DELETE_FAILED',
    });
    await connection.sobject('Account').destroy('001Rk0000000006IAA');
    expect((await connection.query("SELECT Id FROM Contact WHERE AccountId = '001Rk0000000006IAA'")).totalSize).toBe(0);
    expect(
      (await connection.query("SELECT Account.Name FROM Task WHERE AccountId = '001Rk0000000006IAA' LIMIT 1"))
        .records[0],
    ).toMatchObject({ Account: null });
  });
});

describe('limits with jsforce', () => {
  it('tell the usage with every answer', async () => {
    await connection.query('SELECT Id FROM User');
    const used = connection.limitInfo.apiUsage?.used ?? 0;
    await connection.query('SELECT Id FROM User');
    expect(connection.limitInfo.apiUsage).toEqual({ used: used + 1, limit: 15_000 });
    expect(await connection.limits()).toMatchObject({
      DailyApiRequests: { Max: 15_000, Remaining: 15_000 - used - 2 },
    });
  });

  it('lists what changed last', async () => {
    await connection.sobject('Account').update({ Id: '001Rk0000000004IAA', Phone: '+00 555 9' });
    expect(await connection.recent(1)).toMatchObject([{ Id: '001Rk0000000004IAA', Name: 'Ironquay Ports' }]);
  });
});
