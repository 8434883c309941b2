import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { rolekit } from '../../../test/rolekit.ts';
import { temporaryFolder } from '../../../test/workspace.ts';
import { composeBundle } from '../../build/index.ts';
import { writeTemporary } from '../../plugin-server/target.ts';
import { type RunningSandbox, startSandboxes } from '../../sandboxes.ts';

const TEMPLATE = fileURLToPath(new URL('../../../templates/connector', import.meta.url));

let home: string;
let cwd: string;

beforeEach(async () => {
  home = temporaryFolder();
  cwd = temporaryFolder();
  await cp(TEMPLATE, cwd, { recursive: true });
});

const connect = (argv: string[], options: { env?: NodeJS.ProcessEnv; stdin?: string; cwd?: string } = {}) =>
  rolekit(['connect', ...argv], { cwd, ...options, env: { HOME: home, USERPROFILE: home, ...options.env } });

const saved = async (connector = 'starter') =>
  JSON.parse(await readFile(join(home, '.rolekit/connections', `${connector}.json`), 'utf8'));

async function sandbox(): Promise<RunningSandbox> {
  const [running] = await startSandboxes(['starter'], { cwd, project: cwd });
  if (!running) throw new Error('not reached');
  onTestFinished(() => running.close());
  return running;
}

describe('nothing is saved', () => {
  test.each([
    [[], 'No connector given.'],
    [['../evil'], '`../evil` is not a connector name.'],
    [['startr'], 'Did you mean `starter`?'],
    [['starter', '--set', 'baseUrl'], '`--set baseUrl` has no value.'],
    [['starter', '--set', 'baseURl=x'], 'Did you mean `baseUrl`?'],
    [['starter', '--set', 'baseUrl=nonsense'], 'baseUrl is not valid: Invalid URL'],
    [['starter'], 'baseUrl is missing (STARTER_BASE_URL)'],
    [['starter', '--set', 'apiKey=@nowhere'], 'nowhere cannot be read.'],
    [['starter', '--from', 'nowhere'], 'Cannot find nowhere.'],
  ])('%j: %s', async (argv, message) => {
    const run = await connect(argv);
    expect(run.stderr).toContain(message);
    expect(run.code).toBe(2);
    expect(existsSync(join(home, '.rolekit'))).toBe(false);
  });

  test('from a secret on the command line, which is not repeated', async () => {
    const run = await connect(['starter', '--set', 'apiKey=hunter2']);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('apiKey is a secret: keep it off the command line.');
    expect(run.stderr).toContain('--set apiKey=@file');
    expect(run.stderr).not.toContain('hunter2');
  });

  test('when no sandbox runs, or a killed one left its run file', async () => {
    const none = await connect(['starter', '--sandbox']);
    expect(none.code).toBe(4);
    expect(none.stderr).toContain('rolekit sandbox starter');
    await mkdir(join(cwd, '.rolekit/run'), { recursive: true });
    const dead = {
      format: 1,
      connector: 'starter',
      environment: 'sandbox',
      pid: 2 ** 22 + 1,
      baseUrl: 'http://127.0.0.1:9',
      values: {},
    };
    await writeFile(join(cwd, '.rolekit/run/starter.json'), JSON.stringify(dead));
    expect((await connect(['starter', '--sandbox'])).code).toBe(4);
  });

  test('when the settings do not work', async () => {
    const run = await connect(['starter', '--set', 'baseUrl=https://127.0.0.1:9', '--json']);
    expect(run.code).toBe(3);
    expect(run.json.error.code).toBe('RK_OUT_OF_REACH');
    expect(existsSync(join(home, '.rolekit'))).toBe(false);
  });
});

describe('a sandbox', () => {
  test('is connected from anywhere below the project, tried, and made the active profile', async () => {
    const running = await sandbox();
    const run = await connect(['starter', '--sandbox', '--json'], { cwd: join(cwd, 'src') });
    expect(run.json.result).toMatchObject({
      profile: 'sandbox',
      environment: 'sandbox',
      who: 'Demo user',
      shadowedBy: [],
    });
    expect(await saved()).toEqual({
      format: 1,
      active: 'sandbox',
      profiles: { sandbox: { runFile: running.runFile } },
    });
    const mode = (await stat(join(home, '.rolekit/connections/starter.json'))).mode & 0o777;
    expect(mode).toBe(process.platform === 'win32' ? mode : 0o600);
  });

  test('of a connector whose code is not here is connected untried', async () => {
    const running = await sandbox();
    // a folder without neighbours, which are looked into
    const away = join(temporaryFolder(), 'away');
    await mkdir(away);
    const run = await connect(['starter', '--sandbox', '--run-file', running.runFile], { cwd: away });
    expect(run.stdout).toContain('not tested: its code was not found');
    expect(run.code).toBe(0);
  });

  test('is tried with the code of a built bundle too', async () => {
    const running = await sandbox();
    const built = await writeTemporary((await composeBundle(cwd)).files);
    onTestFinished(() => rm(built, { recursive: true }));
    const run = await connect(['starter', '--run-file', running.runFile, '--from', built, '--json'], {
      cwd: temporaryFolder(),
    });
    expect(run.json.result.who).toBe('Demo user');
  });

  test('says which variables of the environment win over it', async () => {
    await sandbox();
    const run = await connect(['starter', '--sandbox'], { env: { STARTER_API_KEY: 'other-key' } });
    expect(run.stdout).toContain('this environment sets STARTER_API_KEY');
    expect(run.stdout).not.toContain('other-key');
  });
});

