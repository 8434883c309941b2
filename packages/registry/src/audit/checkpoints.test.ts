import { isExtension, openCheckpoint } from '@rolekit/sdk/internal/audit';
import { readKeyChain } from '@rolekit/sdk/internal/signing';
import type { AuditPage, CheckpointList, Consistency, RegistryKeys } from '@rolekit/sdk/wire';
import { expect, test } from 'vitest';
import { people } from '../../test/people.ts';
import { type TestRegistry, testRegistry } from '../../test/start-registry.ts';
import { tamper } from '../../test/test-database.ts';

const checkpointsOf = async (registry: TestRegistry) =>
  (await registry.get('/v1/audit/checkpoints')).json<CheckpointList>().checkpoints;

async function withAdministrator() {
  const registry = await testRegistry();
  const { admin } = await people(registry, 'vault', { admin: 'administrator' });
  const headers = { authorization: `Bearer ${admin.token}` };
  const sign = async () =>
    (await registry.app.inject({ method: 'POST', url: '/v1/audit/checkpoints', headers })).json();
  return { registry, headers, sign };
}

test('a checkpoint is signed by the registry, of its newest line, and once for each', async () => {
  const { registry, headers, sign } = await withAdministrator();
  await registry.publish();
  const made = await sign();
  const { keys } = (await registry.get('/v1/keys')).json<RegistryKeys>();
  const said = openCheckpoint(made, readKeyChain(keys, 'the test'));
  const { lines } = (await registry.get('/v1/audit?limit=1000', headers)).json<AuditPage>();
  const line = lines.find(({ seq }) => seq === said.seq);
  expect([said.registry, said.hash]).toEqual(['rolekit', line?.hash]);
  expect(await sign()).toEqual(made);
  expect(await checkpointsOf(registry)).toEqual([made]);
  const forged = { ...made, seq: made.seq - 1 };
  expect(() => openCheckpoint(forged, readKeyChain(keys, 'the test'))).toThrow('something else than what is beside it');
  expect(() => openCheckpoint(made, [])).toThrow(expect.objectContaining({ code: 'RK_SIGNATURE_INVALID' }));
});

test('whether a later checkpoint continues an earlier one is seen without reading a line', async () => {
  const { registry, headers, sign } = await withAdministrator();
  const first = await sign();
  await registry.publish();
  await registry.publish({ version: '1.1.0' });
  const second = await sign();
  const { entries } = (
    await registry.get(`/v1/audit/consistency?since=${first.seq}&until=${second.seq}`, headers)
  ).json<Consistency>();
  expect(entries).toHaveLength(second.seq - first.seq);
  expect(isExtension(first, entries, second)).toBe(true);
  expect(isExtension({ ...first, hash: second.hash }, entries, second)).toBe(false);
  expect(isExtension(first, entries.slice(1), second)).toBe(false);
  expect(isExtension(first, entries.toReversed(), second)).toBe(false);
});

test('what is new is signed when the registry stops', async () => {
  const first = await testRegistry();
  await first.publish();
  await first.close();
  const second = await testRegistry({ dataDir: first.dataDir });
  const head = await second.catalogue.audit.head();
  expect(await checkpointsOf(second)).toMatchObject([{ seq: (head?.seq ?? 0) - 1 }]);
});

test.each([
  ['cut off', ['delete from audit where seq > 2'], 1],
  ['changed', ['delete from audit_checkpoints', `update audit set type = 'nothing' where seq = 3`], 0],
  ['made anew', [`update audit set hash = 'sha256:00' where seq = (select max(seq) from audit)`], 1],
])('a record that was %s gets no new signature', async (_how, statements, signed) => {
  const first = await testRegistry();
  await first.publish();
  await first.close();
  await tamper(first.dataDir, ...statements);
  const logged: string[] = [];
  const logger = { stream: { write: (line: string) => logged.push(line) } };
  const second = await testRegistry({ dataDir: first.dataDir, logger });
  await second.close();
  expect(logged.join('')).toContain('RK_AUDIT_BROKEN');
  const third = await testRegistry({ dataDir: first.dataDir });
  expect(await checkpointsOf(third)).toHaveLength(signed);
});
