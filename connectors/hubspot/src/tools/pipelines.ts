import { defineTool } from '@rolekit/sdk';
import { z } from 'zod';
import { connection } from '../connection.ts';
import { typeName } from '../object-types.ts';
import { percentOf } from '../percent.ts';

export const listPipelines = defineTool({
  connection,
  name: 'hubspot_list_pipelines',
  title: 'List HubSpot pipelines and stages',
  access: 'read',
  description: 'Stages of the pipelines of a type, in order, with the ids for filters and writes.',
  input: z.object({ object: z.string().describe('E.g. deals, tickets.') }),
  items: z.object({
    pipelineId: z.string(),
    pipeline: z.string(),
    stageId: z.string(),
    stage: z.string(),
    probability: z.number().nullable().optional().describe('Of winning; 60 is 60 %.'),
    closed: z.boolean().optional(),
  }),
  defaultLimit: 100,
  examples: [{ title: 'Deal stages', input: { object: 'deals' } }],
  async handler({ input, connection: client, signal }) {
    const pipelines = await client.pipelines(await typeName(client, input.object, signal), signal);
    const items = pipelines.flatMap((pipeline) =>
      [...pipeline.stages]
        .sort((a, b) => a.displayOrder - b.displayOrder)
        .map(({ id, label, metadata }) => ({
          pipelineId: pipeline.id,
          pipeline: pipeline.label,
          stageId: id,
          stage: label,
          ...(metadata.probability === undefined ? {} : { probability: percentOf(metadata.probability) }),
          ...closedOf(metadata),
        })),
    );
    return { items, total: items.length };
  },
});

function closedOf({ isClosed, ticketState }: Record<string, string>): { closed?: boolean } {
  if (isClosed !== undefined) return { closed: isClosed === 'true' };
  return ticketState === undefined ? {} : { closed: ticketState === 'CLOSED' };
}
