import { isActivity, type TypeName, typeOf } from './object-types.ts';
import { STAGE_OPTIONS, TICKET_STAGE_OPTIONS } from './pipelines.ts';

export type PropertyType = 'string' | 'number' | 'date' | 'datetime' | 'enumeration' | 'bool';

export interface Option {
  label: string;
  value: string;
}

/** One property of a type, as far as the sandbox needs it. */
export interface PropertyDef {
  name: string;
  label: string;
  type: PropertyType;
  fieldType: string;
  group: string;
  options: readonly Option[];
  readOnly: boolean;
  unique: boolean;
  required: boolean;
  description: string;
}

interface Extra {
  options?: readonly (string | Option)[];
  readOnly?: boolean;
  unique?: boolean;
  required?: boolean;
  fieldType?: string;
  description?: string;
}

const FIELD_TYPE: Readonly<Record<PropertyType, string>> = {
  string: 'text',
  number: 'number',
  date: 'date',
  datetime: 'date',
  enumeration: 'select',
  bool: 'booleancheckbox',
};

function property(name: string, label: string, type: PropertyType, extra: Extra = {}): Omit<PropertyDef, 'group'> {
  return {
    name,
    label,
    type,
    fieldType: extra.fieldType ?? FIELD_TYPE[type],
    options: (extra.options ?? []).map((option) =>
      typeof option === 'string' ? { label: option, value: option } : option,
    ),
    readOnly: extra.readOnly ?? false,
    unique: extra.unique ?? false,
    required: extra.required ?? false,
    description: extra.description ?? '',
  };
}

const text = (name: string, label: string, extra?: Extra) => property(name, label, 'string', extra);
const long = (name: string, label: string) => property(name, label, 'string', { fieldType: 'textarea' });
const number = (name: string, label: string, extra?: Extra) => property(name, label, 'number', extra);
const time = (name: string, label: string, extra?: Extra) => property(name, label, 'datetime', extra);
const choice = (name: string, label: string, options: readonly (string | Option)[], extra?: Extra) =>
  property(name, label, 'enumeration', { ...extra, options });

const OWNER = choice('hubspot_owner_id', 'Owner', [], {
  description: 'Id of the owner; the options are the owners themselves.',
});
const PHASES = ['lead', 'salesqualifiedlead', 'opportunity', 'customer', 'other'];

