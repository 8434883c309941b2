import type { ListPage } from '@rolekit/sdk';
import { type ListPart, mergeLists } from '@rolekit/sdk/http';
import type { SalesforceClient } from './client.ts';
import { type Row, readableRows } from './rows.ts';
import { fieldOf } from './schema.ts';
import { quote } from './soql.ts';

export type Kind = 'Task' | 'Event';
export type When = 'all' | 'past' | 'upcoming';

/** Behind which row a list goes on. */
interface Place {
  date: string | null;
  id: string;
}

export interface Activity {
  kind: Kind;
  id: string;
  row: Row;
}

interface Wanted {
  object: string;
  id: string;
  when: When;
}

const COLUMNS: Readonly<Record<Kind, string>> = {
  Task: 'Subject ActivityDate Status IsClosed Priority TaskSubtype Type Description OwnerId WhoId WhatId',
  Event: 'Subject ActivityDate StartDateTime EndDateTime Location Type Description OwnerId WhoId WhatId',
};

/** Tasks and events of a record as one list, newest first; those without a date come last. */
export function readActivities(client: SalesforceClient, wanted: Wanted): Promise<ListPage<Activity>> {
  const list = (kind: Kind): ListPart<Activity, Place> => ({
    read: async (place, limit) => ({ rows: await readKind(client, kind, place, wanted, limit) }),
    behind(taken) {
      const { id, row } = taken.at(-1) ?? { id: '', row: {} };
      return { date: dateOf(row), id };
    },
  });
  const order = ({ row }: Activity) => dateOf(row) ?? '';
  return mergeLists({ Event: list('Event'), Task: list('Task') }, { connector: 'Salesforce', order });
}

/** One more row than wanted, so that the end is known without an empty page. */
async function readKind(
  client: SalesforceClient,
  kind: Kind,
  place: Place | undefined,
  wanted: Wanted,
  count: number,
): Promise<Activity[]> {
  const schema = await client.describe(kind);
  // what the user may not see is left out instead of failing the whole list
  const columns = COLUMNS[kind].split(' ').filter((name) => fieldOf(schema, name));
  const names = ['Owner.Name', 'Who.Name', 'What.Name'].filter((name) => columns.includes(`${name.split('.')[0]}Id`));
  const conditions = [relationOf(wanted.object, wanted.id), ...timeOf(kind, wanted.when), ...after(place)];
  const limit = count + 1;
  const soql =
    `SELECT ${['Id', ...columns, ...names].join(', ')} FROM ${kind} WHERE ${conditions.join(' AND ')} ` +
    `ORDER BY ActivityDate DESC NULLS LAST, Id DESC LIMIT ${limit}`;
  const read = (cursor?: string) => client.page(soql, { cursor, limit });
  const rows: Row[] = [];
  // a batch of wide rows is smaller than what was asked for
  for (let page = await read(); ; page = await read(page.next)) {
    rows.push(...readableRows(page.items).rows);
    if (page.next === undefined) return rows.map((row) => ({ kind, id: String(row.Id), row }));
  }
}

function relationOf(object: string, id: string): string {
  if (object === 'Account') return `AccountId = ${quote(id)}`;
  return `${object === 'Contact' || object === 'Lead' ? 'WhoId' : 'WhatId'} = ${quote(id)}`;
}

// the server's clock decides what is past
function timeOf(kind: Kind, when: When): string[] {
  if (when === 'all') return [];
  if (kind === 'Task') return [`IsClosed = ${when === 'past'}`];
  return [`ActivityDate ${when === 'past' ? '<=' : '>='} TODAY`];
}

function after(place: Place | undefined): string[] {
  if (!place) return [];
  const id = quote(place.id);
  if (place.date === null) return [`ActivityDate = null AND Id < ${id}`];
  return [`(ActivityDate < ${place.date} OR (ActivityDate = ${place.date} AND Id < ${id}) OR ActivityDate = null)`];
}

function dateOf(row: Row): string | null {
  return typeof row.ActivityDate === 'string' ? row.ActivityDate : null;
}
