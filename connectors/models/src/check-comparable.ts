import { RolekitError } from '@rolekit/sdk';
import { type Company, type CompanyMultiples, MULTIPLES, type Target } from './company.ts';
import { daysBetween, monthEnded } from './periods.ts';

/** Holidays keep a market closed for up to nine days; a price that is older stands still. */
const MAX_DAYS_BETWEEN_PRICES = 10;
/** A quarter, and a week for years that end on a weekday. */
const MAX_DAYS_BETWEEN_BALANCES = 100;
/** Half-yearly reporters publish within three months. */
const MAX_AGE_OF_BALANCE = 280;
/** Fairness opinions print n.m. above it. */
const VERY_HIGH = 100;

type Priced = Pick<Company, 'id' | 'asOf'>;

/**
 * Refuses what would compare different times or different things in one column.
 *
 * @throws RK_INVALID_REQUEST that says which companies, and what to do
 */
export function checkComparable(companies: readonly Company[]): void {
  const periods = [...new Set(companies.map(({ period }) => period))];
  if (periods.length > 1)
    refuse(
      `The companies' metrics are of different periods: ${periods.join(', ')}.`,
      'Calendarise them to one year with models_calendarize_metrics first.',
    );
  checkCurrencies(companies);
  checkFiscalYears(companies);
  checkEarnings(companies);
  checkShares(companies);
  checkPrices(companies);
  const twice = companies.find(({ id }, index) => companies.findIndex((other) => other.id === id) !== index);
  if (twice) refuse(`${twice.id} is given twice.`, 'Give each company once.');
}

/** A company that reports in another currency than it trades in has multiples that are wrong by the exchange rate. */
function checkCurrencies(companies: readonly Company[]): void {
  const mixed = companies.filter(
    ({ currency, metricsCurrency }) => metricsCurrency !== undefined && metricsCurrency !== currency,
  );
  if (mixed.length === 0) return;
  refuse(
    `Price and metrics are in different currencies: ${mixed.map(({ id, currency, metricsCurrency }) => `${id} ${currency} and ${metricsCurrency}`).join(', ')}.`,
    'Take the metrics in the currency of the price, converted by their source: flows at the mean rate of the period, balances at its last day.',
  );
}

function isFiscal(companies: readonly Company[]): boolean {
  return !/^(LTM|NTM|CY)/i.test(companies[0]?.period ?? '');
}

/** FY2026 of a June and of a December year end is not the same year. */
function checkFiscalYears(companies: readonly Company[]): void {
  if (!isFiscal(companies)) return;
  const ends = companies.flatMap(({ id, periodEnd }) => (periodEnd === undefined ? [] : [{ id, periodEnd }]));
  const months = new Set(ends.map(({ periodEnd }) => monthEnded(periodEnd)));
  if (months.size > 1)
    refuse(
      `${companies[0]?.period} does not end at the same time: ${ends.map(({ id, periodEnd }) => `${id} ${periodEnd}`).join(', ')}.`,
      'Calendarise the metrics with models_calendarize_metrics first, or take the last twelve months with period `LTM`.',
    );
}

/** P/E on earnings per share counts diluted average shares, on net income those of today: one or the other for all. */
export function checkEarnings(companies: readonly Pick<Company, 'eps'>[]): void {
  const withEps = companies.filter(({ eps }) => eps !== undefined).length;
  if (withEps === 0 || withEps === companies.length) return;
  refuse(
    `${withEps} of ${companies.length} companies have earnings per share: P/E would mean two things.`,
    'Give `eps` for all of them, null where it is not known, or for none.',
  );
}

/** Basic shares beside diluted ones make a company with many options look cheap. */
export function checkShares(companies: readonly Pick<Company, 'shareBasis'>[]): void {
  const bases = new Set(companies.flatMap(({ shareBasis }) => shareBasis ?? []));
  if (bases.size < 2) return;
  const basic = companies.filter(({ shareBasis }) => shareBasis === 'basic').length;
  refuse(
    `${basic} of ${companies.length} companies have basic shares, others diluted: their values cannot be compared.`,
    'Count the shares of all companies the same way.',
  );
}

/**
 * Refuses a target that is measured otherwise than its peers, or stands among them.
 *
 * @throws RK_INVALID_REQUEST
 */
export function checkTarget(companies: readonly Company[], target: Target & { name: string }): void {
  checkEarnings([...companies, target]);
  checkShares([...companies, target]);
  if (companies.every(({ name, id }) => name !== target.name && id !== target.name)) return;
  refuse(
    `${target.name} is the target and among the peers: it would be in its own median.`,
    'Leave it out of `companies`.',
  );
}

