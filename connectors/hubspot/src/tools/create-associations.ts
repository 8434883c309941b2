import { invalid, named, refuseProblems, type SentItem, type Standing } from '@rolekit/sdk';
import { z } from 'zod';
import {
  currentTypes,
  inWords,
  keyOf,
  labelNamed,
  type Pair,
  pairOutcomes,
  sorted,
  type Types,
  typeKeyOf,
} from '../association-pairs.ts';
import { givenObject, objectNames, specOf } from '../association-targets.ts';
import { CHUNK, MAX_ITEMS, WHERE_TO_LOOK } from '../batch-requests.ts';
import { type HubSpotClient, unlabelled } from '../client.ts';
import { hubspot } from '../connection.ts';
import { ID_INPUT, OBJECT_INPUT, singularOf, typeName } from '../object-types.ts';
import { type Label, PAIRS } from '../wire.ts';

/** A pair, how it was associated when a person was shown it, and what is added. */
interface Link extends Pair {
  from: string;
  to: string;
  before: Types;
  adds: Pick<Label, 'category' | 'typeId'>;
}
/** A link that is taken back, down to what there was before. */
type Back = Link & { keeps: Types };

/** The two types of a batch, and its pairs. */
function partsOf(items: readonly { sent: Link }[]) {
  const { from = '', to = '' } = items[0]?.sent ?? {};
  return { from, to, links: items.map(({ sent }) => sent) };
}

async function standingOf<L extends Link>(
  items: readonly SentItem<L>[],
  client: HubSpotClient,
  stands: (now: Types, link: L, plain: Label | undefined) => 'before' | 'after' | false,
) {
  const { from, to, links } = partsOf(items);
  const plain = unlabelled(await client.labels(from, to));
  const current = await currentTypes(client, from, to, links);
  return new Map(
    items.map(({ item, sent }): [number, Standing] => {
      const standing = stands(current.get(keyOf(sent)) ?? [], sent, plain);
      return [item, standing || { reason: 'Its association was changed by someone else.' }];
    }),
  );
}

/** Whether an association is as it was made; with a label, HubSpot may have added the one without. */
function isAsMade(now: Types, { before, adds }: Link, plain: Label | undefined): boolean {
  const without = (types: Types) =>
    types.filter((type) => !plain || type !== typeKeyOf(plain) || type === typeKeyOf(adds)).join();
  return without(now) === without(before);
}

export const createAssociations = hubspot.batch({
  name: 'hubspot_create_associations',
  title: 'Associate HubSpot objects',
  description:
    'Associates existing objects of two types, or labels their association, after a person approved. Sent once.',
  input: {
    object: OBJECT_INPUT,
    to: z.string().describe('Type of the others.'),
    items: z
      .array(z.object({ id: ID_INPUT, toId: ID_INPUT, label: z.string().optional() }))
      .min(1)
      .max(MAX_ITEMS)
      .describe('Pairs; a label by its name, e.g. Decision maker.'),
  },
  chunk: CHUNK,
  examples: [
    {
      title: 'A contact on a deal of the demo account',
      input: { object: 'deals', to: 'contacts', items: [{ id: '3010000002', toId: '1010000300' }] },
    },
  ],
  async plan({ object, to: others, items: pairs }, client) {
    const from = await typeName(client, object);
    const to = await typeName(client, others);
    const labels = await client.labels(from, to);
    const seen = new Set<string>();
    const checked = pairs.map(({ label, ...pair }, index) => {
      const problems: string[] = [];
      const adds = labelNamed(labels, label, problems);
      if (label === undefined && !adds) problems.push(`${from} cannot be associated with ${to} without a label`);
      if (seen.has(keyOf(pair))) problems.push('the same two objects are named twice');
      seen.add(keyOf(pair));
      return { item: index + 1, pair, adds, problems };
    });
    refuseProblems(checked, WHERE_TO_LOOK);
    const names = await namesOf(client, from, to, pairs);
    const now = await currentTypes(client, from, to, pairs);
    const items = checked.flatMap(({ item, pair, adds }) => {
      const key = keyOf(pair);
      const before = now.get(key) ?? [];
      if (!adds || before.includes(typeKeyOf(adds))) return [];
      const after = sorted([...before, typeKeyOf(adds)]);
      const sent: Link = { ...pair, from, to, before, adds };
      const shown = {
        before: { association: inWords(before, labels) },
        after: { association: inWords(after, labels) },
      };
      return [{ item, key, about: names(pair), ...shown, sent }];
    });
    if (items.length === 0)
      throw invalid('All of these are associated so already.', 'Nothing has to be changed; tell the person so.');
    const same = checked.length - items.length;
    return {
      summary: `Associate ${items.length} pairs of ${from} and ${to} in HubSpot`,
      items,
      notes: same === 0 ? [] : [`${same} pairs were associated so already and were not written.`],
    };
  },
  readBack: (items, client) =>
    standingOf(items, client, (now, { before, adds }) => {
      if (now.join() === before.join()) return 'before';
      return now.includes(typeKeyOf(adds)) && 'after';
    }),
  async apply(items, client) {
    const { from, to, links } = partsOf(items);
    const inputs = links.map(({ id, toId, adds }) => ({ from: { id }, to: { id: toId }, types: [specOf(adds)] }));
    const path = client.paths.associations(from, to, '/batch/create');
    return pairOutcomes(await client.write(PAIRS, path, inputs), items);
  },
  undo: {
    turn: ({ sent }): Back => ({ ...sent, keeps: sent.before, before: sorted([...sent.before, typeKeyOf(sent.adds)]) }),
    summary: (items) => `Take back ${items.length} associations of ${items[0]?.from} with ${items[0]?.to} in HubSpot`,
    things: () => 'associations',
    readBack: (items, client) =>
      standingOf(items, client, (now, back, plain) => {
        if (isAsMade(now, back, plain)) return 'before';
        return (back.keeps.length === 0 ? now.length === 0 : !now.includes(typeKeyOf(back.adds))) && 'after';
      }),
    async apply(items, client) {
      const { from, to } = partsOf(items);
      const whole: object[] = [];
      const labelled: object[] = [];
      for (const { sent } of items) {
        const ends = { from: { id: sent.id }, to: { id: sent.toId } };
        if (sent.keeps.length === 0) whole.push({ ...ends, to: [ends.to] });
        else labelled.push({ ...ends, types: [specOf(sent.adds)] });
      }
      const archive = async (rest: string, inputs: object[]) =>
        inputs.length > 0 && (await client.write(z.unknown(), client.paths.associations(from, to, rest), inputs));
      await archive('/batch/archive', whole);
      await archive('/batch/labels/archive', labelled);
      return items.map(({ item, sent }) => ({ item, id: sent.toId, outcome: 'done' }));
    },
  },
});

/** The two objects of each pair. @throws RK_INVALID_REQUEST for those that do not exist */
async function namesOf(client: HubSpotClient, from: string, to: string, pairs: readonly Pair[]) {
  const given = pairs.flatMap(({ id, toId }, index) => [
    givenObject(from, id, `items[${index}].id`),
    givenObject(to, toId, `items[${index}].toId`),
  ]);
  const names = await objectNames(client, given);
  const one = (type: string, id: string) => named(id, names.of(singularOf(type), id).name, singularOf(type));
  return ({ id, toId }: Pair) => [one(from, id), one(to, toId)];
}
