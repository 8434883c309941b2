/** The kinds of objects that the sandbox has. */
export const TYPE_NAMES = [
  'contacts',
  'companies',
  'deals',
  'tickets',
  'notes',
  'calls',
  'meetings',
  'tasks',
  'p_sites',
] as const;
export type TypeName = (typeof TYPE_NAMES)[number];

export interface ObjectType {
  name: TypeName;
  singular: string;
  /** As the vendor numbers it. */
  id: string;
  /** Answered when no properties are asked for. */
  defaults: readonly string[];
  /** Looked through by a search's `query`. */
  searchable: readonly string[];
  modified: 'lastmodifieddate' | 'hs_lastmodifieddate';
  created: 'createdate' | 'hs_createdate';
}

const activity = { modified: 'hs_lastmodifieddate', created: 'hs_createdate', defaults: [] } as const;
const record = { modified: 'hs_lastmodifieddate', created: 'createdate' } as const;

const TYPES: Readonly<Record<TypeName, ObjectType>> = {
  contacts: {
    name: 'contacts',
    singular: 'contact',
    id: '0-1',
    created: 'createdate',
    modified: 'lastmodifieddate',
    defaults: ['email', 'firstname', 'lastname'],
    searchable: ['firstname', 'lastname', 'email', 'phone', 'company'],
  },
  companies: {
    ...record,
    name: 'companies',
    singular: 'company',
    id: '0-2',
    defaults: ['name', 'domain'],
    searchable: ['name', 'domain', 'phone', 'website'],
  },
  deals: {
    ...record,
    name: 'deals',
    singular: 'deal',
    id: '0-3',
    defaults: ['dealname', 'amount', 'closedate', 'pipeline', 'dealstage'],
    searchable: ['dealname', 'description', 'dealtype'],
  },
  tickets: {
    ...record,
    name: 'tickets',
    singular: 'ticket',
    id: '0-5',
    defaults: ['subject', 'content', 'hs_pipeline', 'hs_pipeline_stage', 'hs_ticket_category', 'hs_ticket_priority'],
    searchable: ['subject', 'content'],
  },
  notes: { ...activity, name: 'notes', singular: 'note', id: '0-46', searchable: ['hs_note_body'] },
  calls: { ...activity, name: 'calls', singular: 'call', id: '0-48', searchable: ['hs_call_title', 'hs_call_body'] },
  meetings: {
    ...activity,
    name: 'meetings',
    singular: 'meeting',
    id: '0-47',
    searchable: ['hs_meeting_title', 'hs_meeting_body'],
  },
  tasks: { ...activity, name: 'tasks', singular: 'task', id: '0-27', searchable: ['hs_task_subject', 'hs_task_body'] },
  // a type of the demo company's own: paths know it by its number or its qualified name
  p_sites: {
    name: 'p_sites',
    singular: 'p_sites',
    id: '2-4000118',
    created: 'hs_createdate',
    modified: 'hs_lastmodifieddate',
    defaults: ['site_name'],
    searchable: ['site_name', 'city'],
  },
};

/** The type by any of its names: plural, singular, number. */
export function objectType(name: string): ObjectType | undefined {
  const wanted = name.toLowerCase();
  return Object.values(TYPES).find((type) => type.name === wanted || type.singular === wanted || type.id === wanted);
}

/** Activities cannot be merged. */
export function isActivity(name: TypeName): boolean {
  return ['notes', 'calls', 'meetings', 'tasks'].includes(name);
}

export function typeOf(name: TypeName): ObjectType {
  return TYPES[name];
}
