import { addDays, at } from '../calendar.ts';
import { type Random, seededRandom } from '../random.ts';
import { recordId } from './ids.ts';
import { ACCOUNT_FIRST_WORDS, CITIES, INDUSTRIES } from './names.ts';
import { PLANTED_ACCOUNTS } from './planted/index.ts';
import type { PlantedAccount } from './planted/types.ts';
import type { Account, Region, Segment } from './types.ts';

const TOTAL = 120;
const OWNERS: Readonly<Record<Region, readonly string[]>> = {
  EMEA: ['usr-04', 'usr-05', 'usr-06'],
  Americas: ['usr-07', 'usr-08'],
  APAC: ['usr-09', 'usr-10'],
};
// The story "prioritise accounts" is Maren's: her other accounts stay too small to enter the top five.
const SMALL_ACCOUNTS_ONLY = 'usr-04';

const REVENUE: Readonly<Record<Segment, readonly [number, number]>> = {
  enterprise: [900, 6000],
  'mid-market': [90, 890],
  small: [4, 88],
};

function domainOf(name: string): string {
  return `${name.toLowerCase().replace(/[^a-z0-9]+/g, '')}.example`;
}

function phoneNumber(random: Random): string {
  return `+00 555 ${random.int(100, 999)} ${random.int(1000, 9999)}`;
}

function segmentOf(revenue: number): Segment {
  if (revenue >= 900_000_000) return 'enterprise';
  return revenue >= 90_000_000 ? 'mid-market' : 'small';
}

function plantedAccount(random: Random, planted: PlantedAccount, index: number): Account {
  const { contacts: _contacts, deals: _deals, meetings: _meetings, cases: _cases, ...facts } = planted;
  return {
    ...facts,
    id: recordId('acc', index),
    customerNumber: `BM-${1001 + index}`,
    type: facts.recurringRevenue > 0 ? 'Customer' : 'Prospect',
    segment: segmentOf(facts.annualRevenue),
    parentId: null,
    doNotContact: facts.doNotContact ?? false,
    website: `https://www.${domainOf(facts.name)}`,
    phone: phoneNumber(random),
    description: facts.description ?? null,
    createdAt: at('2024-02-05', 9),
    lastModifiedAt: at('2026-11-02', 14),
    lastActivityOn: null,
  };
}

function uniqueName(random: Random, industry: keyof typeof INDUSTRIES, taken: Set<string>): string {
  for (;;) {
    const name = `${random.pick(ACCOUNT_FIRST_WORDS)} ${random.pick(INDUSTRIES[industry])}`;
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

function randomAccount(random: Random, index: number, taken: Set<string>): Account {
  const industry = random.pick(Object.keys(INDUSTRIES) as (keyof typeof INDUSTRIES)[]);
  const region = random.weighted<Region>({ EMEA: 4, Americas: 4, APAC: 2 });
  const ownerId = random.pick(OWNERS[region]);
  const segment =
    ownerId === SMALL_ACCOUNTS_ONLY ? 'small' : random.weighted<Segment>({ enterprise: 2, 'mid-market': 4, small: 4 });
  const [city, country] = random.pick<readonly [string, string]>(CITIES[region]);
  const name = uniqueName(random, industry, taken);
  const annualRevenue = random.int(...REVENUE[segment]) * 1_000_000;
  const type = random.weighted<Account['type']>({ Customer: 5, Prospect: 4, 'Former Customer': 1 });
  const createdOn = addDays('2022-06-01', random.int(0, 1300));
  return {
    id: recordId('acc', index),
    customerNumber: `BM-${1001 + index}`,
    name,
    type,
    industry,
    segment,
    region,
    city,
    country,
    annualRevenue,
    recurringRevenue: type === 'Customer' ? Math.round(annualRevenue / 10_000_000) * 1000 + 6000 : 0,
    employees: Math.max(12, Math.round(annualRevenue / random.int(180_000, 420_000))),
    ownerId,
    parentId: null,
    health: random.weighted({ Green: 6, Yellow: 3, Red: 1 }),
    doNotContact: random.chance(0.03),
    website: `https://www.${domainOf(name)}`,
    phone: phoneNumber(random),
    description: null,
    createdAt: at(createdOn, random.int(8, 17), random.int(0, 59)),
    lastModifiedAt: at(addDays('2026-06-01', random.int(0, 170)), random.int(8, 17)),
    lastActivityOn: null,
  };
}

/** A subsidiary and its parent share a region; parents have none of their own. */
function withParents(random: Random, accounts: readonly Account[]): Account[] {
  const firstRandom = PLANTED_ACCOUNTS.length;
  return accounts.map((account, index) => {
    if (index < firstRandom + 10 || !random.chance(0.2)) return account;
    const parents = accounts.slice(firstRandom, firstRandom + 10).filter((parent) => parent.region === account.region);
    return parents.length > 0 ? { ...account, parentId: random.pick(parents).id } : account;
  });
}

/** The accounts of the stories first, then invented ones up to 120. */
export function buildAccounts(): Account[] {
  const random = seededRandom('accounts');
  const planted = PLANTED_ACCOUNTS.map((account, index) => plantedAccount(random, account, index));
  const taken = new Set(planted.map((account) => account.name));
  const invented = Array.from({ length: TOTAL - planted.length }, (_, offset) =>
    randomAccount(random, planted.length + offset, taken),
  );
  return withParents(random, [...planted, ...invented]);
}