const OF_TYPE: Readonly<Record<TypeName, readonly Omit<PropertyDef, 'group'>[]>> = {
  p_sites: [
    text('site_name', 'Site name', { required: true }),
    choice('site_kind', 'Kind', ['Warehouse', 'Port', 'Office']),
    text('city', 'City'),
    number('docks', 'Docks'),
    OWNER,
  ],
  contacts: [
    text('email', 'Email', { unique: true }),
    text('firstname', 'First Name'),
    text('lastname', 'Last Name'),
    text('jobtitle', 'Job Title'),
    text('department', 'Department'),
    text('company', 'Company Name'),
    text('phone', 'Phone Number', { fieldType: 'phonenumber' }),
    choice('lifecyclestage', 'Lifecycle Stage', PHASES),
    choice(
      'hs_buying_role',
      'Buying Role',
      [
        { label: 'Champion', value: 'CHAMPION' },
        { label: 'Decision Maker', value: 'DECISION_MAKER' },
        { label: 'Influencer', value: 'INFLUENCER' },
        { label: 'End User', value: 'END_USER' },
        { label: 'Blocker', value: 'BLOCKER' },
      ],
      { fieldType: 'checkbox' },
    ),
    property('do_not_call', 'Do Not Call', 'bool'),
    property('left_company_on', 'Left Company On', 'date'),
    text('associatedcompanyid', 'Primary Associated Company ID', { readOnly: true }),
    OWNER,
  ],
  companies: [
    text('name', 'Company name', { required: false }),
    text('domain', 'Company Domain Name'),
    text('website', 'Website URL'),
    text('customer_number', 'Customer Number', { unique: true }),
    choice('type', 'Type', [
      { label: 'Prospect', value: 'PROSPECT' },
      { label: 'Customer', value: 'CUSTOMER' },
      { label: 'Former Customer', value: 'FORMER_CUSTOMER' },
      { label: 'Other', value: 'OTHER' },
    ]),
    choice('lifecyclestage', 'Lifecycle Stage', PHASES),
    text('industry', 'Industry'),
    choice('segment', 'Segment', ['enterprise', 'mid-market', 'small']),
    choice('region', 'Region', ['EMEA', 'Americas', 'APAC']),
    choice('health', 'Health', ['Green', 'Yellow', 'Red']),
    text('city', 'City'),
    text('country', 'Country/Region'),
    text('phone', 'Phone Number', { fieldType: 'phonenumber' }),
    number('annualrevenue', 'Annual Revenue'),
    number('recurring_revenue', 'Recurring Revenue'),
    number('numberofemployees', 'Number of Employees'),
    property('do_not_contact', 'Do Not Contact', 'bool'),
    long('description', 'Description'),
    property('notes_last_contacted', 'Last Contacted', 'datetime', { readOnly: true }),
    OWNER,
  ],
  deals: [
    text('dealname', 'Deal Name'),
    choice('dealstage', 'Deal Stage', STAGE_OPTIONS, { fieldType: 'radio' }),
    choice('pipeline', 'Pipeline', [{ label: 'Sales Pipeline', value: 'default' }]),
    number('amount', 'Amount'),
    time('closedate', 'Close Date'),
    choice('dealtype', 'Deal Type', [
      { label: 'New Business', value: 'newbusiness' },
      { label: 'Existing Business', value: 'existingbusiness' },
      { label: 'Renewal', value: 'renewal' },
    ]),
    number('hs_deal_stage_probability', 'Deal Probability', { readOnly: true }),
    choice('hs_manual_forecast_category', 'Forecast category', [
      { label: 'Not forecasted', value: 'OMIT' },
      { label: 'Pipeline', value: 'PIPELINE' },
      { label: 'Best case', value: 'BEST_CASE' },
      { label: 'Commit', value: 'COMMIT' },
      { label: 'Closed won', value: 'CLOSED' },
    ]),
    long('hs_next_step', 'Next step'),
    long('closed_lost_reason', 'Closed Lost Reason'),
    text('lead_source', 'Lead Source'),
    long('description', 'Deal Description'),
    property('notes_last_contacted', 'Last Contacted', 'datetime', { readOnly: true }),
    property('hs_is_closed', 'Is Deal Closed?', 'bool', { readOnly: true }),
    number('hs_primary_associated_company', 'Primary Associated Company', { readOnly: true }),
    OWNER,
  ],
  tickets: [
    text('subject', 'Ticket name'),
    long('content', 'Ticket description'),
    choice('hs_pipeline', 'Pipeline', [{ label: 'Support Pipeline', value: '0' }]),
    choice('hs_pipeline_stage', 'Ticket status', TICKET_STAGE_OPTIONS),
    choice('hs_ticket_priority', 'Priority', ['LOW', 'MEDIUM', 'HIGH', 'URGENT']),
    choice('hs_ticket_category', 'Category', [
      { label: 'Product Issue', value: 'PRODUCT_ISSUE' },
      { label: 'Feature Request', value: 'FEATURE_REQUEST' },
      { label: 'General Inquiry', value: 'GENERAL_INQUIRY' },
    ]),
    choice('source_type', 'Source', ['EMAIL', 'PHONE', 'FORM']),
    text('case_number', 'Case Number', { unique: true }),
    time('closed_date', 'Close date', { readOnly: true }),
    OWNER,
  ],
  notes: [time('hs_timestamp', 'Activity date', { required: true }), long('hs_note_body', 'Body'), OWNER],
  calls: [
    time('hs_timestamp', 'Activity date', { required: true }),
    text('hs_call_title', 'Call Title'),
    long('hs_call_body', 'Call notes'),
    choice('hs_call_direction', 'Call direction', ['INBOUND', 'OUTBOUND']),
    choice('hs_call_status', 'Call status', ['BUSY', 'CANCELED', 'COMPLETED', 'FAILED', 'NO_ANSWER', 'QUEUED']),
    number('hs_call_duration', 'Call duration'),
    OWNER,
  ],
  meetings: [
    time('hs_timestamp', 'Activity date', { required: true }),
    text('hs_meeting_title', 'Meeting name'),
    long('hs_meeting_body', 'Meeting description'),
    text('hs_meeting_location', 'Meeting location'),
    time('hs_meeting_start_time', 'Meeting start time'),
    time('hs_meeting_end_time', 'Meeting end time'),
    choice('hs_meeting_outcome', 'Meeting outcome', ['SCHEDULED', 'COMPLETED', 'RESCHEDULED', 'NO_SHOW', 'CANCELED']),
    OWNER,
  ],
  tasks: [
    time('hs_timestamp', 'Due date', { required: true }),
    text('hs_task_subject', 'Task Title'),
    long('hs_task_body', 'Task Notes'),
    choice('hs_task_status', 'Task Status', ['NOT_STARTED', 'IN_PROGRESS', 'WAITING', 'COMPLETED', 'DEFERRED']),
    choice('hs_task_priority', 'Priority', ['NONE', 'LOW', 'MEDIUM', 'HIGH']),
    choice('hs_task_type', 'Task Type', ['CALL', 'EMAIL', 'TODO']),
    time('hs_task_completion_date', 'Completed at', { readOnly: true }),
    OWNER,
  ],
};

