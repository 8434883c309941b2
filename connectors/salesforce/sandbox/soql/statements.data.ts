import { sandboxClock } from '@rolekit/demo-data';
import { makeId } from '../ids.ts';
import type { FieldValue } from '../schema/fields.ts';
import type { OrgSettings } from '../store/settings.ts';
import { type Row, Store } from '../store/store.ts';

export const USER = { maren: makeId('005', 1), kenji: makeId('005', 2) };
export const ACCOUNT = {
  tarn: makeId('001', 1),
  kestrel: makeId('001', 2),
  hundred: makeId('001', 3),
  odowd: makeId('001', 4),
};
const CONTACT = { voss: makeId('003', 1), marsh: makeId('003', 2), iwata: makeId('003', 3) };
const DEAL = Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`d${number}`, makeId('006', number)]));

/** The day on which all of it stands still: a Friday, shortly before midnight in UTC. */
export const NOW = new Date('2026-11-20T23:30:00Z');

export const SEVERAL_CURRENCIES: Partial<OrgSettings> = {
  currencies: { corporate: 'USD', user: 'EUR', rates: { USD: 1, EUR: 0.8, JPY: 160 } },
};

const FORECAST: Readonly<Record<string, string>> = { Commit: 'Forecast', 'Best Case': 'BestCase' };

const at = (time: string) => ({ CreatedDate: time, LastModifiedDate: time, SystemModstamp: time });

const ROWS: Readonly<Record<string, readonly Record<string, FieldValue>[]>> = {
  User: [
    { Id: USER.maren, Name: 'Maren Holt', LastName: 'Holt', FirstName: 'Maren', IsActive: true },
    { Id: USER.kenji, Name: 'Kenji Aramaki', LastName: 'Aramaki', FirstName: 'Kenji', ManagerId: USER.maren },
  ],
  Account: [
    {
      Id: ACCOUNT.tarn,
      Name: 'Tarnbrook Energy',
      Industry: 'Energy',
      Type: 'Customer',
      AnnualRevenue: 1000,
      CurrencyIsoCode: 'USD',
      Phone: '+44 1',
      OwnerId: USER.maren,
      Products__c: 'Planner;Control Tower',
      ...at('2026-01-31T23:30:00.000+0000'),
    },
    {
      Id: ACCOUNT.kestrel,
      Name: 'Kestrel & Vale',
      Industry: 'Retail',
      Type: 'Customer',
      AnnualRevenue: 1000,
      CurrencyIsoCode: 'EUR',
      ParentId: ACCOUNT.tarn,
      OwnerId: USER.kenji,
      Products__c: 'Planner',
      ...at('2026-02-01T10:00:00.000+0000'),
    },
    {
      Id: ACCOUNT.hundred,
      Name: '100% Pure_Foods',
      Industry: 'Retail',
      Type: 'Prospect',
      AnnualRevenue: null,
      CurrencyIsoCode: 'USD',
      OwnerId: USER.maren,
      Products__c: 'Field Mobile',
      ...at('2026-11-20T22:00:00.000+0000'),
    },
    {
      Id: ACCOUNT.odowd,
      Name: "O'Dowd Instruments",
      Industry: null,
      Type: 'Prospect',
      AnnualRevenue: 2000,
      CurrencyIsoCode: 'JPY',
      OwnerId: USER.kenji,
      Products__c: null,
      ...at('2026-11-21T01:00:00.000+0000'),
    },
  ],
  Contact: [
    { Id: CONTACT.voss, AccountId: ACCOUNT.tarn, LastName: 'Voss', Name: 'Declan Voss', Email: 'voss@tarn.example' },
    { Id: CONTACT.marsh, AccountId: ACCOUNT.tarn, LastName: 'Marsh', Name: 'Ottoline Marsh', Phone: '555 0100' },
    { Id: CONTACT.iwata, AccountId: ACCOUNT.kestrel, LastName: 'Iwata', Name: 'Rei Iwata', Email: 'rei@kv.example' },
  ],
  Opportunity: [
    deal(1, 'Tarn renewal', ACCOUNT.tarn, 'Proposal', 'Commit', 1000, 'USD', '2026-11-20', 'Web'),
    deal(2, 'Tarn growth', ACCOUNT.tarn, 'Discovery', 'Pipeline', 500, 'USD', '2027-01-31', 'Web'),
    deal(3, 'Kestrel start', ACCOUNT.kestrel, 'Proposal', 'Best Case', 800, 'EUR', '2027-02-01', 'Partner'),
    deal(4, 'Kestrel old', ACCOUNT.kestrel, 'Closed Won', 'Closed', 16_000, 'JPY', '2026-01-31', null),
    deal(5, 'Pure try', ACCOUNT.hundred, 'Qualification', 'Pipeline', null, 'USD', '2026-11-15', 'Web'),
  ],
  Task: [
    { Id: makeId('00T', 1), Subject: 'Call', WhatId: ACCOUNT.tarn, WhoId: CONTACT.voss, OwnerId: USER.maren },
    { Id: makeId('00T', 2), Subject: 'Mail', WhatId: DEAL.d1 ?? null, WhoId: null, OwnerId: USER.kenji },
    { Id: makeId('00T', 3), Subject: 'Visit', WhatId: makeId('500', 1), WhoId: CONTACT.iwata, OwnerId: USER.kenji },
    { Id: makeId('00T', 4), Subject: 'Note', WhatId: null, WhoId: null, OwnerId: USER.kenji },
  ],
  Case: [
    { Id: makeId('500', 1), CaseNumber: '00001001', AccountId: ACCOUNT.kestrel, Subject: 'Down', Priority: 'Low' },
    { Id: makeId('500', 2), CaseNumber: '00001002', AccountId: null, Subject: 'Slow', Priority: 'High' },
  ],
  CurrencyType: [
    { Id: makeId('01L', 1), IsoCode: 'USD', ConversionRate: 1, DecimalPlaces: 2, IsActive: true, IsCorporate: true },
    { Id: makeId('01L', 2), IsoCode: 'EUR', ConversionRate: 0.8, DecimalPlaces: 2, IsActive: true, IsCorporate: false },
    { Id: makeId('01L', 3), IsoCode: 'JPY', ConversionRate: 160, DecimalPlaces: 0, IsActive: true, IsCorporate: false },
  ],
};

function deal(
  number: number,
  Name: string,
  AccountId: string,
  StageName: string,
  ForecastCategoryName: string,
  Amount: number | null,
  CurrencyIsoCode: string,
  CloseDate: string,
  LeadSource: string | null,
) {
  return {
    Id: makeId('006', number),
    Name,
    AccountId,
    StageName,
    ForecastCategoryName,
    ForecastCategory: FORECAST[ForecastCategoryName] ?? ForecastCategoryName,
    Amount,
    CurrencyIsoCode,
    CloseDate,
    LeadSource,
    OwnerId: number < 3 ? USER.maren : USER.kenji,
    IsClosed: StageName === 'Closed Won',
    Probability: 50,
    ...at(`2026-11-${String(15 + number)}T23:30:00.000+0000`),
  };
}

/** A few records that fit on a page, for statements whose results are written out. */
export function smallOrg(settings: Partial<OrgSettings> = {}): Store {
  const store = new Store(
    sandboxClock(() => NOW, 1000),
    settings,
  );
  for (const [object, rows] of Object.entries(ROWS)) {
    for (const row of rows) store.put(object, { IsDeleted: false, ...row } as Row);
  }
  return store;
}
