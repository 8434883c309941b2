import { invalid, unknownName } from '@rolekit/sdk';
import type { HubSpotClient } from './client.ts';
import { pipelinePropertyOf, stagePropertyOf, usualPropertiesOf } from './object-types.ts';
import type { Owner, Property } from './wire.ts';

/**
 * Checks names before they are sent, because HubSpot leaves out unknown ones without a word when it reads.
 * @throws RK_INVALID_REQUEST with all of them, and what was likely meant
 */
export async function checkNames(client: HubSpotClient, type: string, names: readonly string[]) {
  const known = await client.properties(type);
  const wrong = [...new Set(names)].filter((name) => !known.has(name));
  if (wrong.length === 0) return known;
  const said = wrong.map((name) => unknownName(name, known.values()));
  const what = wrong.length === 1 ? 'property' : 'properties';
  throw invalid(`${type} have no ${what} ${said.join(', ')}.`, 'Find names with `hubspot_list_properties`.');
}

const MAX_UNASKED_FIELDS = 8;

/** The properties to read: those asked for, else the usual ones of the type that this account has. */
export async function propertiesToRead(client: HubSpotClient, type: string, asked: readonly string[] | undefined) {
  if (asked !== undefined && asked.length > 0) {
    await checkNames(client, type, asked);
    return [...new Set(asked)];
  }
  const known = await client.properties(type);
  const usual = usualPropertiesOf(type).filter((name) => known.has(name));
  if (usual.length > 0) return usual;
  // of a type of the account's own: what somebody named comes before what HubSpot adds to every type
  return [...known.values()]
    .filter(({ name, hidden, calculated }) => !hidden && !calculated && !name.startsWith('hs_'))
    .slice(0, MAX_UNASKED_FIELDS)
    .map(({ name }) => name);
}

/** The values that a property may have, with the words that people know them by; undefined when there is no list. */
export async function choicesOf(client: HubSpotClient, type: string, property: Property) {
  const named = (rows: { id: string; label: string }[]) => rows.map(({ id, label }) => ({ name: id, label }));
  if (property.name === stagePropertyOf(type))
    return (await client.pipelines(type)).flatMap(({ stages }) => named(stages));
  if (property.name === pipelinePropertyOf(type)) return named(await client.pipelines(type));
  if (isOwner(property)) return (await client.owners()).map((owner) => ({ name: owner.id, label: ownerName(owner) }));
  if (property.type !== 'enumeration' || property.options.length === 0) return undefined;
  return property.options.map(({ value, label }) => ({ name: value, label }));
}

function isOwner({ name, referencedObjectType }: Property): boolean {
  return name === 'hubspot_owner_id' || referencedObjectType === 'OWNER';
}

/**
 * The owner whose user's id was given: records take the owner's.
 * https://developers.hubspot.com/docs/guides/api/crm/owners
 */
export async function ownerOfUser(client: HubSpotClient, property: Property, value: string) {
  if (!isOwner(property)) return undefined;
  const owner = (await client.owners()).find(({ userId, userIdIncludingInactive }) =>
    [userId, userIdIncludingInactive].some((id) => String(id) === value),
  );
  return owner && `It is a user's id; the owner's is \`${owner.id}\` (${ownerName(owner)}).`;
}

export function ownerName({ id, firstName, lastName, email }: Owner): string {
  return [firstName, lastName].filter(Boolean).join(' ') || email || id;
}
