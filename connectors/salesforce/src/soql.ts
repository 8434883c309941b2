import { invalid } from '@rolekit/sdk';
import { longId } from './record-id.ts';

/** A SOQL string literal. */
export function quote(text: string): string {
  return `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
}

/** A record id: 15 characters as they are, 18 with the case of letters that the suffix tells. @throws RK_INVALID_REQUEST */
export function checkId(id: string): string {
  const long = longId(id);
  if (long !== undefined) return id.length === 15 ? id : long;
  throw invalid(
    `"${id}" is not a Salesforce record id (15 letters and digits, or 18 with the right suffix).`,
    'Find the id with `salesforce_search` or `salesforce_query`.',
  );
}

/** A field or relationship path such as `Account.Owner.Name`. @throws RK_INVALID_REQUEST */
export function checkPath(path: string): string {
  if (/^[A-Za-z]\w*(?:\.[A-Za-z]\w*){0,5}$/.test(path)) return path;
  throw invalid(
    `"${path}" is not a field name.`,
    'Use API names such as `Name` or `Account.Owner.Name`; see `salesforce_describe_object`.',
  );
}

/** An object's API name. @throws RK_INVALID_REQUEST */
export function checkObject(name: string): string {
  if (/^[A-Za-z]\w*$/.test(name)) return name;
  throw invalid(`"${name}" is not the API name of an object.`, 'See `salesforce_list_objects`.');
}

/** True for a query that asks only for `COUNT()`, which answers a number and no rows. */
export function isCountQuery(soql: string): boolean {
  return /^\s*select\s+count\s*\(\s*\)\s+from\b/i.test(soql);
}

/** Escapes what SOSL reserves, so that a text is searched for as it is. */
export function escapeSosl(text: string): string {
  return text.replace(/[?&|!{}[\]()^~*:\\"'+-]/g, '\\$&');
}
