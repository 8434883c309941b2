import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder, twoAppsWorkspace } from '../../../test/workspace.ts';
import { composeBundle } from '../../build/index.ts';
import type { Stage } from '../../doctor/stage.ts';
import { writeTemporary } from '../../plugin-server/target.ts';
import { bareEnvironment, openBench, type TestBench } from '../../testing/bench.ts';

const TEMPLATE = fileURLToPath(new URL('../../../templates/connector', import.meta.url));

let bench: TestBench;
let files: Awaited<ReturnType<typeof composeBundle>>['files'];
const made: string[] = [];
const bundle = async () => {
  const dir = await writeTemporary(files);
  made.push(dir);
  return dir;
};

beforeAll(async () => {
  ({ files } = await composeBundle(TEMPLATE));
  bench = await openBench(['starter'], TEMPLATE);
});
afterEach(() => Promise.all(made.splice(0).map((dir) => rm(dir, { recursive: true, force: true }))));
afterAll(() => bench.close());

const doctor = async (plugin: string, home: string, env: NodeJS.ProcessEnv = {}) => {
  const run = await rolekit(['doctor', plugin, '--json'], { env: { ...bareEnvironment(home), ...env } });
  const stages: Stage[] = run.json.result.stages;
  const failed = stages.filter((one) => one.state === 'failed');
  return {
    code: run.code,
    stages,
    failed,
    states: stages.map((one) => [one.stage, one.of, one.state].filter(Boolean).join(' ')),
  };
};

