import { didYouMean } from '@rolekit/sdk';
import { z } from 'zod';
import type { HubSpotClient } from './client.ts';
import { invalid } from './errors.ts';
import { textOf } from './html.ts';

interface KnownType {
  singular: string;
  /** As the vendor numbers it. */
  id: string;
  /** What a person knows a record by. */
  title: readonly string[];
  /** Read when no properties are asked for. */
  usual: readonly string[];
  stage?: string;
}

const KNOWN: Readonly<Record<string, KnownType>> = {
  contacts: {
    singular: 'contact',
    id: '0-1',
    title: ['firstname', 'lastname', 'email'],
    usual: ['firstname', 'lastname', 'email', 'jobtitle', 'company', 'hubspot_owner_id'],
  },
  companies: {
    singular: 'company',
    id: '0-2',
    title: ['name'],
    usual: ['name', 'domain', 'industry', 'city', 'country', 'lifecyclestage', 'hubspot_owner_id'],
  },
  deals: {
    singular: 'deal',
    id: '0-3',
    title: ['dealname'],
    usual: ['dealname', 'dealstage', 'pipeline', 'amount', 'closedate', 'hubspot_owner_id'],
    stage: 'dealstage',
  },
  tickets: {
    singular: 'ticket',
    id: '0-5',
    title: ['subject'],
    usual: ['subject', 'hs_pipeline_stage', 'hs_pipeline', 'hs_ticket_priority', 'createdate', 'hubspot_owner_id'],
    stage: 'hs_pipeline_stage',
  },
  notes: {
    singular: 'note',
    id: '0-46',
    title: ['hs_note_body'],
    usual: ['hs_timestamp', 'hs_note_body', 'hubspot_owner_id'],
  },
  calls: {
    singular: 'call',
    id: '0-48',
    title: ['hs_call_title'],
    usual: ['hs_timestamp', 'hs_call_title', 'hs_call_body', 'hs_call_status', 'hubspot_owner_id'],
  },
  meetings: {
    singular: 'meeting',
    id: '0-47',
    title: ['hs_meeting_title'],
    usual: ['hs_timestamp', 'hs_meeting_title', 'hs_meeting_body', 'hs_meeting_outcome', 'hubspot_owner_id'],
  },
  tasks: {
    singular: 'task',
    id: '0-27',
    title: ['hs_task_subject'],
    usual: ['hs_timestamp', 'hs_task_subject', 'hs_task_body', 'hs_task_status', 'hubspot_owner_id'],
  },
  emails: {
    singular: 'email',
    id: '0-49',
    title: ['hs_email_subject'],
    usual: ['hs_timestamp', 'hs_email_subject', 'hs_email_text', 'hs_email_direction', 'hubspot_owner_id'],
  },
  leads: {
    singular: 'lead',
    id: '0-136',
    title: ['hs_lead_name'],
    usual: ['hs_lead_name', 'hs_lead_label', 'hs_pipeline_stage', 'hubspot_owner_id'],
    stage: 'hs_pipeline_stage',
  },
  line_items: {
    singular: 'line_item',
    id: '0-8',
    title: ['name'],
    usual: ['name', 'quantity', 'price', 'amount', 'hs_product_id'],
  },
  products: { singular: 'product', id: '0-7', title: ['name'], usual: ['name', 'price', 'hs_sku', 'description'] },
  quotes: {
    singular: 'quote',
    id: '0-14',
    title: ['hs_title'],
    usual: ['hs_title', 'hs_status', 'hs_expiration_date', 'hs_quote_amount', 'hubspot_owner_id'],
  },
};

export const OBJECT_INPUT = z.string().describe('E.g. deals; a custom type: 2-123.');

export const ID_INPUT = z.string().regex(/^[\w@.+-]{1,200}$/);

/** The name that HubSpot's paths use, from any usual name of a type, also of one of the account's own. @throws RK_INVALID_REQUEST */
export async function typeName(client: HubSpotClient, object: string, signal: AbortSignal): Promise<string> {
  const wanted = object.trim().toLowerCase().replaceAll(' ', '_');
  const found = Object.entries(KNOWN).find(([name, { singular, id }]) => [name, singular, id].includes(wanted));
  if (found) return found[0];
  if (/^(\d+-\d+|p(\d+)?_[a-z0-9_]+)$/.test(wanted)) return wanted;
  const own = await client.ownTypes(signal);
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

/** The name of a type that the vendor numbers. */
export function typeOfId(id: string): string {
  return Object.entries(KNOWN).find(([, known]) => known.id === id)?.[0] ?? id;
}

/** What a person knows an object of a type by. */
export async function titlePropertiesOf(
  client: HubSpotClient,
  type: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const known = KNOWN[type];
  if (known) return known.title;
  const own = (await client.ownTypes(signal)).find(({ objectTypeId }) => objectTypeId === type);
  return own?.primaryDisplayProperty ? [own.primaryDisplayProperty] : [];
}

export function usualPropertiesOf(type: string): readonly string[] {
  return KNOWN[type]?.usual ?? [];
}

/** The property that holds the stage, of types that have pipelines. */
export function stagePropertyOf(type: string): string | undefined {
  return KNOWN[type]?.stage;
}

const HTML_TITLES: ReadonlySet<string> = new Set(['hs_note_body']);

/** The property that holds the pipeline, of types that have pipelines. */
export function pipelinePropertyOf(type: string): string | undefined {
  const stage = stagePropertyOf(type);
  if (stage === undefined) return undefined;
  return type === 'deals' ? 'pipeline' : 'hs_pipeline';
}

/** What a person calls an object; its id is shown beside it. */
export function titleOf(
  names: readonly string[],
  properties: Readonly<Record<string, string | null>>,
): string | undefined {
  const words = names.flatMap((name) => {
    const value = properties[name] || '';
    return (HTML_TITLES.has(name) ? textOf(value) : value) || [];
  });
  // of a contact both names, or one, or the address
  return names.length > 1 && words.length > 1 ? words.slice(0, 2).join(' ') : words[0];
}

/** The name of a type in the pseudo-properties of a search. */
export function singularOf(type: string): string {
  return KNOWN[type]?.singular ?? type;
}

export function typeOfSingular(singular: string): string {
  return Object.entries(KNOWN).find(([, known]) => known.singular === singular)?.[0] ?? singular;
}
