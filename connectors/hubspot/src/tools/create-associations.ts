import {
  type AppliedBatch,
  type BatchOutcome,
  type ChunkCall,
  defineBatchTool,
  type NamedId,
  named,
  RolekitError,
  type ToolCall,
} from '@rolekit/sdk';
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
import { givenObject, objectNames } from '../association-targets.ts';
import { CHUNK, MAX_ITEMS, problemsOf } from '../batch-requests.ts';
import type { HubSpotClient } from '../client.ts';
import { connection } from '../connection.ts';
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
type Chunk = ChunkCall<unknown, HubSpotClient, Link>;

const specOf = ({ category, typeId }: Link['adds']) => ({ associationCategory: category, associationTypeId: typeId });

/** Pairs of a chunk as they are now; all are of the same two types. */
function typesNow({ items, connection: client, signal }: Chunk): Promise<Map<string, Types>> {
  const { from = '', to = '' } = items[0]?.sent ?? {};
  const pairs = items.map(({ sent }) => sent);
  return currentTypes(client, from, to, pairs, signal);
}

/** What does not stand as a person was shown it. */
async function moved(call: Chunk): Promise<BatchOutcome[]> {
  const now = await typesNow(call);
  return call.items
    .filter(({ sent }) => (now.get(keyOf(sent)) ?? []).join() !== sent.before.join())
    .map(({ item }) => ({ item, outcome: 'failed', reason: 'Its association was changed by someone else.' }));
}

/** Whether an association is as it was made; with a label, HubSpot may have added the one without. */
function isAsMade(now: Types, { before, adds }: Link, plain: string | undefined): boolean {
  const without = (types: Types) => types.filter((type) => type !== plain || type === typeKeyOf(adds)).join();
  return without(now) === without(sorted([...before, typeKeyOf(adds)]));
}

/** A link that is taken back; `before` is how it is now. */
type Back = Link & { keeps: Types };
type BackChunk = ChunkCall<unknown, HubSpotClient, Back>;

const undoing = {
  chunk: CHUNK,
  async plan({ input, connection: client, signal }: ToolCall<AppliedBatch<Link>, HubSpotClient>) {
    const { from = '', to = '' } = input.items[0]?.sent ?? {};
    const labels = await client.labels(from, to, signal);
    const unlabelled = labelNamed(labels, undefined, []);
    const plain = unlabelled && typeKeyOf(unlabelled);
    const links = input.items.map(({ sent }) => sent);
    const now = await currentTypes(client, from, to, links, signal);
    const names = await namesOf(client, from, to, links, signal);
    const left = input.items.flatMap(({ item, key, sent }) => {
      const types = now.get(keyOf(sent)) ?? [];
      return isAsMade(types, sent, plain) ? [{ item, key, sent: { ...sent, before: types, keeps: sent.before } }] : [];
    });
    if (left.length === 0)
      throw new RolekitError('RK_CONFLICT', {
        reason: 'None of these associations is as it was made any more; nothing was undone.',
      });
    const others = input.items.length - left.length;
    return {
      summary: `Take back ${left.length} associations of ${from} with ${to} in HubSpot`,
      items: left.map(({ item, key, sent }) => ({
        item,
        key,
        ...shown(names, sent, inWords(sent.before, labels), inWords(sent.keeps, labels)),
        sent,
      })),
      notes: others === 0 ? [] : [`${others} associations are left alone: they were changed by someone else.`],
    };
  },
  check: (call: BackChunk) => moved(call),
  async apply({ items, connection: client, signal }: BackChunk) {
    const { from = '', to = '' } = items[0]?.sent ?? {};
    const isWhole = ({ sent }: (typeof items)[number]) => sent.keeps.length === 0;
    const whole = items.filter(isWhole).map(({ sent }) => ({ from: { id: sent.id }, to: [{ id: sent.toId }] }));
    const labelled = items
      .filter((item) => !isWhole(item))
      .map(({ sent }) => ({ from: { id: sent.id }, to: { id: sent.toId }, types: [specOf(sent.adds)] }));
    for (const [inputs, rest] of [
      [whole, '/batch/archive'],
      [labelled, '/batch/labels/archive'],
    ] as const)
      if (inputs.length > 0)
        await client.write(z.unknown(), client.paths.associations(from, to, rest), { inputs }, signal);
    return items.map(({ item, sent }) => ({ item, id: sent.toId, outcome: 'done' as const }));
  },
  async look(call: BackChunk) {
    const now = await typesNow(call);
    return call.items
      .filter(({ sent }) => {
        const types = now.get(keyOf(sent)) ?? [];
        return sent.keeps.length === 0 ? types.length === 0 : !types.includes(typeKeyOf(sent.adds));
      })
      .map(({ item, sent }) => ({ item, id: sent.toId, outcome: 'done' as const }));
  },
};

