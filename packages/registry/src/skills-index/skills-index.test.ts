import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { testRegistry } from '../../test/start-registry.ts';

test('lists the skills of the latest versions, each with an address whose bytes have its digest', async () => {
  const registry = await testRegistry();
  await registry.publish({ skills: { 'review-forecast': 'Old.' } });
  await registry.publish({ version: '1.0.1', skills: { 'review-forecast': 'Review it.', 'find-deals': 'Find them.' } });
  await registry.publish({ version: '2.0.0-beta.1', skills: { later: 'Not yet.' } });
  const index = (await registry.get('/.well-known/agent-skills/index.json')).json();
  expect(index.$schema).toBe('https://schemas.agentskills.io/discovery/0.2.0/schema.json');
  expect(index.skills).toMatchObject([
    { name: 'find-deals', type: 'skill-md', description: 'Find them.' },
    {
      name: 'review-forecast',
      type: 'skill-md',
      description: 'Review it.',
      url: '/v1/plugins/acme/sales/versions/1.0.1/skills/review-forecast',
    },
  ]);
  const text = await registry.get(index.skills[1].url);
  expect(index.skills[1].digest).toBe(`sha256:${createHash('sha256').update(text.rawPayload).digest('hex')}`);
});

test('of two skills with one name lists that of the first plugin by name', async () => {
  const registry = await testRegistry();
  await registry.publish({ namespace: 'zeta' });
  await registry.publish({ namespace: 'acme' });
  const { skills } = (await registry.get('/.well-known/agent-skills/index.json')).json();
  expect(skills.map(({ url }: { url: string }) => url)).toEqual([
    '/v1/plugins/acme/sales/versions/1.0.0/skills/review-forecast',
  ]);
});
