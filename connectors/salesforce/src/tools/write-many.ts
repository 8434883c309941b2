import { invalid, outcomesOf, refuseProblems, type SentItem, standingOf } from '@rolekit/sdk';
import { z } from 'zod';
import type { SalesforceClient } from '../client.ts';
import { connection } from '../connection.ts';
import { amountsIn, columnsOf, nameIn, notWritable, pick, stampOf, titleOf } from '../current-record.ts';
import { reasonOf } from '../errors.ts';
import { readRecords } from '../record.ts';
import { longId } from '../record-id.ts';
import { currentWithNames, withNamesEach } from '../record-names.ts';
import type { Row } from '../rows.ts';
import { fieldOf, fieldsOf } from '../schema.ts';
import { checkId, checkObject } from '../soql.ts';
import { checkedValues, isSame, type Value } from '../values.ts';
import type { SaveResult } from '../wire.ts';
import { VALUES } from './write.ts';

/** https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_composite_sobjects_collections.htm */
const MAX_RECORDS = 200;

const OBJECT = z.string().describe('API name, the same of all.');
const WHERE_TO_LOOK = 'See `salesforce_describe_object` for names and values; find ids with `salesforce_query`.';

/** A record, its values as they are, and those that replace them; without the latter, it is to be deleted. */
interface Wanted {
  object: string;
  id: string;
  before: Row;
  after?: Row;
}

export const updateRecords = connection.batch({
  name: 'salesforce_update_records',
  title: 'Update Salesforce records',
  enabled: false,
  description:
    'Changes many records of one object after a person approved all. Answers an outcome for each. ' +
    'Sent once; what changed meanwhile is left alone.',
  input: {
    object: OBJECT,
    items: z
      .array(z.object({ id: z.string(), fields: VALUES.describe('Only what changes; null to empty.') }))
      .min(1)
      .max(MAX_RECORDS)
      .describe('Changes.'),
  },
  chunk: MAX_RECORDS,
  examples: [
    {
      title: 'Describe two accounts of the demo org',
      input: {
        object: 'Account',
        items: ['001Rk0000000001IAA', '001Rk0000000002IAA'].map((id) => ({
          id,
          fields: { Description: 'Renews in the first quarter.' },
        })),
      },
    },
  ],
  async plan({ object, items: wanted }, client) {
    const schema = await client.describe(checkObject(object));
    if (!schema.updateable) throw notWritable(schema, 'updated');
    const checked = wanted.map(({ id, fields }, index) => ({
      ...{ item: index + 1, id: longId(checkId(id)) ?? id },
      ...checkedValues(schema, fields, 'update'),
    }));
    const ids = checked.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined)
      throw invalid(`${schema.name} ${twice} is named twice.`, 'Put all changes of one record into one item.');
    const names = [...new Set(checked.flatMap(({ values }) => Object.keys(values)))];
    const current = await readRecords(client, schema.name, ids, columnsOf(schema, names));
    for (const { id, problems } of checked) if (!current.has(id)) problems.push(`there is no ${schema.name} ${id}`);
    refuseProblems(checked, WHERE_TO_LOOK);
    const changes = checked.flatMap(({ item, id, values }) => {
      const now = current.get(id) ?? {};
      const changed = fieldsOf(schema, Object.keys(values))
        .filter((field) => !isSame(field, now[field.name], values[field.name] ?? null))
        .map(({ name }) => name);
      return changed.length === 0 ? [] : [{ item, id, now, before: pick(now, changed), after: pick(values, changed) }];
    });
    const amounts = inOneCurrency(changes.map(({ after, now }) => amountsIn(schema, after, now)));
    const rows = changes.map(({ after }) => after);
    const shown = await withNamesEach(
      client,
      schema,
      rows,
      (index) => `items[${(changes[index]?.item ?? 0) - 1}].fields`,
    );
    const items = changes.map(async ({ item, id, now, before, after }, index) => ({
      ...{ item, key: id, title: nameIn(schema, now) },
      before: await currentWithNames(client, { schema, fields: now }, before),
      after: shown[index] ?? after,
      sent: { object: schema.name, id, before, after },
    }));
    const same = checked.length - changes.length;
    return {
      summary: `Update ${changes.length} ${schema.name} records in Salesforce${amounts}`,
      items: await Promise.all(items),
      notes: same === 0 ? [] : [`${same} of the records already had these values and were not written.`],
    };
  },
  readBack,
  async apply(items, client) {
    const records = items.map(({ sent: { id, after } }) => ({ ...after, id }));
    return outcomesIn(items, await client.updateMany(objectOf(items), records));
  },
  undo: {
    summary: (items) => `Set back ${items.length} ${items[0]?.object} records in Salesforce`,
    things: () => 'records',
  },
});

