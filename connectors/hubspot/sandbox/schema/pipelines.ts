import type { Stage, SupportCase } from '@rolekit/demo-data';

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

/** The pipelines of a type in the vendor's form; none for types that have no pipelines. */
export function pipelinesOf(type: string): Record<string, unknown>[] {
  const pipeline = (id: string, label: string, stages: readonly StageDef[]) => ({
    id,
    label,
    displayOrder: 0,
    ...AT,
    stages: stages.map((stage, displayOrder) => ({
      ...stage,
      displayOrder,
      writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
      ...AT,
    })),
  });
  if (type === 'deals') return [pipeline('default', 'Sales Pipeline', DEAL_STAGES)];
  if (type === 'tickets') return [pipeline('0', 'Support Pipeline', TICKET_STAGES)];
  return [];
}

export function dealStageId(stage: Stage): string {
  return DEAL_STAGES.find((one) => one.label === stage)?.id ?? 'appointmentscheduled';
}

export function ticketStageId(status: SupportCase['status']): string {
  return TICKET_STAGES.find((one) => one.label === status)?.id ?? '1';
}
