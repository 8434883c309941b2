import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RolekitError } from '@rolekit/sdk';
import { digestOf } from '@rolekit/sdk/internal';
import { parseTools } from '@rolekit/sdk/internal/plugin';
import { expect, onTestFinished, test } from 'vitest';
import { rolekit } from '../../test/rolekit.ts';
import { manifestOf, temporaryFolder, todoWorkspace, writeFiles } from '../../test/workspace.ts';
import { loadConnector } from '../connectors.ts';
import { serverOf } from '../plugin-server/client.ts';
import { writeTemporary } from '../plugin-server/target.ts';
import { composeBundle } from './compose.ts';
import type { BuildOptions } from './types.ts';

/** What rolekit 0.1.0 built of examples/weather-connector, without its server. */
const WEATHER = fileURLToPath(new URL('../../test/weather-0.1/', import.meta.url));
const MISSING = 'import{nearest as q}from"@rolekit/sdk/suggest";import{describeTool as p}from"@rolekit/sdk";q(p);';

/** As the registry describes it. */
const VERSION = {
  id: 'acme/weather',
  version: '0.1.0',
  publishedBy: 'test',
  publishedAt: '2026-11-20T10:00:00.000Z',
  tools: [],
  hosts: [],
  folders: [],
  components: [],
  manifest: { extensions: { 'dev.rolekit': { namespace: 'acme' } } },
};

/** A registry that has the weather connector of 0.1. */
function registryOf(code: string): BuildOptions['registry'] {
  const { tools } = parseTools(readFileSync(join(WEATHER, 'tools.json'), 'utf8'));
  const bytes = new TextEncoder().encode(code);
  const files = [{ path: 'connector.mjs', bytes }];
  return {
    url: 'http://127.0.0.1:4873',
    plugin: async () => ({ versions: [{ version: '0.1.0', yanked: null }] }),
    version: async () => VERSION,
    archive: async () => ({ bundle: { digest: digestOf(bytes), files, tools }, version: VERSION }),
    versionStatus: notFound('from before statuses'),
    policySnapshot: notFound('from before policies'),
  } as unknown as BuildOptions['registry'];
}

function notFound(reason: string) {
  return () => Promise.reject(new RolekitError('RK_REGISTRY', { status: 404, reason, hint: '' }));
}

function sailing(): string {
  const connectors = { weather: { plugin: 'acme/weather', range: '^0.1.0' } };
  // a folder above of its own: its neighbours would be taken for the workspace
  return writeFiles(join(temporaryFolder(), 'sailing'), {
    'plugin.json': manifestOf('sailing', { role: 'sailing', connectors }),
  });
}

const codeOf01 = () => readFileSync(join(WEATHER, 'connector.mjs'), 'utf8');
const REBUILD =
  'Build the connector again with this version and publish it: `rolekit build <folder>`, `rolekit publish <folder>`.';

test('a connector that asks for what the SDK no longer has is refused where it is joined', async () => {
  const build = composeBundle(sailing(), { registry: registryOf(MISSING + codeOf01()) });
  await expect(build).rejects.toMatchObject({
    code: 'RK_FINDINGS',
    data: {
      findings: expect.arrayContaining([
        {
          code: 'build/other-sdk',
          severity: 'error',
          file: 'plugin.json',
          message: 'A connector was made for another version of the SDK: @rolekit/sdk has no `@rolekit/sdk/suggest`.',
          fix: REBUILD,
        },
      ]),
    },
  });
});

test('and where a command loads it', async () => {
  const dir = temporaryFolder();
  cpSync(WEATHER, dir, { recursive: true });
  writeFileSync(join(dir, 'connector.mjs'), MISSING + codeOf01());
  const run = await rolekit(['connect', 'weather', '--from', dir, '--json']);
  expect(run.code).toBe(1);
  expect(run.json.error).toMatchObject({ code: 'RK_FINDINGS' });
  expect(run.stderr).toContain(REBUILD);
});

test('code that imports a name from where it was is told where to look', async () => {
  const { connector } = todoWorkspace();
  const index = join(connector, 'src/index.ts');
  const moved = "import { describeTool } from '@rolekit/sdk';\nexport const described = describeTool;\n";
  writeFileSync(index, `${moved}${readFileSync(index, 'utf8')}`.replace("title: 'To do'", 'title: described.name'));
  await expect(composeBundle(connector)).rejects.toMatchObject({
    data: {
      findings: [
        {
          code: 'build/other-sdk',
          message: expect.stringContaining('for import "describeTool"'),
          fix: 'Import each name from where it is now: docs/upgrade.md lists what moved.',
        },
      ],
    },
  });
});

test('a connector of 0.1 is joined and served', async () => {
  const { files } = await composeBundle(sailing(), { registry: registryOf(codeOf01()) });
  const home = temporaryFolder();
  const server = serverOf(await writeTemporary(files), { HOME: home, USERPROFILE: home, ROLEKIT_STORE: 'file' });
  onTestFinished(() => server.close());
  expect((await server.listTools()).map(({ name }) => name)).toEqual([
    'weather_list_stations',
    'weather_list_observations',
    'weather_get_station',
    'weather_set_alert',
  ]);
  const answer = await server.call('weather_list_stations', {}, 'none');
  expect(answer.text).toContain('weather is not connected');
});

test('and loaded by a command', async () => {
  expect(await loadConnector(WEATHER, join(WEATHER, 'connector.mjs'))).toMatchObject({ name: 'weather' });
});
