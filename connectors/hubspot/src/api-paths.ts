import type { HubSpotConfig } from './connection.ts';

export type Family = 'properties' | 'pipelines' | 'owners' | 'lists';

/** Where things are, in the version that the connection uses. */
export interface Paths {
  objects(type: string, rest?: string): string;
  /** Associations of one object. */
  associated(type: string, id: string, to: string): string;
  /** Associations between two types. */
  associations(from: string, to: string, rest: string): string;
  of(family: Family, rest?: string): string;
  /** Types of the account's own. */
  types: string;
  account: string;
}

const part = encodeURIComponent;

/** The old paths carry their version behind the product, the dated ones behind the family. */
export function pathsOf(version: HubSpotConfig['apiVersion']): Paths {
  if (version === 'v3') {
    return {
      objects: (type, rest = '') => `/crm/v3/objects/${part(type)}${rest}`,
      associated: (type, id, to) => `/crm/v4/objects/${part(type)}/${part(id)}/associations/${part(to)}`,
      associations: (from, to, rest) => `/crm/v4/associations/${part(from)}/${part(to)}${rest}`,
      of: (family, rest = '') => `/crm/v3/${family}${rest}`,
      types: '/crm-object-schemas/v3/schemas',
      account: '/account-info/v3/details',
    };
  }
  return {
    objects: (type, rest = '') => `/crm/objects/${version}/${part(type)}${rest}`,
    associated: (type, id, to) => `/crm/objects/${version}/${part(type)}/${part(id)}/associations/${part(to)}`,
    associations: (from, to, rest) => `/crm/associations/${version}/${part(from)}/${part(to)}${rest}`,
    of: (family, rest = '') => `/crm/${family}/${version}${rest}`,
    types: `/crm-object-schemas/${version}/schemas`,
    account: `/account-info/${version}/details`,
  };
}
