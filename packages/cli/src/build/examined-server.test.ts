import { expect, onTestFinished, test } from 'vitest';
import { manifestOf, TODO_CODE, twoAppsWorkspace, writeFiles } from '../../test/workspace.ts';
import { composeBundle } from './compose.ts';
import { Examiner } from './examiner.ts';

function examiner(): Examiner {
  const fresh = new Examiner();
  onTestFinished(() => fresh.close());
  return fresh;
}

test('an examiner answers as the bundled servers do: the bundle is the same, its joined connectors too', {
  timeout: 60_000,
}, async () => {
  const { plugin } = twoAppsWorkspace();
  const asked = await composeBundle(plugin);
  const examined = await composeBundle(plugin, { examiner: examiner() });
  expect(examined.tools.connectors.length).toBeGreaterThan(1);
  expect(examined.digest).toBe(asked.digest);
});

test('own connectors beside joined ones keep their order, whatever that of the manifest', {
  timeout: 60_000,
}, async () => {
  const { plugin } = twoAppsWorkspace();
  const own = (name: string) =>
    TODO_CODE.replaceAll('todo', name)
      .replaceAll('TODO', name.toUpperCase())
      .replace("import legacy from './legacy.cjs';", "const legacy = { title: () => 'x' };");
  writeFiles(plugin, {
    'plugin.json': manifestOf('helper', {
      connectors: {
        zoo: { path: './src/zoo.ts' },
        todo: { plugin: 'acme/todo', range: '^0.1.0' },
        ant: { path: './src/ant.ts' },
      },
    }),
    'src/zoo.ts': own('zoo'),
    'src/ant.ts': own('ant'),
  });
  const asked = await composeBundle(plugin);
  const examined = await composeBundle(plugin, { examiner: examiner() });
  expect(examined.tools.connectors.map(({ name }) => name)).toEqual(['ant', 'todo', 'zoo']);
  expect(examined.digest).toBe(asked.digest);
});

test('what is wrong with the code is a finding with its place', { timeout: 60_000 }, async () => {
  const { connector } = twoAppsWorkspace();
  writeFiles(connector, { 'src/index.ts': 'const { host } = undefined as any;\nexport default host;\n' });
  await expect(composeBundle(connector, { examiner: examiner() })).rejects.toMatchObject({
    code: 'RK_FINDINGS',
    data: { findings: [{ code: 'code/load', file: 'src/index.ts', line: 1 }] },
  });
});
