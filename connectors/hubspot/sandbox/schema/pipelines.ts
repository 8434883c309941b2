import type { Stage, SupportCase } from '@rolekit/demo-data';
import type { TypeName } from './object-types.ts';

export interface StageDef {
  id: string;
  label: string;
  metadata: Readonly<Record<string, string>>;
}

const deal = (id: string, label: Stage, probability: number): StageDef & { label: Stage } => ({
  id,
  label,
  metadata: { probability: String(probability), isClosed: String(probability === 0 || probability === 1) },
});

/** The ids are those of the vendor's own pipeline, whose stages this company renamed. */
export const DEAL_STAGES = [
  deal('appointmentscheduled', 'Qualification', 0.1),
  deal('qualifiedtobuy', 'Discovery', 0.2),
  deal('presentationscheduled', 'Evaluation', 0.4),
  deal('decisionmakerboughtin', 'Proposal', 0.6),
  deal('contractsent', 'Negotiation', 0.8),
  deal('closedwon', 'Closed Won', 1),
  deal('closedlost', 'Closed Lost', 0),
];

const ticket = (id: string, label: SupportCase['status']): StageDef & { label: SupportCase['status'] } => ({
  id,
  label,
  metadata: { ticketState: label === 'Closed' ? 'CLOSED' : 'OPEN' },
});

const TICKET_STAGES = [ticket('1', 'New'), ticket('3', 'Working'), ticket('1043', 'Escalated'), ticket('4', 'Closed')];

const optionsOf = (stages: readonly StageDef[]) => stages.map(({ id, label }) => ({ value: id, label }));
export const STAGE_OPTIONS = optionsOf(DEAL_STAGES);
export const TICKET_STAGE_OPTIONS = optionsOf(TICKET_STAGES);

const AT = { createdAt: '2022-01-10T08:00:00Z', updatedAt: '2024-03-01T08:00:00Z', archived: false };

/** A pipeline in the vendor's form. */
export interface Pipeline {
  id: string;
  label: string;
  displayOrder: number;
  stages: StageDef[];
}

export function pipeline(id: string, label: string, displayOrder: number, stages: readonly StageDef[]): Pipeline {
  const shown = stages.map((stage, place) => ({
    ...stage,
    displayOrder: place,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
    ...AT,
  }));
  return { id, label, displayOrder, ...AT, stages: shown };
}

/** A company's labels for the stages of a deal, by the id that a stage has in its words: `closed-won`. */
export type StageLabels = ReadonlyMap<string, string>;

/** The pipelines that a new portal has; none for types that have no pipelines. */
export function firstPipelinesOf(type: TypeName, labels: StageLabels): Pipeline[] {
  if (type === 'deals') return [pipeline('default', 'Sales Pipeline', 0, relabelled(labels))];
  if (type === 'tickets') return [pipeline('0', 'Support Pipeline', 0, TICKET_STAGES)];
  return [];
}

function relabelled(labels: StageLabels): StageDef[] {
  return DEAL_STAGES.map((stage) => ({
    ...stage,
    label: labels.get(stage.label.toLowerCase().replaceAll(' ', '-')) ?? stage.label,
  }));
}

/** The properties of a type that hold where an object is. */
export function placeOf(type: TypeName): { pipeline: string; stage: string } | undefined {
  if (type === 'deals') return { pipeline: 'pipeline', stage: 'dealstage' };
  return type === 'tickets' ? { pipeline: 'hs_pipeline', stage: 'hs_pipeline_stage' } : undefined;
}

export function dealStageId(stage: Stage): string {
  return DEAL_STAGES.find((candidate) => candidate.label === stage)?.id ?? 'appointmentscheduled';
}

export function ticketStageId(status: SupportCase['status']): string {
  return TICKET_STAGES.find((stage) => stage.label === status)?.id ?? '1';
}
