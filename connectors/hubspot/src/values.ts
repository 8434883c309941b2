import { didYouMean, named, parseDate, parseDateTime, plainDecimal, unknownName } from '@rolekit/sdk';
import { z } from 'zod';
import type { HubSpotClient } from './client.ts';
import { choicesOf, ownerOfUser } from './schema.ts';
import type { Property } from './wire.ts';

/** What a caller gives for properties; null empties one. */
export const VALUES = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type Given = z.output<typeof VALUES>;

/** Checked values, as HubSpot keeps them (texts, empty for none). */
export type Values = Record<string, string>;

/** Checks values against the account's properties before anybody is asked: those that are right, and what is wrong. */
export async function checkValues(client: HubSpotClient, type: string, given: Given) {
  const known = await client.properties(type);
  const values: Values = {};
  const problems: string[] = [];
  for (const [name, raw] of Object.entries(given)) {
    const property = known.get(name);
    if (!property) {
      problems.push(`there is no property ${unknownName(name, known.values())}`);
      continue;
    }
    const value = raw === null ? '' : String(raw);
    const problem = await problemOf(client, type, property, value);
    if (problem) problems.push(problem);
    else values[name] = kept(property, value);
  }
  if (Object.keys(given).length === 0) problems.push('no properties are given');
  return { values, problems };
}

const EMAIL = /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/;

async function problemOf(client: HubSpotClient, type: string, property: Property, value: string) {
  const { name } = property;
  if (property.modificationMetadata?.readOnlyValue || property.calculated) return `\`${name}\` is read only`;
  if (value === '') return undefined;
  if (property.type === 'number' && plainDecimal(value) === undefined) return `\`${name}\` must be a number`;
  if (property.type === 'bool' && value !== 'true' && value !== 'false') return `\`${name}\` must be true or false`;
  if (property.type === 'date' && parseDate(value) === undefined)
    return `\`${name}\` must be a date such as 2026-11-20`;
  if (property.type === 'datetime' && timeOf(value) === undefined)
    return `\`${name}\` must be a time such as 2026-11-20T09:00:00Z`;
  // HubSpot would refuse the whole batch for one of them
  if (name === 'email' && type === 'contacts' && !EMAIL.test(value))
    return `\`email\` is no address: ${value.slice(0, 80)}`;
  const choices = await choicesOf(client, type, property);
  if (!choices) return undefined;
  // HubSpot would add to what is there, and before and after would not be what a person is shown
  if (isMultiple(property) && value.startsWith(';')) return `\`${name}\` starts with \`;\`: give all of its values`;
  const wrong = partsOf(property, value).find((part) => !choices.some((choice) => choice.name === part));
  if (wrong === undefined) return undefined;
  const guess = (await ownerOfUser(client, property, wrong)) ?? didYouMean(wrong, choices);
  return `\`${name}\` has no value \`${wrong}\`${guess ? ` (${guess})` : ''}`;
}

const isMultiple = ({ fieldType }: Property) => fieldType === 'checkbox';

/** Several values of a checkbox property are joined by semicolons. */
function partsOf(property: Property, value: string): string[] {
  return isMultiple(property) ? value.split(';') : [value];
}

/** Times and numbers in one form, so that before and after can be compared. */
function kept({ type }: Property, value: string): string {
  if (type === 'datetime' && value !== '') return new Date(timeOf(value) ?? 0).toISOString();
  return type === 'number' && value !== '' ? (plainDecimal(value) ?? value) : value;
}

/** Milliseconds since 1970: of milliseconds, of a day (its midnight in UTC), or of a time with its zone. */
export function timeOf(value: string): number | undefined {
  return /^-?\d{9,14}$/.test(value) ? Number(value) : (parseDate(value) ?? parseDateTime(value));
}

/** Whether a property already has a value, however it is written. */
export function isSame(property: Property | undefined, current: string | null | undefined, value: string): boolean {
  const now = current ?? '';
  if (now === value || now === '' || value === '') return now === value;
  if (property?.type === 'number') return plainDecimal(now) === plainDecimal(value);
  if (property?.type === 'datetime') return timeOf(now) === timeOf(value);
  if (property && isMultiple(property)) return setOf(property, now) === setOf(property, value);
  return false;
}

function setOf(property: Property, value: string): string {
  return [...new Set(partsOf(property, value))].sort().join(';');
}

/** A value as a person is shown it: with the words behind an id, an option or a stage. */
async function shownValue(
  client: HubSpotClient,
  type: string,
  property: Property | undefined,
  value: string | null | undefined,
) {
  if (value === null || value === undefined || value === '') return null;
  const choices = property && (await choicesOf(client, type, property));
  if (!choices) return value;
  const shown = (item: string) => {
    const label = choices.find(({ name }) => name === item)?.label;
    return label === undefined || label === item ? item : named(item, label);
  };
  const parts = partsOf(property, value).map(shown);
  return parts.length === 1 ? (parts[0] ?? null) : parts;
}

/** Values by property, as a person is shown them. */
export async function shownValues(client: HubSpotClient, type: string, values: Values) {
  const known = await client.properties(type);
  const shown = Object.entries(values).map(
    async ([name, value]) => [name, await shownValue(client, type, known.get(name), value)] as const,
  );
  return Object.fromEntries(await Promise.all(shown));
}
