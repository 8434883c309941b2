import type { SalesforceClient } from './client.ts';
import type { Row } from './rows.ts';
import { fieldOf, type ObjectSchema } from './schema.ts';

/** The currency of a record; objects have the field only in an org with several currencies. */
export const CURRENCY_FIELD = 'CurrencyIsoCode';

const AGGREGATE = /\b(?:SUM|AVG|MIN|MAX)\s*\(\s*([\w.]+)\s*\)/gi;
const CONVERTED = /\bconvertCurrency\s*\(\s*([\w.]+)\s*\)/gi;

/** A query without the texts in quotes and without what stands in parentheses. */
function outline(soql: string): { text: string; top: string } {
  const text = soql.replace(/'(?:[^'\\]|\\.)*'/gs, "''");
  let top = text;
  for (let before = ''; before !== top; ) {
    before = top;
    top = top.replace(/\([^()]*\)/g, ' ');
  }
  return { text, top };
}

/** True for the path of an amount, which may lead over one parent. */
async function isAmount(client: SalesforceClient, schema: ObjectSchema, path: string) {
  const parts = path.split('.');
  const name = parts.pop() ?? '';
  const [relationship] = parts.slice(-1);
  const way = schema.fields.find((field) => field.relationship?.toLowerCase() === relationship?.toLowerCase());
  const target = relationship !== undefined ? way?.references[0] : undefined;
  const owner = target === undefined ? schema : await client.describe(target);
  return fieldOf(owner, name)?.type === 'currency';
}

/**
 * Says which currency the amounts of a result are in. Only an org with several currencies needs that: there, rows come in
 * their own currency, aggregates in the corporate one, and what convertCurrency gives in the user's.
 */
export async function currencyNotes(client: SalesforceClient, soql: string, rows: readonly Row[]): Promise<string[]> {
  const hasNumbers = rows.some((row) => Object.values(row).some((value) => typeof value === 'number'));
  if (!hasNumbers) return [];
  const currencies = await client.currencies();
  if (!currencies) return [];
  const { text, top } = outline(soql);
  const object = /\bFROM\s+(\w+)/i.exec(top)?.[1];
  if (object === undefined) return [];
  const schema = await client.describe(object);
  const amountsOf = async (paths: Iterable<string>) => {
    const names = [...new Set(paths)];
    const flags = await Promise.all(names.map((name) => isAmount(client, schema, name)));
    return names.filter((_name, index) => flags[index]);
  };
  const converted = await amountsOf([...text.matchAll(CONVERTED)].map((match) => match[1] ?? ''));
  const aggregated = await amountsOf([...text.matchAll(AGGREGATE)].map((match) => match[1] ?? ''));
  const columns = new Set(rows.flatMap((row) => Object.keys(row)));
  const own = aggregated.length > 0 ? [] : (await amountsOf(columns)).filter((name) => !converted.includes(name));
  return [
    ...(aggregated.length > 0
      ? [
          `Aggregates of ${aggregated.join(', ')} are in ${currencies.corporate}, the corporate currency; Salesforce cannot convert them.`,
        ]
      : []),
    ...(converted.length > 0
      ? [`convertCurrency gives ${converted.join(', ')} in ${currencies.user ?? "the user's currency"}.`]
      : []),
    ...(own.length > 0
      ? [
          `${own.join(', ')}: each row in its own currency${columns.has(CURRENCY_FIELD) ? '' : ` (select ${CURRENCY_FIELD})`}. Add rows up only within one currency, or use convertCurrency; SUM comes in ${currencies.corporate}.`,
        ]
      : []),
  ];
}
