import { didYouMean, invalid } from '@rolekit/sdk';
import { z } from 'zod';
import type { HubSpotClient } from './client.ts';
import { textOf } from './html.ts';

interface KnownType {
  singular: string;
  /** As the vendor numbers it. */
  id: string;
  /** What a person knows a record by. */
  title: readonly string[];
  /** Read when no properties are asked for. */
  usual: readonly string[];
  stage?: string | undefined;
}

/** Names are joined by spaces. */
function known(singular: string, id: string, title: string, usual: string): KnownType {
  const names = usual.split(' ');
  const stage = names.find((name) => name === 'dealstage' || name === 'hs_pipeline_stage');
  return { singular, id, title: title.split(' '), usual: names, stage };
}

const activity = (singular: string, id: string, title: string, more: string) =>
  known(singular, id, title, owned(`hs_timestamp ${more}`));
const owned = (names: string) => `${names} hubspot_owner_id`;

const KNOWN: Readonly<Record<string, KnownType>> = {
  contacts: known('contact', '0-1', 'firstname lastname email', owned('firstname lastname email jobtitle company')),
  companies: known('company', '0-2', 'name', owned('name domain industry city country lifecyclestage')),
  deals: known('deal', '0-3', 'dealname', owned('dealname dealstage pipeline amount closedate')),
  tickets: known(
    'ticket',
    '0-5',
    'subject',
    owned('subject hs_pipeline_stage hs_pipeline hs_ticket_priority createdate'),
  ),
  notes: activity('note', '0-46', 'hs_note_body', 'hs_note_body'),
  calls: activity('call', '0-48', 'hs_call_title', 'hs_call_title hs_call_body hs_call_status'),
  meetings: activity('meeting', '0-47', 'hs_meeting_title', 'hs_meeting_title hs_meeting_body hs_meeting_outcome'),
  tasks: activity('task', '0-27', 'hs_task_subject', 'hs_task_subject hs_task_body hs_task_status'),
  emails: activity('email', '0-49', 'hs_email_subject', 'hs_email_subject hs_email_text hs_email_direction'),
  leads: known('lead', '0-136', 'hs_lead_name', owned('hs_lead_name hs_lead_label hs_pipeline_stage')),
  line_items: known('line_item', '0-8', 'name', 'name quantity price amount hs_product_id'),
  products: known('product', '0-7', 'name', 'name price hs_sku description'),
  quotes: known('quote', '0-14', 'hs_title', owned('hs_title hs_status hs_expiration_date hs_quote_amount')),
};

export const OBJECT_INPUT = z.string().describe('E.g. deals; a custom type: 2-123.');

export const ID_INPUT = z.string().regex(/^[\w@.+-]{1,200}$/);

/** The name that HubSpot's paths use, from any usual name of a type, also of one of the account's own. @throws RK_INVALID_REQUEST */
export async function typeName(client: HubSpotClient, object: string): Promise<string> {
  const wanted = object.trim().toLowerCase().replaceAll(' ', '_');
  const found = Object.entries(KNOWN).find(([name, { singular, id }]) => [name, singular, id].includes(wanted));
  if (found) return found[0];
  if (/^(\d+-\d+|p(\d+)?_[a-z0-9_]+)$/.test(wanted)) return wanted;
  const own = await client.ownTypes();
  const isMeant = (name: string | null | undefined) => name?.toLowerCase().replaceAll(' ', '_') === wanted;
  const meant = own.find(({ name, labels }) => [name, labels?.singular, labels?.plural].some(isMeant));
  if (meant) return meant.objectTypeId;
  const names = own.map(({ name, labels }) => labels?.plural ?? name);
  const guess = didYouMean(wanted, [...Object.keys(KNOWN), ...names]);
  const also =
    names.length > 0 ? `, or of this account ${names.slice(0, 20).join(', ')}` : '; custom types by id (2-123)';
  throw invalid(
    `There is no object type \`${object.slice(0, 80)}\`.`,
    guess || `Use contacts, companies, deals or tickets${also}.`,
  );
}

/** What a person knows an object of a type by. */
export async function titlePropertiesOf(client: HubSpotClient, type: string): Promise<readonly string[]> {
  const known = KNOWN[type];
  if (known) return known.title;
  const own = (await client.ownTypes()).find(({ objectTypeId }) => objectTypeId === type);
  return own?.primaryDisplayProperty ? [own.primaryDisplayProperty] : [];
}

export function usualPropertiesOf(type: string): readonly string[] {
  return KNOWN[type]?.usual ?? [];
}

/** The property that holds the stage, of types that have pipelines. */
export function stagePropertyOf(type: string): string | undefined {
  return KNOWN[type]?.stage;
}

/** The property that holds the pipeline, of types that have pipelines. */
export function pipelinePropertyOf(type: string): string | undefined {
  return stagePropertyOf(type) && (type === 'deals' ? 'pipeline' : 'hs_pipeline');
}

/** What a person calls an object; its id is shown beside it. */
export function titleOf(names: readonly string[], properties: Readonly<Record<string, string | null>>) {
  const words = names.flatMap((name) => {
    const value = properties[name] || '';
    return (name === 'hs_note_body' ? textOf(value) : value) || [];
  });
  // of a contact both names, or one, or the address
  return names.length > 1 && words.length > 1 ? words.slice(0, 2).join(' ') : words[0];
}

/** The name of a type in the pseudo-properties of a search. */
export function singularOf(type: string): string {
  return KNOWN[type]?.singular ?? type;
}

/** The type that the vendor numbers, or names in the singular. */
export function typeOfName(name: string): string {
  return Object.entries(KNOWN).find(([, { id, singular }]) => [id, singular].includes(name))?.[0] ?? name;
}
