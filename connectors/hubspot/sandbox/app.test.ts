import { foreignAnswers } from '@rolekit/sdk/testing';
import { expect, it } from 'vitest';
import { startSandbox } from './index.ts';

it('gives nothing to a page of another site, however it asks', async () => {
  const sandbox = await startSandbox();
  const authorization = `Bearer ${sandbox.credentials.accessToken}`;
  const answers = await foreignAnswers(`${sandbox.baseUrl}/crm/v3/objects/companies`, { authorization });
  await sandbox.close();
  for (const { what, status, body } of answers)
    expect([what, status, JSON.parse(body)]).toEqual([
      what,
      403,
      expect.objectContaining({ category: 'VALIDATION_ERROR', message: 'Not a request for this sandbox' }),
    ]);
});

it('stamps what is written on the demo’s day, one after another', async () => {
  const sandbox = await startSandbox();
  const headers = { authorization: `Bearer ${sandbox.credentials.accessToken}`, 'content-type': 'application/json' };
  const send = async (method: string, path: string, properties: object) => {
    const body = JSON.stringify({ properties });
    const response = await fetch(`${sandbox.baseUrl}/crm/v3/objects/${path}`, { method, headers, body });
    return (await response.json()) as { id: string; createdAt: string; updatedAt: string };
  };
  const first = await send('POST', 'companies', { name: 'First' });
  const second = await send('POST', 'companies', { name: 'Second' });
  const changed = await send('PATCH', `companies/${first.id}`, { name: 'First again' });
  await sandbox.close();
  expect([first.createdAt, second.createdAt, changed.updatedAt]).toEqual([
    '2026-11-20T12:00:00.000Z',
    '2026-11-20T12:00:00.001Z',
    '2026-11-20T12:00:00.002Z',
  ]);
  expect(sandbox.now).toBe('2026-11-20T12:00:00.000Z');
});

it('labels the stages of deals as the words of a plugin do, and keeps their ids', async () => {
  const stages = [{ id: 'negotiation', label: 'Contracting', category: 'open' }] as const;
  const sandbox = await startSandbox({ words: { stages } });
  const headers = { authorization: `Bearer ${sandbox.credentials.accessToken}` };
  const read = async (path: string) =>
    (await (await fetch(`${sandbox.baseUrl}/crm/v3/${path}`, { headers })).json()) as {
      results: { stages: { id: string; label: string }[] }[];
      options: { value: string; label: string }[];
    };
  const { results } = await read('pipelines/deals');
  const { options } = await read('properties/deals/dealstage');
  await sandbox.close();
  const labels = results[0]?.stages.map(({ id, label }) => [id, label]);
  expect(labels?.slice(3, 6)).toEqual([
    ['decisionmakerboughtin', 'Proposal'],
    ['contractsent', 'Contracting'],
    ['closedwon', 'Closed Won'],
  ]);
  expect(options.map(({ value, label }) => [value, label])).toEqual(labels);
});