export const createAssociations = defineBatchTool({
  connection,
  name: 'hubspot_create_associations',
  title: 'Associate HubSpot objects',
  access: 'write',
  description:
    'Associates existing objects of two types, or labels their association, after a person approved. Sent once.',
  input: z.object({
    object: OBJECT_INPUT,
    to: z.string().describe('Type of the others.'),
    items: z
      .array(z.object({ id: ID_INPUT, toId: ID_INPUT, label: z.string().optional() }))
      .min(1)
      .max(MAX_ITEMS)
      .describe('Pairs; a label by its name, e.g. Decision maker.'),
  }),
  chunk: CHUNK,
  examples: [
    {
      title: 'A contact on a deal of the demo account',
      input: { object: 'deals', to: 'contacts', items: [{ id: '3010000002', toId: '1010000300' }] },
    },
  ],
  async plan({ input, connection: client, signal }) {
    const from = await typeName(client, input.object, signal);
    const to = await typeName(client, input.to, signal);
    const labels = await client.labels(from, to, signal);
    const seen = new Set<string>();
    const checked = input.items.map((pair, index) => {
      const problems: string[] = [];
      const adds = labelNamed(labels, pair.label, problems);
      if (pair.label === undefined && !adds) problems.push(`${from} cannot be associated with ${to} without a label`);
      if (seen.has(keyOf(pair))) problems.push('the same two objects are named twice');
      seen.add(keyOf(pair));
      return { item: index + 1, pair, adds, problems };
    });
    const problem = problemsOf(checked, checked.length);
    if (problem) throw problem;
    const names = await namesOf(client, from, to, input.items, signal);
    const now = await currentTypes(client, from, to, input.items, signal);
    const items = checked.flatMap(({ item, pair: { id, toId }, adds }) => {
      const before = now.get(keyOf({ id, toId })) ?? [];
      if (!adds || before.includes(typeKeyOf(adds))) return [];
      const { category, typeId } = adds;
      return [
        {
          item,
          key: keyOf({ id, toId }),
          ...shown(names, { id, toId }, inWords(before, labels), inWords(sorted([...before, typeKeyOf(adds)]), labels)),
          sent: { id, toId, from, to, before, adds: { category, typeId } },
        },
      ];
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
  check: moved,
  async apply({ items, connection: client, signal }: Chunk) {
    const { from = '', to = '' } = items[0]?.sent ?? {};
    const inputs = items.map(({ sent }) => ({
      from: { id: sent.id },
      to: { id: sent.toId },
      types: [specOf(sent.adds)],
    }));
    const path = client.paths.associations(from, to, '/batch/create');
    return pairOutcomes(await client.write(PAIRS, path, { inputs }, signal), items);
  },
  async look(call: Chunk) {
    const now = await typesNow(call);
    const reason = 'The answer was lost; read back.';
    return call.items
      .filter(({ sent }) => now.get(keyOf(sent))?.includes(typeKeyOf(sent.adds)))
      .map(({ item, sent }) => ({ item, id: sent.toId, outcome: 'done' as const, reason }));
  },
  undo: undoing,
});

type Names = (pair: Pair) => [NamedId, NamedId];

/** As a person sees it: both objects, and how they are associated. */
function shown(names: Names, pair: Pair, before: string, after: string) {
  return { about: names(pair), before: { association: before }, after: { association: after } };
}

/** The two objects of each pair. @throws RK_INVALID_REQUEST for those that do not exist */
async function namesOf(
  client: HubSpotClient,
  from: string,
  to: string,
  pairs: readonly Pair[],
  signal: AbortSignal,
): Promise<Names> {
  const given = pairs.flatMap(({ id, toId }, index) => [
    givenObject(from, id, `items[${index}].id`),
    givenObject(to, toId, `items[${index}].toId`),
  ]);
  const names = await objectNames(client, given, signal);
  const one = (type: string, id: string) => named(id, names.of(singularOf(type), id).name, singularOf(type));
  return ({ id, toId }) => [one(from, id), one(to, toId)];
}
