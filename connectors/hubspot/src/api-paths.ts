import { path } from '@rolekit/sdk/http';
import type { HubSpotConfig } from './connection.ts';

type Family = 'objects' | 'associations' | 'properties' | 'pipelines' | 'owners' | 'lists';

/** Where things are: the old paths carry their version behind the product, the dated ones behind the family. */
export function pathsOf(version: HubSpotConfig['apiVersion']) {
  const isOld = version === 'v3';
  const of = (family: Family, rest = '', old = 'v3') =>
    `/crm/${isOld ? `${old}/${family}` : `${family}/${version}`}${rest}`;
  return {
    of,
    objects: (type: string, rest = '') => of('objects', path`/${type}` + rest),
    /** Associations of one object. */
    associated: (type: string, id: string, to: string) => of('objects', path`/${type}/${id}/associations/${to}`, 'v4'),
    /** Associations between two types. */
    associations: (from: string, to: string, rest: string) => of('associations', path`/${from}/${to}` + rest, 'v4'),
    /** Types of the account's own. */
    types: `/crm-object-schemas/${version}/schemas`,
    account: `/account-info/${version}/details`,
  };
}
