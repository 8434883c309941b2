import { expect, test } from 'vitest';
import { tempDir, testRegistry } from '../../test/start-registry.ts';
import { databaseOf, tamper } from '../../test/test-database.ts';
import { createRegistry } from '../registry.ts';

/** A data folder with three versions and a yank, changed from outside. */
async function changed(...statements: string[]): Promise<string> {
  const dataDir = await tempDir();
  const registry = await testRegistry({ dataDir });
  for (const version of ['1.0.0', '1.1.0', '1.2.0']) await registry.publish({ version });
  await registry.app.inject({
    method: 'POST',
    url: '/v1/plugins/acme/sales/versions/1.1.0/yank',
    headers: { authorization: `Bearer ${registry.token}` },
    payload: { reason: 'Wrong.' },
  });
  await registry.close();
  await tamper(dataDir, ...statements);
  return dataDir;
}

const VERSION_COPY = `insert into versions select 99, plugin_id, '9.0.0', digest, tgz_digest, size, published_at, published_by, 99,
  prerelease, yanked, waiver, commit_id, has_connectors, manifest, tools, findings, surface, readme, contract, rule_set,
  null, null, null, null, null, null, null, null, null, null, null, null`;

test.each([
  ['an event whose data was changed', `update events set data = '{}' where seq = 2`, 'Event 2 was changed'],
  ['an event whose data is not JSON', `update events set data = '{' where seq = 1`, 'Event 1 was changed'],
  ['an event with another hash', `update events set hash = 'x' where seq = 2`, 'Event 2 was changed'],
  ['an event that is missing', 'delete from events where seq = 2', 'Event 3 follows 1'],
  [
    'a newest event that is missing',
    'delete from events where seq >= 3',
    'Event 3 is not there, and acme/sales 1.2.0 refers to it',
  ],
  ['a version with another digest', `update versions set digest = 'x' where version = '1.1.0'`, 'Event 2 published'],
  ['a version with another commit', `update versions set commit_id = 'x' where version = '1.1.0'`, 'Event 2 published'],
  ['a version that was removed', `delete from versions where version = '1.2.0'`, 'Event 3 published acme/sales 1.2.0'],
  [
    'a version that no event published',
    `${VERSION_COPY} from versions where version = '1.2.0'`,
    'Event 99 is not there',
  ],
])('%s keeps the registry from starting', async (_what, statement, message) => {
  const dataDir = await changed(statement);
  const start = createRegistry({ dataDir, ...(await databaseOf(dataDir)) });
  await expect(start).rejects.toMatchObject({ code: 'RK_EVENTS_BROKEN', message: expect.stringContaining(message) });
});

test('events that nobody changed let it start', async () => {
  const dataDir = await changed();
  const registry = await createRegistry({ dataDir, ...(await databaseOf(dataDir)) });
  await registry.close();
});