describe('settings', () => {
  // a connector that needs no network to be tried
  const CODE = `
import { defineConnection, defineConnector, field } from '@rolekit/sdk';
import { z } from 'zod';
const connection = defineConnection({
  config: {
    name: field(z.string(), { title: 'Name', description: 'Yours.', env: 'GREETER_NAME' }),
    key: field(z.string().min(3).optional(), { title: 'Key', description: 'Yours.', env: 'GREETER_KEY', secret: true }),
  },
  async open({ config, save }) { await save({ key: config.key + '-rotated' }); return config; },
  test: async (config) => config.name + ' with ' + config.key,
  async signIn({ config }, browser) {
    await browser.open('https://greeter.example/authorize?as=' + config.name);
    return { key: 'from-the-browser' };
  },
});
export default defineConnector({ name: 'greeter', title: 'Greeter', version: '0.1.0', description: 'Greets.', connection, hosts: [], tools: [] });
`;

  beforeEach(async () => {
    const manifest = await readFile(join(cwd, 'plugin.json'), 'utf8');
    await writeFile(join(cwd, 'plugin.json'), manifest.replaceAll('"starter"', '"greeter"'));
    await writeFile(join(cwd, 'src/index.ts'), CODE);
  });

  test('come from options, files, stdin and the environment; a credential rotated by the trial is what is saved', async () => {
    await writeFile(join(cwd, 'key.txt'), 'secret1\n');
    const file = await connect(['greeter', '--set', 'name=Ada', '--set', 'key=@key.txt', '--json']);
    expect(file.json.result.who).toBe('Ada with secret1');
    expect((await saved('greeter')).profiles).toEqual({ default: { values: { name: 'Ada', key: 'secret1-rotated' } } });
    const stdin = await connect(['greeter', '--set=key=-', '--profile', 'work', '--json'], {
      stdin: 'secret2',
      env: { GREETER_NAME: 'Bob' },
    });
    expect(stdin.json.result.who).toBe('Bob with secret2');
    expect(await saved('greeter')).toMatchObject({
      active: 'work',
      profiles: { default: {}, work: { values: { name: 'Bob' } } },
    });
  });

  test('of a connector without a call to try are saved, and that is said', async () => {
    await writeFile(join(cwd, 'src/index.ts'), CODE.replace(/ {2}test: .*\n/, ''));
    const run = await connect(['greeter', '--set', 'name=Ada']);
    expect(run.stdout).toContain('not tested: it has no test call  (production)');
    expect((await saved('greeter')).profiles.default.values).toMatchObject({ name: 'Ada' });
  });

  test('that a sign-in in the browser brings are tried and saved, and never printed', async () => {
    const run = await connect(['greeter', '--set', 'name=Ada', '--sign-in']);
    expect(run.stderr).toContain('Sign in at\n  https://greeter.example/authorize?as=Ada\n');
    expect((await saved('greeter')).profiles.default.values).toEqual({ name: 'Ada', key: 'from-the-browser-rotated' });
  });

  test('that cannot be read are listed as that beside the others, and can be removed', async () => {
    await writeFile(join(cwd, 'key.txt'), 'secret1');
    await connect(['greeter', '--set', 'name=Ada', '--set', 'key=@key.txt']);
    const broken = join(home, '.rolekit/connections/crm.json');
    await writeFile(broken, '{');
    expect((await connect(['--list'])).stdout).toBe(
      `crm\n  ${broken}: is not valid JSON. Remove it (\`rolekit connect crm --remove\`), then connect again.\ngreeter\n  *  default  name, key\n`,
    );
    const removed = await connect(['crm', '--remove', '--json']);
    expect(removed.json.result).toEqual({ did: 'removed', connector: 'crm', profiles: [], active: null });
    expect((await connect(['--list'])).stdout).toBe('greeter\n  *  default  name, key\n');
  });

  test('are listed by name only, and removed by profile or all at once', async () => {
    await writeFile(join(cwd, 'key.txt'), 'secret1');
    for (const profile of ['one', 'two'])
      await connect(['greeter', '--set', 'name=Ada', '--set', 'key=@key.txt', '--profile', profile]);
    const list = await connect(['--list']);
    expect(list.stdout).toBe('greeter\n     one  name, key\n  *  two  name, key\n');
    const typo = await connect(['greeter', '--remove', '--profile', 'tow']);
    expect(typo.stderr).toContain('Did you mean `two`?');
    const one = await connect(['greeter', '--remove', '--profile', 'two', '--json']);
    expect(one.json.result).toEqual({ did: 'removed', connector: 'greeter', profiles: ['two'], active: 'one' });
    await connect(['greeter', '--remove']);
    expect((await connect(['--list'])).stdout).toBe('No connections saved.\n');
  });
});