describe('what fails is named, with what to do', () => {
  test('no plugin, where none was named', async () => {
    const run = await rolekit(['doctor', '--json'], { cwd: temporaryFolder() });
    expect(run.code).toBe(2);
    expect(run.json.error).toMatchObject({
      message: 'This folder has no plugin.',
      fix: 'Name one: `rolekit doctor <dir|archive|namespace/name>`.',
    });
  });

  test('a plugin that is not there', async () => {
    const { code, failed } = await doctor('nowhere', temporaryFolder());
    expect(code).toBe(1);
    expect(failed).toMatchObject([{ stage: 'files', detail: 'Cannot find nowhere.' }]);
  });

  test.runIf(process.platform !== 'win32').each([
    ['is missing', undefined, '`node` is not in PATH; hosts start servers with it.'],
    ['is too old', 'echo v18.20.4', /^Node v18\.20\.4 \(.*\/node\) is too old for plugin servers\.$/],
    ['is broken', 'exit 1', /\/node does not print its version; hosts start servers with it\.$/],
  ])('a Node of the PATH that %s, whatever runs this', async (_, script, detail) => {
    const PATH = temporaryFolder();
    if (script) await writeFile(join(PATH, 'node'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const { failed } = await doctor('nowhere', temporaryFolder(), { PATH });
    expect(failed[0]).toMatchObject({
      stage: 'node',
      detail: expect.stringMatching(detail),
      fix: expect.stringMatching(/^Install Node 20 or later/),
    });
  });

  test.runIf(process.platform !== 'win32')('a Node that is too old in a login shell, where hosts look', async () => {
    const home = temporaryFolder();
    const folder = join(home, 'old');
    await mkdir(folder);
    await writeFile(join(folder, 'node'), '#!/bin/sh\necho v18.20.4\n', { mode: 0o755 });
    await writeFile(join(home, '.profile'), `echo welcome\nPATH='${folder}'\n`);
    const env = { SHELL: '/bin/sh', HOME: home };
    const { failed } = await doctor('nowhere', home, env);
    expect(failed[0]).toMatchObject({
      stage: 'node',
      detail: `Node v18.20.4 (${folder}/node), the one of a login shell, is too old for plugin servers.`,
      fix: expect.stringMatching(/^Install Node 20 or later/),
    });
  });

  test('files that were changed', async () => {
    const dir = await bundle();
    await writeFile(join(dir, 'plugin.json'), '{');
    const { failed } = await doctor(dir, bench.home);
    expect(failed[0]).toMatchObject({ stage: 'files', fix: expect.stringMatching(/./) });
  });

  test('a server that does not start, and nothing is asked of it after that', async () => {
    const dir = await bundle();
    await writeFile(join(dir, 'server/main.mjs'), 'process.stderr.write("no such module\\n"); process.exit(1);');
    const { failed, states } = await doctor(dir, bench.home);
    expect(failed.find((one) => one.stage === 'launch')).toMatchObject({
      code: 'RK_SERVER',
      detail: 'The plugin’s server did not start: no such module',
    });
    expect(states.at(-1)).toBe('launch failed');
  });

  test('settings that are missing', async () => {
    const { code, failed } = await doctor(await bundle(), temporaryFolder());
    expect(code).toBe(1);
    expect(failed).toMatchObject([
      {
        stage: 'configuration',
        of: 'starter',
        code: 'RK_NOT_CONNECTED',
        fix: expect.stringContaining('rolekit connect starter'),
      },
    ]);
  });

  test('credentials that are refused', async () => {
    const home = temporaryFolder();
    const connection = JSON.parse(await readFile(join(bench.home, '.rolekit/connections/starter.json'), 'utf8'));
    const sandbox = JSON.parse(await readFile(connection.profiles.sandbox.runFile, 'utf8'));
    const run = join(home, 'run.json');
    await writeFile(run, JSON.stringify({ ...sandbox, values: { ...sandbox.values, apiKey: 'wr0ng-key' } }));
    await mkdir(join(home, '.rolekit/connections'), { recursive: true });
    await writeFile(
      join(home, '.rolekit/connections/starter.json'),
      JSON.stringify({ format: 1, active: 'sandbox', profiles: { sandbox: { runFile: run } } }),
    );
    const { failed } = await doctor(await bundle(), home);
    expect(failed).toMatchObject([{ stage: 'credentials', of: 'starter', code: 'RK_AUTH_EXPIRED' }]);
    expect(JSON.stringify(failed)).not.toContain('wr0ng-key');
  });

  test('secrets that others can read, and none of them is shown', async () => {
    const home = temporaryFolder();
    const file = join(home, '.rolekit/connections/starter.json');
    await mkdir(join(file, '..'), { recursive: true });
    const values = { baseUrl: 'https://127.0.0.1:9', apiKey: 's3cret-key' };
    await writeFile(file, JSON.stringify({ format: 1, active: 'work', profiles: { work: { values } } }));
    await chmod(file, 0o644);
    const { stages, failed } = await doctor(await bundle(), home);
    expect(failed.find((one) => one.stage === 'secrets')).toMatchObject({
      of: 'starter',
      code: 'RK_FILE',
      detail: `${file}: others can read it (mode 644)`,
      fix: `Run \`chmod 600 ${file}\`.`,
    });
    expect(JSON.stringify(stages)).not.toContain('s3cret-key');
  });

  test('a broken network.json, without its password', async () => {
    const home = temporaryFolder();
    await mkdir(join(home, '.rolekit'), { recursive: true });
    await writeFile(join(home, '.rolekit/network.json'), '{"proxy":"ftp://jo:s3cret@x"}');
    const { failed } = await doctor(await bundle(), home);
    expect(failed[0]).toMatchObject({ stage: 'network', code: 'RK_FILE' });
    expect(JSON.stringify(failed)).not.toContain('s3cret');
  });
});

describe.runIf(process.platform !== 'win32')('the Node of hosts', () => {
  const nodeOf = async (env: NodeJS.ProcessEnv, home = temporaryFolder()) =>
    (await doctor('nowhere', home, env)).stages.find(({ stage }) => stage === 'node');
  const folderWith = async (script: string, ...path: string[]) => {
    const folder = join(temporaryFolder(), ...path);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'node'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return folder;
  };

  test('is not the one that npx put into the PATH', async () => {
    const ofNpx = await folderWith('echo v18.20.4', 'node_modules', '.bin');
    const folder = await folderWith('echo v24.1.0');
    expect(await nodeOf({ PATH: `${ofNpx}:${folder}` })).toMatchObject({
      state: 'ok',
      detail: `Node 24.1.0 (${folder}/node)`,
    });
  });

  test('is told of a login shell too, where that finds another', async () => {
    const home = temporaryFolder();
    const folder = await folderWith('echo v24.1.0');
    const other = await folderWith('echo v22.20.0');
    await writeFile(join(home, '.profile'), `PATH='${other}'\n`);
    expect(await nodeOf({ PATH: folder, SHELL: '/bin/sh', HOME: home }, home)).toMatchObject({
      state: 'ok',
      detail: `Node 24.1.0 (${folder}/node); a login shell finds Node 22.20.0 (${other}/node)`,
    });
  });

  test('may be hidden from a desktop: a login shell has none', async () => {
    const home = temporaryFolder();
    const folder = await folderWith('echo v24.1.0');
    await writeFile(join(home, '.profile'), "PATH='/nowhere'\n");
    expect(await nodeOf({ PATH: folder, SHELL: '/bin/sh', HOME: home }, home)).toMatchObject({
      state: 'ok',
      detail: `Node 24.1.0 (${folder}/node); hosts started outside a terminal may not find it; they do find a system-wide Node`,
    });
  });
});

describe('of a plugin of two apps', () => {
  const connections = (home: string, apps: Record<string, object>) =>
    Promise.all(
      Object.entries(apps).map(async ([name, profile]) => {
        const file = join(home, '.rolekit/connections', `${name}.json`);
        await mkdir(join(file, '..'), { recursive: true, mode: 0o700 });
        await writeFile(file, JSON.stringify({ format: 1, active: 'work', profiles: { work: profile } }), {
          mode: 0o600,
        });
      }),
    );
  const CONNECTED = { values: { token: 't0ken' } };
  const twoApps = async () => {
    const dir = await writeTemporary((await composeBundle(twoAppsWorkspace().plugin)).files);
    made.push(dir);
    return dir;
  };

  test('none connected, both are failures', async () => {
    const { code, failed } = await doctor(await twoApps(), temporaryFolder());
    expect(failed.map(({ of, code }) => [of, code])).toEqual([
      ['notes', 'RK_NOT_CONNECTED'],
      ['todo', 'RK_NOT_CONNECTED'],
    ]);
    expect(code).toBe(1);
  });

  test('one connected, the other is skipped with the command that connects it', async () => {
    const home = temporaryFolder();
    await connections(home, { todo: CONNECTED });
    const { code, stages } = await doctor(await twoApps(), home);
    expect(stages.find(({ of }) => of === 'notes')).toMatchObject({
      stage: 'configuration',
      state: 'skipped',
      fix: expect.stringContaining('rolekit connect notes'),
    });
    expect(code).toBe(0);
  });

  test('one connected, the other is a failure where somebody meant to use it', async () => {
    const home = temporaryFolder();
    await connections(home, { todo: CONNECTED, notes: { runFile: join(home, 'gone.json') } });
    const { code, failed } = await doctor(await twoApps(), home);
    expect(failed).toMatchObject([{ of: 'notes', code: 'RK_NOT_CONNECTED' }]);
    expect(code).toBe(1);
  });
});

test('a proxy that only the terminal knows is said not to be used', async () => {
  const { stages } = await doctor(await bundle(), temporaryFolder(), { https_proxy: 'http://jo:s3cret@proxy:3128' });
  const network = stages.find((one) => one.stage === 'network');
  expect(network?.detail).toBe('direct: https_proxy is ignored; set `proxy` in ~/.rolekit/network.json');
});

test('tools that the machine denies are said to be', async () => {
  const home = temporaryFolder();
  await mkdir(join(home, '.rolekit'));
  const path = join(home, '.rolekit', 'policy.json');
  await writeFile(path, '{"denyTools":["starter_*"]}');
  const { stages } = await doctor(await bundle(), home);
  const of = (stage: string) => stages.find((one) => one.stage === stage)?.detail;
  expect(of('policy')).toMatch(new RegExp(`^denies (starter_\\w+, )+starter_\\w+ \\(${path}\\)`));
  expect(of('protocol')).toMatch(/^0 of \d+ tools$/);
  await writeFile(path, '{');
  const { failed } = await doctor(await bundle(), home);
  expect(failed[0]).toMatchObject({ stage: 'policy', detail: expect.stringContaining('is not valid JSON') });
});

test('a plugin that works is well in all of its parts', async () => {
  const { code, states } = await doctor(await bundle(), bench.home);
  expect(states).toEqual([
    'node ok',
    'network ok',
    'files ok',
    'policy ok',
    'launch ok',
    'protocol 2026-07-28 ok',
    'protocol 2025-11-25 ok',
    'configuration starter ok',
    'credentials starter ok',
    'call starter ok',
  ]);
  expect(code).toBe(0);
});
