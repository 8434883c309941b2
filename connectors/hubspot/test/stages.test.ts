import { expect, it } from 'vitest';
import { openSandbox } from './sandbox-host.ts';

// each stage is of one pipeline, and one outside the default pipeline needs the pipeline beside it:
// https://legacydocs.hubspot.com/docs/methods/pipelines/pipelines_overview
// without a pipeline the default one is assumed: https://developers.hubspot.com/docs/guides/api/crm/objects/deals
const DEAL = '3010000001';

const send = (method: string, path: string, body: object) =>
  fetch(`${sandbox.baseUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.credentials.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const { sandbox, host } = await openSandbox({}, { approve: 'accept' });
await send('POST', '/crm/v3/pipelines/deals', {
  label: 'Partners',
  stages: [
    { label: 'Referred', metadata: { probability: '0.3' } },
    { label: 'Signed', metadata: { probability: '1.0' } },
  ],
});

const SALES_STAGES =
  'appointmentscheduled (Qualification), qualifiedtobuy (Discovery), presentationscheduled (Evaluation), ' +
  'decisionmakerboughtin (Proposal), contractsent (Negotiation), closedwon (Closed Won), closedlost (Closed Lost)';
const OTHER_PIPELINE =
  'the stage 73000012 (Signed) is of the pipeline 7300001 (Partners), and the deal would be in default (Sales Pipeline): ' +
  `set \`pipeline\` to 7300001 too, or \`dealstage\` to one of ${SALES_STAGES}. Nothing was changed.`;
const LEFT_BEHIND =
  'the stage contractsent (Negotiation) is of the pipeline default (Sales Pipeline), and the deal would be in ' +
  '7300001 (Partners): set `pipeline` to default too, or `dealstage` to one of 73000011 (Referred), 73000012 (Signed). ' +
  'Nothing was changed.';

it.each([
  ['a stage of another pipeline', { dealstage: '73000012' }, OTHER_PIPELINE],
  ['a pipeline without a stage of it', { pipeline: '7300001' }, LEFT_BEHIND],
  ['both, of different pipelines', { pipeline: '7300001', dealstage: 'contractsent' }, LEFT_BEHIND],
])('refuses %s before a person is asked', async (_, properties, message) => {
  const args = { object: 'deals', items: [{ id: DEAL, properties }] };
  expect((await host.error('hubspot_update_objects', args)).message).toBe(message);
  expect(host.questions).toEqual([]);
});

it('refuses a new deal whose stage is not of the default pipeline, where it would be', async () => {
  const args = { object: 'deals', items: [{ properties: { dealname: 'Referral', dealstage: '73000012' } }] };
  expect((await host.error('hubspot_create_objects', args)).message).toBe(OTHER_PIPELINE);
  expect(host.questions).toEqual([]);
});

it.each([
  ['PATCH', `/crm/v3/objects/deals/${DEAL}`, { dealstage: '73000012' }],
  ['PATCH', `/crm/v3/objects/deals/${DEAL}`, { pipeline: '7300001' }],
  ['POST', '/crm/v3/objects/deals', { dealname: 'Referral', dealstage: '73000012' }],
])('HubSpot refuses it too: %s %s %j', async (method, path, properties) => {
  const answer = await send(method, path, { properties });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({
    category: 'VALIDATION_ERROR',
    errors: [{ code: 'INVALID_OPTION', context: { propertyName: ['dealstage'] } }],
  });
});

it('moves a deal to another pipeline with a stage of it, shown by their names, and then within it', async () => {
  const move = { id: '3010000002', properties: { pipeline: '7300001', dealstage: '73000011' } };
  expect(await host.item('hubspot_update_objects', { object: 'deals', items: [move] })).toMatchObject({ done: 1 });
  expect(host.questions.at(-1)).toContain('pipeline: default "Sales Pipeline" → 7300001 "Partners"');
  const next = { id: '3010000002', properties: { dealstage: '73000012' } };
  expect(await host.item('hubspot_update_objects', { object: 'deals', items: [next] })).toMatchObject({ done: 1 });
  expect(host.questions.at(-1)).toContain('dealstage: 73000011 "Referred" → 73000012 "Signed"');
});
