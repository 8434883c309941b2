import { answer } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import { CURRENCY_FIELD } from '../currency.ts';
import { describeOf, readRecord, recordUrl, sensibleFields } from '../record.ts';
import { fieldOf } from '../schema.ts';
import { checkPath } from '../soql.ts';

export const getRecord = connection.item({
  name: 'salesforce_get_record',
  title: 'Get a Salesforce record',
  description:
    'One record by id. Without `fields`: all that have a value, with the names of owner, account and other references.',
  input: {
    id: z.string().describe('Record id, 15 or 18 characters.'),
    object: z.string().optional().describe('API name; known from the id if left out.'),
    fields: z.array(z.string()).max(100).optional().describe('API names; parents as Account.Name.'),
  },
  item: z.looseObject({ object: z.string(), Id: z.string(), url: z.string().optional() }),
  examples: [{ title: 'The first account of the demo org', input: { id: '001Rk0000000001IAA' } }],
  async handler(input, client) {
    const schema = await describeOf(client, input.object, input.id);
    const sensible = input.fields ? undefined : sensibleFields(schema);
    const asked = (input.fields ?? []).map(checkPath);
    const hasAmount = asked.some((name) => fieldOf(schema, name)?.type === 'currency');
    const currency = hasAmount && fieldOf(schema, CURRENCY_FIELD) ? [CURRENCY_FIELD] : [];
    const names = sensible?.names ?? [...new Set([...asked, ...currency])];
    const { Id, ...row } = await readRecord(client, schema.name, input.id, names);
    const fields = sensible ? Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) : row;
    const id = String(Id);
    const notes = sensible
      ? [
          'Fields without a value are left out.',
          ...(sensible.left > 0 ? [`${sensible.left} more fields exist: name them in \`fields\`.`] : []),
        ]
      : [];
    return answer({ object: schema.name, Id: id, ...(await recordUrl(client, schema.name, id)), ...fields }, { notes });
  },
});
