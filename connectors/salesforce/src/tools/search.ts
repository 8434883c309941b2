import { invalid } from '@rolekit/sdk';
import { z } from 'zod';
import type { SalesforceClient } from '../client.ts';
import { connection } from '../connection.ts';
import { readableRows } from '../rows.ts';
import { nameFieldOf } from '../schema.ts';
import { checkObject, escapeSosl } from '../soql.ts';
import type { VendorRecord } from '../wire.ts';

/** SOSL has no continuation; this many rows are fetched at once and paged from there. */
const MAX_ROWS = 200;

/** What tells one record of a common object from another. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  Account: ['Id', 'Name'],
  Contact: ['Id', 'Name', 'Title', 'Email'],
  Lead: ['Id', 'Name', 'Company', 'Email'],
  Opportunity: ['Id', 'Name', 'StageName', 'CloseDate'],
  Case: ['Id', 'CaseNumber', 'Subject', 'Status'],
};

export const search = connection.list({
  name: 'salesforce_search',
  title: 'Search Salesforce for text',
  description:
    'Finds records by words in any field across objects (names, emails, phone numbers), for when the id or object is unknown. ' +
    'Give `text`, or `sosl` for full control. For exact filters use salesforce_query.',
  input: {
    text: z.string().min(2).max(200).optional().describe('Words; all must occur. A trailing * matches beginnings.'),
    objects: z
      .array(z.string())
      .max(10)
      .optional()
      .describe('API names; default Account, Contact, Lead, Opportunity, Case.'),
    sosl: z.string().max(10_000).optional().describe('FIND {acme} IN NAME FIELDS RETURNING Account(Id, Name)'),
  },
  items: z.looseObject({ object: z.string() }),
  examples: [{ title: 'Who or what is Kestrel?', input: { text: 'Kestrel' } }],
  async handler({ text, objects, sosl }, client) {
    const records = await client.search(sosl ?? (await plainSearch(client, text, objects)));
    const { rows, notes } = readableRows(records);
    const items = rows.map((row, index) => ({ object: typeOf(records[index]), ...row }));
    if (sosl === undefined && items.length >= MAX_ROWS) {
      notes.push(`Only the best ${MAX_ROWS} matches are returned; there may be more. Use more words or fewer objects.`);
    }
    return { items, notes };
  },
});

async function plainSearch(
  client: SalesforceClient,
  text: string | undefined,
  objects: readonly string[] | undefined,
): Promise<string> {
  if (text === undefined) {
    throw invalid('Neither `text` nor `sosl` is given.', 'Give the words to search for as `text`.');
  }
  const returning = await Promise.all(
    (objects ?? Object.keys(COLUMNS)).map(
      async (object) => `${checkObject(object)}(${(await columnsOf(client, object)).join(', ')})`,
    ),
  );
  const words = searchWords(text);
  if (words.length === 0) {
    throw invalid(
      `"${text}" has no word of two or more letters or digits.`,
      'Give a longer word; exact values are found with `salesforce_query`.',
    );
  }
  return `FIND {${words.join(' AND ')}} IN ALL FIELDS RETURNING ${returning.join(', ')} LIMIT ${MAX_ROWS}`;
}

/** Salesforce refuses single characters; a star at the end of a word is the one operator that people use. */
function searchWords(text: string): string[] {
  return text
    .split(/\s+/)
    .filter((word) => (word.match(/[\p{L}\p{N}]/gu) ?? []).length >= 2)
    .map((word) => (word.endsWith('*') ? `${escapeSosl(word.slice(0, -1))}*` : escapeSosl(word)));
}

async function columnsOf(client: SalesforceClient, object: string): Promise<readonly string[]> {
  const known = COLUMNS[object];
  if (known) return known;
  const name = nameFieldOf(await client.describe(object));
  return name === undefined ? ['Id'] : ['Id', name];
}

function typeOf(record: VendorRecord | undefined): string {
  const attributes = record?.attributes;
  const type =
    typeof attributes === 'object' && attributes !== null && 'type' in attributes ? attributes.type : undefined;
  return typeof type === 'string' ? type : 'unknown';
}
