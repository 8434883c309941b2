import { type NamedId, named, RolekitError, type SentItem, type Standing } from '@rolekit/sdk';
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
import { CHUNK, MAX_ITEMS, problemsOf } from '../batch-requests.ts';
import { type HubSpotClient, unlabelled } from '../client.ts';
import { hubspot } from '../connection.ts';
import { invalid } from '../errors.ts';
import { ID_INPUT, OBJECT_INPUT, singularOf, typeName } from '../object-types.ts';
import { PAIRS } from '../wire.ts';

/** A pair, how it was associated when a person was shown it, and what is added. */
interface Link extends Pair {
  from: string;
  to: string;
  before: Types;
  adds: { category: string; typeId: number };
}
/** A link that is taken back; `before` is how it is now. */
type Back = Link & { keeps: Types };

/** The two types of a batch, and its pairs. */
function partsOf(items: readonly { sent: Link }[]) {
  const { from = '', to = '' } = items[0]?.sent ?? {};
  return { from, to, links: items.map(({ sent }) => sent) };
}

async function standingOf<L extends Link>(
  items: readonly SentItem<L>[],
  client: HubSpotClient,
  isDone: (now: Types, link: L) => boolean,
) {
  const { from, to, links } = partsOf(items);
  const current = await currentTypes(client, from, to, links);
  return new Map(
    items.map(({ item, sent }): [number, Standing] => {
      const now = current.get(keyOf(sent)) ?? [];
      if (now.join() === sent.before.join()) return [item, 'before'];
      return [item, isDone(now, sent) ? 'after' : { reason: 'Its association was changed by someone else.' }];
    }),
  );
}

/** Whether an association is as it was made; with a label, HubSpot may have added the one without. */
function isAsMade(now: Types, { before, adds }: Link, plain: string | undefined): boolean {
  const without = (types: Types) => types.filter((type) => type !== plain || type === typeKeyOf(adds)).join();
  return without(now) === without(sorted([...before, typeKeyOf(adds)]));
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
    const problem = problemsOf(checked, checked.length);
    if (problem) throw problem;
    const names = await namesOf(client, from, to, pairs);
    const now = await currentTypes(client, from, to, pairs);
    const items = checked.flatMap(({ item, pair, adds }) => {
      const key = keyOf(pair);
      const before = now.get(key) ?? [];
      if (!adds || before.includes(typeKeyOf(adds))) return [];
      const { category, typeId } = adds;
      const after = sorted([...before, typeKeyOf(adds)]);
      const sent: Link = { ...pair, from, to, before, adds: { category, typeId } };
      return [{ item, key, ...shown(names, pair, inWords(before, labels), inWords(after, labels)), sent }];
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
  readBack: (items, client) => standingOf(items, client, (now, { adds }) => now.includes(typeKeyOf(adds))),
  async apply(items, client) {
    const { from, to, links } = partsOf(items);
    const inputs = links.map(({ id, toId, adds }) => ({ from: { id }, to: { id: toId }, types: [specOf(adds)] }));
    const path = client.paths.associations(from, to, '/batch/create');
    return pairOutcomes(await client.write(PAIRS, path, inputs), items);
  },
  undo: {
    chunk: CHUNK,
    async plan({ items }, client) {
      const { from, to, links } = partsOf(items);
      const labels = await client.labels(from, to);
      const unlabelledType = unlabelled(labels);
      const plain = unlabelledType && typeKeyOf(unlabelledType);
      const current = await currentTypes(client, from, to, links);
      const names = await namesOf(client, from, to, links);
      const left = items.flatMap(({ item, key, sent: link }) => {
        const before = current.get(keyOf(link)) ?? [];
        if (!isAsMade(before, link, plain)) return [];
        const sent: Back = { ...link, before, keeps: link.before };
        return [{ item, key, ...shown(names, link, inWords(before, labels), inWords(link.before, labels)), sent }];
      });
      if (left.length === 0)
        throw new RolekitError('RK_CONFLICT', {
          reason: 'None of these associations is as it was made any more; nothing was undone.',
        });
      const others = items.length - left.length;
      return {
        summary: `Take back ${left.length} associations of ${from} with ${to} in HubSpot`,
        items: left,
        notes: others === 0 ? [] : [`${others} associations are left alone: they were changed by someone else.`],
      };
    },
    readBack: (items, client) =>
      standingOf(items, client, (now, { keeps, adds }) =>
        keeps.length === 0 ? now.length === 0 : !now.includes(typeKeyOf(adds)),
      ),
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

type Names = (pair: Pair) => [NamedId, NamedId];

/** As a person sees it: both objects, and how they are associated. */
function shown(names: Names, pair: Pair, before: string, after: string) {
  return { about: names(pair), before: { association: before }, after: { association: after } };
}

/** The two objects of each pair. @throws RK_INVALID_REQUEST for those that do not exist */
async function namesOf(client: HubSpotClient, from: string, to: string, pairs: readonly Pair[]): Promise<Names> {
  const given = pairs.flatMap(({ id, toId }, index) => [
    givenObject(from, id, `items[${index}].id`),
    givenObject(to, toId, `items[${index}].toId`),
  ]);
  const names = await objectNames(client, given);
  const one = (type: string, id: string) => named(id, names.of(singularOf(type), id).name, singularOf(type));
  return ({ id, toId }) => [one(from, id), one(to, toId)];
}
