import type { TypeName } from './schema/object-types.ts';

const PREFIX: Readonly<Record<TypeName | 'owners', number>> = {
  contacts: 101,
  companies: 201,
  deals: 301,
  tickets: 401,
  notes: 501,
  calls: 601,
  meetings: 701,
  tasks: 801,
  p_sites: 951,
  owners: 901,
};

/** The id that the portal gives to a record of the demo company, e.g. `opp-0012` as a deal. */
export function idOfDemoRecord(type: TypeName | 'owners', demoId: string): string {
  return makeId(type, Number(demoId.replace(/^\D+/, '')));
}

export function makeId(type: TypeName | 'owners', number: number): string {
  return `${PREFIX[type]}${String(number).padStart(7, '0')}`;
}
