import { z } from 'zod';
import type { SalesforceClient } from './client.ts';
import { type Row, readableRows } from './rows.ts';
import { fieldOf } from './schema.ts';
import { quote } from './soql.ts';

export type Kind = 'Task' | 'Event';
export type When = 'all' | 'past' | 'upcoming';

const PLACE = z.object({ date: z.iso.date().nullable(), id: z.string() });
/** How far each of the two lists was read; `end` when there is nothing left of it. */
const POSITION = z.object({
  Task: z.union([PLACE, z.literal('end')]).optional(),
  Event: z.union([PLACE, z.literal('end')]).optional(),
});
type Position = z.output<typeof POSITION>;

export interface ActivityPage {
  rows: { kind: Kind; row: Row }[];
  next: string | undefined;
}

interface Wanted {
  object: string;
  id: string;
  when: When;
  limit: number;
  cursor: string | undefined;
}

const COLUMNS: Readonly<Record<Kind, string>> = {
  Task: 'Subject ActivityDate Status IsClosed Priority TaskSubtype Type Description OwnerId WhoId WhatId',
  Event: 'Subject ActivityDate StartDateTime EndDateTime Location Type Description OwnerId WhoId WhatId',
};

/** Tasks and events of a record as one list, newest first. */
export async function readActivities(client: SalesforceClient, wanted: Wanted): Promise<ActivityPage> {
  const position: Position = wanted.cursor === undefined ? {} : POSITION.parse(JSON.parse(wanted.cursor));
  const [tasks, events] = await Promise.all([
    readKind(client, 'Task', position.Task, wanted),
    readKind(client, 'Event', position.Event, wanted),
  ]);
  const rows = merge(tasks, events).slice(0, wanted.limit);
  const place = (kind: Kind, fetched: readonly Row[]): Position[Kind] => {
    const taken = rows.filter((row) => row.kind === kind);
    const last = taken.at(-1)?.row;
    if (taken.length === fetched.length) return 'end';
    return last ? { date: dateOf(last), id: String(last.Id) } : position[kind];
  };
  const reached: Position = { Task: place('Task', tasks), Event: place('Event', events) };
  const isEnd = reached.Task === 'end' && reached.Event === 'end';
  return { rows, next: isEnd ? undefined : JSON.stringify(reached) };
}

/** One more row than wanted, so that the end is known without an empty page. */
async function readKind(client: SalesforceClient, kind: Kind, place: Position[Kind], wanted: Wanted): Promise<Row[]> {
  if (place === 'end') return [];
  const schema = await client.describe(kind);
  // what the user may not see is left out instead of failing the whole list
  const columns = COLUMNS[kind].split(' ').filter((name) => fieldOf(schema, name));
  const names = ['Owner.Name', 'Who.Name', 'What.Name'].filter((name) => columns.includes(`${name.split('.')[0]}Id`));
  const conditions = [relationOf(wanted.object, wanted.id), ...timeOf(kind, wanted.when), ...after(place)];
  const limit = wanted.limit + 1;
  const soql =
    `SELECT ${['Id', ...columns, ...names].join(', ')} FROM ${kind} WHERE ${conditions.join(' AND ')} ` +
    `ORDER BY ActivityDate DESC NULLS LAST, Id DESC LIMIT ${limit}`;
  const read = (cursor?: string) => client.page(soql, { cursor, limit });
  const rows: Row[] = [];
  // a batch of wide rows is smaller than what was asked for
  for (let page = await read(); ; page = await read(page.next)) {
    rows.push(...readableRows(page.items).rows);
    if (page.next === undefined) return rows;
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

function after(place: z.output<typeof PLACE> | undefined): string[] {
  if (!place) return [];
  const id = quote(place.id);
  if (place.date === null) return [`ActivityDate = null AND Id < ${id}`];
  return [`(ActivityDate < ${place.date} OR (ActivityDate = ${place.date} AND Id < ${id}) OR ActivityDate = null)`];
}

function merge(tasks: readonly Row[], events: readonly Row[]): { kind: Kind; row: Row }[] {
  const all = [
    ...events.map((row) => ({ kind: 'Event' as const, row })),
    ...tasks.map((row) => ({ kind: 'Task' as const, row })),
  ];
  // stable: each list keeps the order in which Salesforce sent it
  return all.sort((a, b) => (dateOf(b.row) ?? '').localeCompare(dateOf(a.row) ?? ''));
}

function dateOf(row: Row): string | null {
  return typeof row.ActivityDate === 'string' ? row.ActivityDate : null;
}
