import { z } from 'zod';
import type { HubSpotClient } from './client.ts';
import { ID_INPUT, titleOf, titlePropertiesOf, typeName } from './object-types.ts';

/** Objects that a new one belongs to. */
export const TARGETS = z
  .array(z.object({ object: z.string(), id: ID_INPUT }))
  .max(20)
  .describe('Objects that it belongs to.');
export type Targets = z.output<typeof TARGETS>;

/** Names of the objects, by `type/id`; those that do not exist go to `problems`. */
export async function targetNames(
  client: HubSpotClient,
  targets: Targets,
  problems: string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const byType = new Map<string, Set<string>>();
  for (const { object, id } of targets) {
    const type = await typeName(client, object, signal);
    byType.set(type, (byType.get(type) ?? new Set()).add(id));
  }
  const names = new Map<string, string>();
  for (const [type, set] of byType) {
    const ids = [...set];
    const properties = await titlePropertiesOf(client, type, signal);
    for (let at = 0; at < ids.length; at += 100) {
      const found = await client.read(type, ids.slice(at, at + 100), { properties, signal });
      for (const one of found) names.set(`${type}/${one.id}`, titleOf(properties, one.properties) ?? one.id);
    }
    for (const id of ids)
      if (!names.has(`${type}/${id}`)) problems.push(`there are no ${type} ${id} to associate with`);
  }
  return names;
}

/** What a person is shown of them. */
export async function belongsTo(
  client: HubSpotClient,
  targets: Targets,
  names: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const shown = targets.map(async ({ object, id }) => {
    const type = await typeName(client, object, signal);
    return [`belongs to ${type} ${id}`, names.get(`${type}/${id}`) ?? id] as const;
  });
  return Object.fromEntries(await Promise.all(shown));
}

/** Associations in the form that a create takes. */
export async function vendorAssociations(client: HubSpotClient, from: string, targets: Targets, signal: AbortSignal) {
  return Promise.all(
    targets.map(async ({ object, id }) => {
      const { category, typeId } = await client.associationType(from, await typeName(client, object, signal), signal);
      return { to: { id }, types: [{ associationCategory: category, associationTypeId: typeId }] };
    }),
  );
}