/** Custom ones of the demo portal; all others are the vendor's own. */
const CUSTOM = new Set([
  'do_not_call',
  'left_company_on',
  'customer_number',
  'segment',
  'region',
  'health',
  'recurring_revenue',
  'do_not_contact',
  'lead_source',
  'case_number',
]);

const BY_TYPE = new Map<TypeName, Map<string, PropertyDef>>();

/** The properties of a type by name, with those that every object has. */
export function propertiesOf(type: TypeName): ReadonlyMap<string, PropertyDef> {
  let known = BY_TYPE.get(type);
  if (!known) {
    const { created, modified, singular } = typeOf(type);
    const common = [
      number('hs_object_id', 'Record ID', { readOnly: true, unique: true }),
      time(created, 'Create Date', { readOnly: true }),
      time(modified, 'Last Modified Date', { readOnly: true }),
    ];
    const merged = isActivity(type)
      ? []
      : [choice('hs_merged_object_ids', 'Merged record IDs', [], { readOnly: true, fieldType: 'text' })];
    known = new Map(
      [...OF_TYPE[type], ...common, ...merged].map((item) => [item.name, { ...item, group: `${singular}information` }]),
    );
    BY_TYPE.set(type, known);
  }
  return known;
}

/** A property in the vendor's form. */
export function describeProperty(property: PropertyDef): Record<string, unknown> {
  return {
    name: property.name,
    label: property.label,
    type: property.type,
    fieldType: property.fieldType,
    description: property.description,
    groupName: property.group,
    options: property.options.map(({ label, value }, displayOrder) => ({ label, value, displayOrder, hidden: false })),
    displayOrder: -1,
    calculated: false,
    externalOptions: property.name === 'hubspot_owner_id',
    hasUniqueValue: property.unique,
    hidden: false,
    hubspotDefined: !CUSTOM.has(property.name),
    formField: !property.readOnly,
    archived: false,
    modificationMetadata: {
      archivable: CUSTOM.has(property.name),
      readOnlyDefinition: !CUSTOM.has(property.name),
      readOnlyValue: property.readOnly,
    },
    createdAt: '2022-01-10T08:00:00.000Z',
    updatedAt: '2022-01-10T08:00:00.000Z',
  };
}
