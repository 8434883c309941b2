import { expect, it } from 'vitest';
import { contract } from './run.ts';
import { connectorOf, startVendor } from './small-connectors.fixture.ts';

it('a true rate of the vendor, shared by all processes of the user, does not hold the suite back', async () => {
  const policy = { rates: [{ calls: 2, perMs: 3_600_000 }], rateScope: 'user' } as const;
  const only = ['examples', 'pagination', 'generated-input', 'parallel', 'http'];
  const { results } = await contract(connectorOf(true, policy), { level: 'strict', sandbox: startVendor, only });
  expect(results.map(({ check, status }) => `${check} ${status}`)).toEqual(only.map((check) => `${check} passed`));
});
