import type { HubSpotClient } from './client.ts';
import { pipelinePropertyOf, singularOf, stagePropertyOf } from './object-types.ts';
import type { Values } from './values.ts';
import type { Pipeline } from './wire.ts';

/** The properties to read before a stage or a pipeline is written; none where neither is. */
export function placeProperties(type: string, written: Iterable<string>): string[] {
  const place = [pipelinePropertyOf(type), stagePropertyOf(type)].flatMap((name) => name ?? []);
  const names = new Set(written);
  return place.some((name) => names.has(name)) ? place : [];
}

/** Pipelines that every account has: HubSpot puts an object there when no pipeline is named. */
const FIRST: ReadonlySet<string> = new Set(['default', '0']);

/**
 * What is wrong with a stage for the pipeline that the object will be in: each stage belongs to one pipeline, and a
 * stage of another one needs `pipeline` in the same write.
 * https://legacydocs.hubspot.com/docs/methods/pipelines/pipelines_overview
 * @param current what the object has; undefined for a new one
 */
export async function stageProblem(
  client: HubSpotClient,
  type: string,
  values: Values,
  current: Readonly<Record<string, string | null>> | undefined,
) {
  const [pipelineName, stageName] = placeProperties(type, Object.keys(values));
  if (pipelineName === undefined || stageName === undefined) return [];
  const stage = values[stageName] ?? current?.[stageName];
  if (!stage) return [];
  const pipelines = await client.pipelines(type);
  const id = values[pipelineName] || current?.[pipelineName];
  const pipeline = id ? pipelines.find((candidate) => candidate.id === id) : firstOf(pipelines);
  const owner = pipelines.find((candidate) => candidate.stages.some((each) => each.id === stage));
  if (!pipeline || !owner || owner === pipeline) return [];
  const label = owner.stages.find((each) => each.id === stage)?.label;
  const stages = pipeline.stages.map((each) => `${each.id} (${each.label})`).join(', ');
  const said =
    `the stage ${stage} (${label}) is of the pipeline ${owner.id} (${owner.label}), and the ${singularOf(type)} would be in ` +
    `${pipeline.id} (${pipeline.label}): set \`${pipelineName}\` to ${owner.id} too, or \`${stageName}\` to one of ${stages}`;
  return [said];
}

function firstOf(pipelines: readonly Pipeline[]): Pipeline | undefined {
  return pipelines.length === 1 ? pipelines[0] : pipelines.find(({ id }) => FIRST.has(id));
}
