import { didYouMean, invalid, parseDate, plainDecimal } from '@rolekit/sdk';
import { z } from 'zod';
import type { HubSpotClient } from './client.ts';
import { singularOf, typeName } from './object-types.ts';
import { isProbability } from './percent.ts';
import { checkNames, choicesOf, ownerOfUser } from './schema.ts';
import { timeOf } from './values.ts';
import type { Property } from './wire.ts';

const VALUE = z.union([z.string(), z.number(), z.boolean()]);

const COMPARING = ['EQ', 'NEQ', 'LT', 'LTE', 'GT', 'GTE', 'BETWEEN'] as const;
const LISTING = ['IN', 'NOT_IN'] as const;
const BARE = ['HAS_PROPERTY', 'NOT_HAS_PROPERTY'] as const;
const SEARCHING = ['CONTAINS_TOKEN', 'NOT_CONTAINS_TOKEN'] as const;

const FILTER = z.object({
  propertyName: z.string(),
  operator: z.enum([...COMPARING, ...LISTING, ...BARE, ...SEARCHING]),
  value: VALUE.optional(),
  highValue: VALUE.optional().describe('For BETWEEN.'),
  values: z.array(VALUE).max(100).optional().describe('For IN and NOT_IN.'),
});
type Filter = z.output<typeof FILTER>;

export const FILTER_GROUPS = z.array(z.object({ filters: z.array(FILTER).min(1).max(6) })).max(5);

type FilterGroups = z.output<typeof FILTER_GROUPS>;

const MAX_FILTERS = 18;
const CHOSEN = ['EQ', 'NEQ', 'IN', 'NOT_IN'];

/**
 * Checks filters against the account's properties, options and stages, and writes them as HubSpot wants them: a date
 * alone means the whole day in UTC. @throws RK_INVALID_REQUEST
 */
export async function vendorFilters(client: HubSpotClient, type: string, groups: FilterGroups) {
  const all = groups.flatMap((group) => group.filters);
  if (all.length > MAX_FILTERS)
    throw invalid(
      `HubSpot takes at most ${MAX_FILTERS} filters in all, and ${all.length} were given.`,
      'Leave some out.',
    );
  if (all.length === 0) return [];
  const named = all.map((filter) => filter.propertyName).filter((name) => !name.startsWith(ASSOCIATED));
  const known = await checkNames(client, type, named);
  for (const filter of all) {
    checkOperands(filter);
    const property = known.get(filter.propertyName);
    if (property && CHOSEN.includes(filter.operator)) await checkChoice(client, type, property, filter);
  }
  const vendor = async (filter: Filter) => {
    const { propertyName, operator, value } = filter;
    if (!propertyName.startsWith(ASSOCIATED)) return vendorFilter(known.get(propertyName), filter);
    const of = singularOf(await typeName(client, propertyName.slice(ASSOCIATED.length)));
    return { propertyName: ASSOCIATED + of, operator, value: String(value) };
  };
  return Promise.all(groups.map(async ({ filters }) => ({ filters: await Promise.all(filters.map(vendor)) })));
}

/** Of the pseudo-properties that stand for other objects: `associations.company`. */
const ASSOCIATED = 'associations.';

function checkOperands({ propertyName, operator, value, highValue, values }: Filter): void {
  const fail = (what: string) =>
    invalid(`The filter ${operator} of \`${propertyName}\` ${what}.`, 'Correct the filter.');
  const isList = LISTING.some((name) => name === operator);
  const isBare = BARE.some((name) => name === operator);
  if (isList && (values === undefined || values.length === 0)) throw fail('needs `values`');
  if (!isList && values !== undefined) throw fail('takes no `values`');
  if (isBare && (value !== undefined || highValue !== undefined)) throw fail('takes no value');
  if (!isList && !isBare && value === undefined) throw fail('needs `value`');
  if (value === '') throw fail('has an empty `value`: HAS_PROPERTY and NOT_HAS_PROPERTY find what has one or none');
  if (propertyName.startsWith(ASSOCIATED) && operator !== 'EQ') throw fail('must be EQ with the id of one object');
  if ((operator === 'BETWEEN') !== (highValue !== undefined))
    throw fail(operator === 'BETWEEN' ? 'needs `highValue`' : 'takes no `highValue`');
}

