import { RolekitError } from '@rolekit/sdk';
import { z } from 'zod';
import type { HubSpotClient } from './client.ts';
import { stagePropertyOf } from './object-types.ts';
import { isFraction, percentOf } from './percent.ts';
import { ownerName } from './schema.ts';
import type { VendorObject } from './wire.ts';

/** One object as a flat row: its id, the properties that were asked for, and the words behind stage and owner ids. */
export const OBJECT_ROW = z.looseObject({ id: z.string() });
export type Row = { id: string } & Record<string, unknown>;

/**
 * Rows of objects. Stage ids mean little to a reader (`contractsent` may be called Negotiation), so labels come along; and
 * beside a fraction its percent. What HubSpot keeps stays as it is, for filters and writes.
 */
export async function readableRows(
  client: HubSpotClient,
  type: string,
  objects: readonly VendorObject[],
  names: readonly string[],
) {
  if (objects.length === 0) return [];
  const stage = names.find((name) => name === stagePropertyOf(type));
  const stages = stage === undefined ? undefined : await stageLabels(client, type);
  const owners = names.includes('hubspot_owner_id') ? await ownerNames(client) : undefined;
  const known = await client.properties(type);
  return objects.map(({ id, properties }) => {
    const row: Row = { id };
    for (const name of names) {
      const value = properties[name] ?? null;
      const property = known.get(name);
      row[name] = value;
      if (value === null) continue;
      if (name === stage) row[`${name}_label`] = stages?.get(value) ?? null;
      if (property && isFraction(property)) row[`${name}_percent`] = percentOf(value);
      if (name === 'hubspot_owner_id') row.owner_name = owners?.get(value) ?? null;
    }
    return row;
  });
}

export async function stageLabels(client: HubSpotClient, type: string): Promise<Map<string, string>> {
  const pipelines = await orNone(client.pipelines(type));
  return new Map(pipelines.flatMap(({ stages }) => stages.map(({ id, label }) => [id, label] as const)));
}

export async function ownerNames(client: HubSpotClient): Promise<Map<string, string>> {
  return new Map((await orNone(client.owners())).map((owner) => [owner.id, ownerName(owner)]));
}

/** Labels are a help: an app without the scope for them still gets its rows. */
async function orNone<T>(work: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RolekitError && error.kind === 'forbidden') return [];
    throw error;
  }
}
