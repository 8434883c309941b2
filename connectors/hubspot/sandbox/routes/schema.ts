import type { FastifyInstance } from 'fastify';
import { addresses, type Call, DATED, pageOf, route } from '../api-call.ts';
import { invalid, notFound } from '../errors.ts';
import { PORTAL_ID, type Portal } from '../portal.ts';
import type { TypeName } from '../schema/object-types.ts';
import { pipeline, placeOf } from '../schema/pipelines.ts';
import { describeProperty, type PropertyDef, propertiesOf } from '../schema/properties.ts';
import type { Owner } from '../store/store.ts';

/** What there is beside objects: properties, pipelines, owners, the account. Only pipelines can be added here. */
export function registerSchema(app: FastifyInstance, portal: Portal): void {
  // the options of a stage are the stages of all pipelines
  const described = (type: TypeName, property: PropertyDef) => {
    if (placeOf(type)?.stage !== property.name) return describeProperty(property);
    const stages = portal.store.pipelines(type).flatMap((pipeline) => pipeline.stages);
    return describeProperty({ ...property, options: stages.map(({ id, label }) => ({ value: id, label })) });
  };
  route(app, portal, 'GET', addresses('v3', 'properties', '/:type'), (call) => ({
    results: [...propertiesOf(call.type().name).values()].map((property) => described(call.type().name, property)),
  }));
  route(app, portal, 'GET', addresses('v3', 'properties', '/:type/:name'), (call) => {
    const property = propertiesOf(call.type().name).get(call.params.name ?? '');
    if (!property) throw notFound();
    return described(call.type().name, property);
  });
  route(app, portal, 'GET', addresses('v3', 'pipelines', '/:type'), (call) => ({
    results: portal.store.pipelines(call.type().name),
  }));
  route(app, portal, 'POST', addresses('v3', 'pipelines', '/:type'), createPipeline);
  route(app, portal, 'GET', addresses('v3', 'pipelines', '/:type/:pipelineId'), (call) => {
    const pipeline = portal.store
      .pipelines(call.type().name)
      .find((candidate) => candidate.id === call.params.pipelineId);
    if (!pipeline) throw notFound();
    return pipeline;
  });
  route(app, portal, 'GET', addresses('v3', 'pipelines', '/:type/:pipelineId/stages'), (call) => {
    const pipeline = portal.store
      .pipelines(call.type().name)
      .find((candidate) => candidate.id === call.params.pipelineId);
    if (!pipeline) throw notFound();
    return { results: pipeline.stages };
  });
  route(app, portal, 'GET', addresses('v3', 'owners'), (call) => {
    const { email, archived } = call.query;
    const owners = portal.store.owners.filter(
      (owner) => owner.archived === (archived === 'true') && (email === undefined || owner.email === email),
    );
    const { rows, paging } = pageOf(owners, call, { most: 500, usual: 100, keyOf: (owner) => owner.id });
    return { results: rows.map(ownerBody), ...paging };
  });
  route(app, portal, 'GET', addresses('v3', 'owners', '/:ownerId'), (call) => {
    const owner = portal.store.owners.find((candidate) => candidate.id === call.params.ownerId);
    if (!owner) throw notFound();
    return ownerBody(owner);
  });
  const schemas = ['/crm-object-schemas/v3/schemas', ...DATED.map((date) => `/crm-object-schemas/${date}/schemas`)];
  route(app, portal, 'GET', schemas, () => ({ results: [SITES] }));
  const details = ['/account-info/v3/details', ...DATED.map((date) => `/account-info/${date}/details`)];
  route(app, portal, 'GET', details, () => ({
    portalId: PORTAL_ID,
    accountType: 'DEVELOPER_TEST',
    timeZone: 'UTC',
    companyCurrency: 'USD',
    additionalCurrencies: [],
    utcOffset: '+00:00',
    utcOffsetMilliseconds: 0,
    uiDomain: 'app.hubspot.com',
    dataHostingLocation: 'na1',
  }));
}

/** https://developers.hubspot.com/docs/api-reference/crm-pipelines-v3/pipelines/post-crm-v3-pipelines-objectType */
function createPipeline(call: Call) {
  const { name } = call.type();
  const { label, stages } = call.body();
  if (!placeOf(name)) throw invalid(`${name} have no pipelines`);
  if (typeof label !== 'string' || !Array.isArray(stages)) throw invalid('label and stages are required');
  const all = call.portal.store.pipelines(name);
  const id = String(FIRST_PIPELINE + all.length);
  const named = (stages as { label?: unknown; metadata?: Record<string, string> }[]).map((stage, place) => ({
    id: `${id}${place + 1}`,
    label: String(stage.label),
    metadata: { ...stage.metadata },
  }));
  const created = pipeline(id, label, all.length, named);
  all.push(created);
  call.reply.code(201);
  return created;
}

const FIRST_PIPELINE = 7_300_000;

/** The demo company's own type, as its account describes it. */
const SITES = {
  id: '4000118',
  objectTypeId: '2-4000118',
  fullyQualifiedName: `p${PORTAL_ID}_sites`,
  name: 'sites',
  labels: { singular: 'Site', plural: 'Sites' },
  primaryDisplayProperty: 'site_name',
  requiredProperties: ['site_name'],
  searchableProperties: ['site_name', 'city'],
  secondaryDisplayProperties: ['city'],
  properties: [...propertiesOf('p_sites').values()].map(describeProperty),
  associations: [],
  allowsSensitiveProperties: false,
  archived: false,
  createdAt: '2024-03-04T08:00:00.000Z',
  updatedAt: '2024-03-04T08:00:00.000Z',
};

function ownerBody({ id, userId, email, firstName, lastName, archived, createdAt }: Owner) {
  return {
    id,
    email,
    type: 'PERSON',
    firstName,
    lastName,
    userId: archived ? null : userId,
    userIdIncludingInactive: userId,
    createdAt,
    updatedAt: createdAt,
    archived,
    teams: [],
  };
}