export const createRecords = connection.batch({
  name: 'salesforce_create_records',
  title: 'Create Salesforce records',
  enabled: false,
  description:
    'Creates many records of one object after a person approved all. Search for duplicates first. ' +
    'Answers an outcome for each. Sent once.',
  input: {
    object: OBJECT,
    items: z
      .array(z.object({ fields: VALUES }))
      .min(1)
      .max(MAX_RECORDS)
      .describe('New ones.'),
  },
  chunk: MAX_RECORDS,
  examples: [
    {
      title: 'Two tasks',
      input: {
        object: 'Task',
        items: ['Call back', 'Send the offer'].map((Subject) => ({
          fields: { Subject, Status: 'Not Started', Priority: 'Normal' },
        })),
      },
    },
  ],
  async plan({ object, items }, client) {
    const schema = await client.describe(checkObject(object));
    if (!schema.createable) throw notWritable(schema, 'created');
    const checked = items.map(({ fields }) => checkedValues(schema, fields, 'create'));
    refuseProblems(checked, WHERE_TO_LOOK);
    const rows = checked.map(({ values }) => values);
    const amounts = inOneCurrency(rows.map((values) => amountsIn(schema, values, {})));
    const shown = await withNamesEach(client, schema, rows, (index) => `items[${index}].fields`);
    return {
      summary: `Create ${rows.length} ${schema.name} records in Salesforce${amounts}`,
      items: rows.map((fields, index) => ({
        ...{ item: index + 1, key: `#${index + 1}`, title: titleOf(schema, fields) || undefined },
        ...{ before: null, after: shown[index] ?? fields },
        sent: { object: schema.name, fields },
      })),
    };
  },
  async apply(items, client) {
    const object = objectOf(items);
    const results = await client.createMany(
      object,
      items.map(({ sent }) => sent.fields),
    );
    const stamp = stampOf(await client.describe(object)) ?? 'Id';
    const names = [...new Set(items.flatMap(({ sent }) => Object.keys(sent.fields))), stamp];
    const ids = results.flatMap(({ id, success }) => (success && id ? [id] : []));
    // they are created: failing now would invite a second time
    const rows = await readRecords(client, object, ids, names).catch(() => new Map<string, Row>());
    return outcomesIn(items, results, ({ fields }, id) => {
      const row = rows.get(id);
      return row && { before: pick(row, [...Object.keys(fields), stamp]) };
    });
  },
  /** Nothing that was changed since is deleted. */
  undo: {
    turn: ({ sent: { object, fields }, id = '', undo }): Wanted => ({
      ...{ object, id },
      before: (undo?.before as Row | undefined) ?? fields,
    }),
    summary: (items) => `Delete ${items.length} ${items[0]?.object} records in Salesforce`,
    things: () => 'records',
    readBack,
    async apply(items, client) {
      return outcomesIn(items, await client.removeMany(items.map(({ sent }) => sent.id)));
    },
  },
});

/** The object of a batch, which is that of each. */
const objectOf = (items: readonly { sent: { object: string } }[]) => items[0]?.sent.object ?? '';

/** How records stand: as before, as after, or what is different from before. */
async function readBack(items: readonly SentItem<Wanted>[], client: SalesforceClient) {
  const schema = await client.describe(objectOf(items));
  const names = [...new Set(items.flatMap(({ sent }) => Object.keys(sent.before)))];
  const ids = items.map(({ sent }) => sent.id);
  const now = await readRecords(client, schema.name, ids, names);
  return standingOf(items, now, (name, value, other) => {
    const field = fieldOf(schema, name);
    return field ? isSame(field, value, (other ?? null) as Value) : value === other;
  });
}

/** What became of each record; none where Salesforce does not answer for all of them. */
function outcomesIn<S extends { object: string; id?: string }>(
  items: readonly SentItem<S>[],
  results: readonly SaveResult[],
  undoOf?: (sent: S, id: string) => Row | undefined,
) {
  if (results.length !== items.length) return [];
  return outcomesOf(items, ({ sent }, index) => {
    const { id, success, errors = [] } = results[index] ?? {};
    if (!success) return { id: sent.id, reason: reasonOf(errors) };
    return { id: id ?? sent.id, undo: undoOf?.(sent, id ?? '') };
  });
}

/** @throws RK_INVALID_REQUEST for amounts in several currencies: a question does not tell them apart */
function inOneCurrency(said: readonly string[]): string {
  const [amounts = '', ...others] = new Set(said.filter(Boolean));
  if (others.length === 0) return amounts;
  throw invalid(`These records have amounts in several currencies.`, 'Write those of one currency at a time.');
}