function checkPrices(companies: readonly Priced[]): void {
  const [first, last] = ends(companies.map(({ asOf }) => asOf));
  const days = daysBetween(first, last);
  if (days <= MAX_DAYS_BETWEEN_PRICES) return;
  const old = companies.filter(({ asOf }) => daysBetween(asOf, last) > MAX_DAYS_BETWEEN_PRICES).map(({ id }) => id);
  refuse(
    `The prices are of days ${days} days apart, ${first} to ${last}; old ones: ${old.join(', ')}.`,
    'Take all prices of one day. A share that has not traded since is no peer: leave it out and say so.',
  );
}

/** What a reader of the multiples has to know, a sentence for each. */
export function comparabilityNotes(companies: readonly Company[], results: readonly CompanyMultiples[]): string[] {
  return [...priceNotes(companies), ...balanceNotes(companies), ...bridgeNotes(companies), ...highNotes(results)];
}

function priceNotes(companies: readonly Priced[]): string[] {
  const [first, last] = ends(companies.map(({ asOf }) => asOf));
  if (first === last) return [];
  const older = companies.filter(({ asOf }) => asOf !== last).map(({ id, asOf }) => `${id} ${asOf}`);
  return [`Prices are of different days: ${last}, but ${older.join(', ')}.`];
}

function balanceNotes(companies: readonly Company[]): string[] {
  const dated = companies.flatMap(({ id, period, periodEnd, asOf }) =>
    periodEnd === undefined ? [] : [{ id, period, periodEnd, asOf }],
  );
  const notes: string[] = [];
  if (dated.length < companies.length)
    notes.push(
      `${companies.length - dated.length} of ${companies.length} balance sheets have no date (\`periodEnd\`).`,
    );
  if (dated.length < companies.length && companies.length > 1 && isFiscal(companies))
    notes.push(
      `Whether ${companies[0]?.period} ends at the same time for all is not known: calendarise if it does not.`,
    );
  if (dated.length === 0) return notes;
  const [first, last] = ends(dated.map(({ periodEnd }) => periodEnd));
  const apart = daysBetween(first, last);
  if (apart > MAX_DAYS_BETWEEN_BALANCES)
    notes.push(`Balance sheets are ${apart} days apart, ${first} to ${last}: more than a quarter.`);
  const early = dated.filter(({ period, periodEnd, asOf }) => /^LTM/i.test(period) && periodEnd > asOf);
  if (early.length > 0)
    notes.push(
      `Not over on the day of the price: ${early.map(({ id, periodEnd }) => `${id} ${periodEnd}`).join(', ')}.`,
    );
  const old = dated.filter(({ periodEnd, asOf }) => daysBetween(periodEnd, asOf) > MAX_AGE_OF_BALANCE);
  if (old.length > 0)
    notes.push(
      `Balance sheets older than ${MAX_AGE_OF_BALANCE} days at the price: ${old.map(({ id, periodEnd }) => `${id} ${periodEnd}`).join(', ')}.`,
    );
  return notes;
}

/** What the bridge to enterprise value takes as nothing because nobody gave it. */
export function bridgeNotes(
  companies: readonly (Pick<Target, 'minorityInterest' | 'preferred' | 'shareBasis'> & { id: string })[],
): string[] {
  const without = (key: 'minorityInterest' | 'preferred') =>
    companies.filter((company) => company[key] === undefined).map(({ id }) => id);
  const said = (what: string, ids: readonly string[]) =>
    ids.length === 0
      ? []
      : [`${what} not given and taken as 0: ${ids.length === companies.length ? 'all' : ids.join(', ')}.`];
  return [
    ...said('Minority interest', without('minorityInterest')),
    ...said('Preferred', without('preferred')),
    ...(companies.some(({ shareBasis }) => shareBasis === undefined)
      ? ['Whether the shares are basic or diluted is not said (`shareBasis`).']
      : []),
  ];
}

function highNotes(results: readonly CompanyMultiples[]): string[] {
  const high = results.flatMap((company) =>
    MULTIPLES.flatMap((multiple) => {
      const value = company[multiple];
      return value !== null && value > VERY_HIGH ? [`${company.id} ${multiple} ${value}x`] : [];
    }),
  );
  if (high.length === 0) return [];
  return [
    `Over ${VERY_HIGH}x, so hardly meaningful: ${high.join(', ')}. The metric is near zero, or price and metric are in different units or currencies.`,
  ];
}

function ends(dates: readonly string[]): [first: string, last: string] {
  const sorted = dates.toSorted();
  return [sorted[0] ?? '', sorted.at(-1) ?? ''];
}

function refuse(reason: string, hint: string): never {
  throw new RolekitError('RK_INVALID_REQUEST', { reason, hint });
}