async function checkChoice(client: HubSpotClient, type: string, property: Property, filter: Filter): Promise<void> {
  const choices = await choicesOf(client, type, property);
  const wrong = [filter.values ?? [], filter.value ?? []].flat().map(String);
  const value = wrong.find((value) => choices?.every(({ name }) => name !== value));
  if (!choices || value === undefined) return;
  const guess = (await ownerOfUser(client, property, value)) ?? didYouMean(value, choices);
  const some = choices.slice(0, 20).map(({ name, label }) => `${name} (${label})`);
  throw invalid(`\`${property.name}\` has no value \`${value}\`.`, guess || `Its values: ${some.join(', ')}.`);
}

function vendorFilter(property: Property | undefined, filter: Filter) {
  const { propertyName, operator, value, values } = filter;
  // HubSpot finds texts in a list only in small letters
  const inList = (text: string) => (property?.type === 'string' ? text.toLowerCase() : operand(property, text));
  if (values) return { propertyName, operator, values: values.map(String).map(inList) };
  const isDay = property?.type === 'datetime' && parseDate(String(value)) !== undefined;
  if (operator === 'NEQ' && isDay)
    throw invalid(
      `\`${propertyName}\` is a time, and HubSpot cannot leave out a whole day.`,
      'Use two groups: LT the day, and GT the day.',
    );
  const isWhole = operator === 'EQ' && isDay;
  const highValue = isWhole ? value : filter.highValue;
  return {
    propertyName,
    operator: isWhole ? 'BETWEEN' : operator,
    value: value === undefined ? undefined : operand(property, String(value), operator === 'LTE' || operator === 'GT'),
    highValue: highValue === undefined ? undefined : operand(property, String(highValue), true),
  };
}

/** @param isEnd of the day, when the value is a date alone */
function operand(property: Property | undefined, value: string, isEnd = false): string {
  if (!property) return value;
  const { name, type } = property;
  if (type === 'date') return midnight(name, value);
  if (type === 'datetime') return milliseconds(name, value, isEnd);
  if (type === 'number' && plainDecimal(value) === undefined)
    throw invalid(`\`${name}\` is a number, and \`${value}\` is none.`, 'Write a number such as 1250.5.');
  if (isProbability(property) && Number(value) > 1)
    throw invalid(`\`${name}\` is a fraction in HubSpot, at most 1, and \`${value}\` is more.`, 'Write 0.6 for 60 %.');
  return value;
}

const DAY_MS = 86_400_000;

/**
 * A day as HubSpot keeps it, whatever the account's time zone: milliseconds of its midnight in UTC.
 * https://developers.hubspot.com/docs/faq/how-should-timestamps-be-formatted-for-hubspots-apis
 */
function midnight(property: string, value: string): string {
  const time = /^-?\d{9,14}$/.test(value) ? Number(value) : parseDate(value);
  if (time !== undefined && time % DAY_MS === 0) return String(time);
  const why = time === undefined ? 'is none' : 'is not midnight in UTC';
  throw invalid(`\`${property}\` is a date, and \`${value}\` ${why}.`, 'Write a date such as 2026-11-20.');
}

function milliseconds(property: string, text: string, isEnd: boolean): string {
  const time = timeOf(text);
  if (time === undefined)
    throw invalid(
      `\`${property}\` is a time, and \`${text}\` is none.`,
      'Write 2026-11-20, or a time with its zone: 2026-11-20T09:00:00Z.',
    );
  return String(isEnd && parseDate(text) !== undefined ? time + DAY_MS - 1 : time);
}
