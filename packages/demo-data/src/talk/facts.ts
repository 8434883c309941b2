import { STAGES } from '../company/deal-history.ts';
import { PRODUCTS } from '../company/names.ts';
import type { DemoCompany } from '../company/types.ts';

const CATEGORIES = ['Best Case', 'Commit', 'Omitted'];

/** What a text states that a CRM can prove: amounts, dates, case numbers, stages, forecast categories and people. */
export function factsIn(text: string, accounts: readonly string[]): string[] {
  const names = [...accounts, ...PRODUCTS, ...STAGES.map(({ stage }) => stage), ...CATEGORIES];
  const others = names.reduce((rest, name) => rest.replaceAll(name, '.'), text);
  return [
    ...(text.match(/\$\d[\d,]*\d/g) ?? []),
    ...(text.match(/\b\d{4}-\d{2}-\d{2}\b/g) ?? []),
    ...(text.match(/\b0000\d{4}\b/g) ?? []),
    ...STAGES.map(({ stage }) => stage).filter((stage) => text.includes(stage)),
    ...CATEGORIES.filter((category) => text.includes(category)),
    ...(others.match(/\b[A-Z][\w']+ [A-Z][\w']+\b/g) ?? []),
  ];
}

/**
 * What the CRM can prove of a text about a deal, in the form in which it is said: of the deal and others of its account that the text
 * names by their product, and of the account.
 */
export function provenFacts(company: DemoCompany, opportunityId: string, text: string): Set<string> {
  const accountId = company.opportunities.find(({ id }) => id === opportunityId)?.accountId;
  const mine = <T extends { accountId: string | null }>(rows: readonly T[]) =>
    rows.filter((row) => row.accountId === accountId);
  const deals = mine(company.opportunities).filter(
    ({ id, name }) => id === opportunityId || text.includes(name.slice(name.indexOf(' - ') + 3)),
  );
  const people = [...mine(company.contacts), ...company.users];
  const written = [...company.accounts.filter(({ id }) => id === accountId).map(({ description }) => description)];
  const texts = [...written, ...deals.map(({ nextStep }) => nextStep)];
  return new Set([
    ...deals.flatMap((deal) => [`$${deal.amount.toLocaleString('en-US')}`, deal.stage, deal.forecastCategory]),
    ...deals.flatMap(({ closeDate, history }) => [closeDate, ...history.map((state) => state.closeDate)]),
    ...mine(company.contacts).flatMap(({ leftCompanyOn }) => leftCompanyOn ?? []),
    ...mine(company.tasks).map(({ dueOn }) => dueOn),
    ...mine(company.events).map(({ startsAt }) => startsAt.slice(0, 10)),
    ...texts.flatMap((text) => text?.match(/\d{4}-\d{2}-\d{2}/g) ?? []),
    ...mine(company.cases).map(({ number }) => number),
    ...people.map(({ firstName, lastName }) => `${firstName} ${lastName}`),
  ]);
}
