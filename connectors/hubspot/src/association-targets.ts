import { type FoundNames, filled, type GivenId, invalid, named, namesBehind, quotedName } from '@rolekit/sdk';
import { z } from 'zod';
import { type HubSpotClient, unlabelled } from './client.ts';
import { readByAskedId, whyGone } from './found-objects.ts';
import { ID_INPUT, singularOf, titleOf, titlePropertiesOf, typeName, typeOfName } from './object-types.ts';
import type { Label } from './wire.ts';

const TARGET = z.object({ object: z.string(), id: ID_INPUT });

/** Objects that a new one belongs to. */
export const TARGETS = z.array(TARGET).max(20).describe('Objects that it belongs to.');
type Targets = z.output<typeof TARGETS>;

/** An object of a call, at its place among the arguments. */
export function givenObject(type: string, id: string, at: string): GivenId {
  return { type: singularOf(type), id, at };
}

/** Targets as ids to look up. */
export async function givenTargets(client: HubSpotClient, targets: Targets, at: string): Promise<GivenId[]> {
  return Promise.all(
    targets.map(async ({ object, id }, index) => givenObject(await typeName(client, object), id, `${at}[${index}].id`)),
  );
}

/** Names of objects, for the person who is asked about them. @throws RK_INVALID_REQUEST for those that do not exist */
export function objectNames(client: HubSpotClient, given: readonly GivenId[]): Promise<FoundNames> {
  return namesBehind(
    given,
    async (singular, ids) => {
      const type = typeOfName(singular);
      const properties = await titlePropertiesOf(client, type);
      const names = new Map<string, string | undefined | { gone: string }>();
      for (const [id, member] of await readByAskedId(client, type, ids, properties)) {
        const title = titleOf(properties, member.properties);
        const canonical = `${member.id}${title === undefined ? '' : ` (${quotedName(title)})`}`;
        names.set(id, member.id === id ? title : { gone: `was merged into ${canonical}; name that one` });
      }
      const left = ids.filter((id) => !names.has(id));
      for (const [id, gone] of await whyGone(client, type, left)) names.set(id, { gone });
      return names;
    },
    'Find ids with `hubspot_search_objects`.',
  );
}

/** What a person is shown of the objects that a new one belongs to. */
export function belongsTo(targets: readonly GivenId[], names: FoundNames) {
  return filled({ 'belongs to': targets.map(({ type, id }) => named(id, names.of(type, id).name, type)) });
}

/** A kind of association, as writes name it. */
export const specOf = ({ category, typeId }: Pick<Label, 'category' | 'typeId'>) => ({
  associationCategory: category,
  associationTypeId: typeId,
});

/** Associations in the form that a create takes. */
export async function vendorAssociations(client: HubSpotClient, from: string, targets: readonly GivenId[]) {
  return Promise.all(
    targets.map(async ({ type, id }) => {
      const to = typeOfName(type);
      const plain = unlabelled(await client.labels(from, to));
      if (!plain) throw invalid(`${from} cannot be associated with ${to}.`, 'Associate with another kind of object.');
      return { to: { id }, types: [specOf(plain)] };
    }),
  );
}
