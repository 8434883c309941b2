import { mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { RegistryErrorCode } from '@rolekit/registry';
import { describe, expect, it, onTestFinished } from 'vitest';
import { testRegistry } from '../test/registry.ts';
import { rolekit } from '../test/rolekit.ts';
import { TODO_CODE, temporaryFolder, todoWorkspace, writeFiles } from '../test/workspace.ts';
import { CLI_ERRORS, type CliErrorCode } from './errors.ts';

interface Place {
  cwd: string;
  env: NodeJS.ProcessEnv;
}

interface Advice {
  /** Of this package's table, or of the registry's. */
  code: CliErrorCode | RegistryErrorCode;
  fix: string;
  wrong: readonly string[];
  followed: readonly string[];
  /** What the advice sets in the environment. */
  env?: NodeJS.ProcessEnv;
}

const CREATE = ['create', 'connector', 'crm', '--namespace', 'acme'];
const TOKEN = ['registry', 'token', 'create', '--data', 'DATA', '--name', 'ci', '--namespaces', 'acme'];

const ADVICE: readonly Advice[] = [
  {
    code: 'RK_COMMAND_UNKNOWN',
    fix: 'Did you mean `rolekit build`?',
    wrong: ['bild'],
    followed: ['build', '--help'],
  },
  {
    code: 'RK_COMMAND_UNKNOWN',
    fix: 'Run `rolekit --help` for the list.',
    wrong: ['frobnicate'],
    followed: ['--help'],
  },
  {
    code: 'RK_COMMAND_UNKNOWN',
    fix: 'Did you mean `rolekit registry verify`?',
    wrong: ['registry', 'verfy'],
    followed: ['registry', 'verify', '--help'],
  },
  {
    code: 'RK_USAGE',
    fix: 'Did you mean `--writes`?',
    wrong: ['policy', '--write', 'deny'],
    followed: ['policy', '--writes', 'deny'],
  },
  {
    code: 'RK_USAGE',
    fix: 'Use `confirm` or `deny`.',
    wrong: ['policy', '--writes', 'never'],
    followed: ['policy', '--writes', 'deny'],
  },
  {
    code: 'RK_USAGE',
    fix: 'Use a name such as `salesforce_update_record`, or `salesforce_*`.',
    wrong: ['policy', '--deny', 'Delete All'],
    followed: ['policy', '--deny', 'salesforce_update_record,salesforce_*'],
  },
  {
    code: 'RK_USAGE',
    fix: 'Use show, set, clear, history, sync, export, check.',
    wrong: ['policy', 'sales'],
    followed: ['policy', 'show'],
  },
  {
    code: 'RK_USAGE',
    fix: 'Run `rolekit undo <id>`; `rolekit undo --list` lists the IDs.',
    wrong: ['undo'],
    followed: ['undo', '--list'],
  },
  {
    code: 'RK_USAGE',
    fix: 'Run `rolekit connect <connector>`, or `rolekit connect --list`.',
    wrong: ['connect'],
    followed: ['connect', '--list'],
  },
  {
    code: 'RK_NO_REGISTRY',
    fix: 'Use --registry <url> or ROLEKIT_REGISTRY, or run `rolekit demo`.',
    wrong: ['search', 'sales'],
    followed: ['search', 'sales', '--registry', 'URL'],
  },
  {
    code: 'RK_NO_REGISTRY',
    fix: 'Use --registry <url> or ROLEKIT_REGISTRY, or run `rolekit demo`.',
    wrong: ['search', 'sales'],
    followed: ['search', 'sales'],
    env: { ROLEKIT_REGISTRY: 'URL' },
  },
  {
    code: 'RK_FOLDER_TAKEN',
    fix: 'Choose another folder with --dir.',
    wrong: CREATE,
    followed: [...CREATE, '--dir', 'other'],
  },
  {
    code: 'RK_EXISTS',
    fix: 'Choose another file with --out.',
    wrong: [...TOKEN, '--out', 'taken'],
    followed: [...TOKEN, '--out', 'fresh'],
  },
  {
    code: 'RK_DATA_MISSING',
    fix: 'Give the data folder that `rolekit registry` uses.',
    wrong: ['registry', 'token', 'list', '--data', 'data'],
    followed: ['registry', 'token', 'list', '--data', 'DATA'],
  },
  {
    code: 'RK_OPTION',
    fix: 'Name what it is for and what it may do.',
    wrong: [...TOKEN.slice(0, -1), 'Acme Inc'],
    followed: TOKEN,
  },
  {
    code: 'RK_TOKEN_NOT_FOUND',
    fix: 'See `rolekit registry token list`.',
    wrong: ['registry', 'token', 'revoke', 'nope', '--data', 'DATA'],
    followed: ['registry', 'token', 'list', '--data', 'DATA'],
  },
];

function place(): Place {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, 'data'));
  writeFiles(cwd, { 'crm/notes.md': 'x', taken: 'x' });
  return { cwd, env: { HOME: join(cwd, 'home'), USERPROFILE: join(cwd, 'home') } };
}

describe('what an error of the command advises works when it is done', () => {
  it.each(ADVICE.map((row) => [row.code, row.fix, row] as const))(
    '%s: %s',
    async (code, fix, { wrong, followed, env }) => {
      const { cwd, env: base } = place();
      const isServed = [...followed, ...Object.values(env ?? {})].some((word) => word === 'URL' || word === 'DATA');
      const { url = '', dataDir = '' } = isServed ? await testRegistry() : {};
      const filled = (text = '') => text.replace('URL', url).replace('DATA', dataDir);
      const failed = await rolekit([...wrong.map(filled), '--json'], { cwd, env: base });
      expect(failed.json.error).toMatchObject({ code, fix });
      const more = Object.fromEntries(Object.entries(env ?? {}).map(([name, value]) => [name, filled(value)]));
      const done = await rolekit(followed.map(filled), { cwd, env: { ...base, ...more } });
      expect([done.code, done.stderr]).toEqual([0, expect.not.stringContaining('error')]);
    },
  );

  it('RK_DATA_IN_USE: a registry that was stopped can be verified, once its folder is named', async () => {
    const { cwd, env } = place();
    const { registry, dataDir } = await testRegistry();
    const verify = async (data: string) =>
      (await rolekit(['registry', 'verify', '--data', data, '--json'], { cwd, env })).json;
    expect((await verify('data')).error).toMatchObject({ code: 'RK_OPTION', fix: 'Name its data folder with --data.' });
    expect((await verify(dataDir)).error).toMatchObject({
      code: 'RK_DATA_IN_USE',
      fix: 'Stop it, or choose another data folder.',
    });
    await registry.close();
    expect(await verify(dataDir)).toMatchObject({ ok: true });
  });

  it('RK_CONNECTOR_UNKNOWN, RK_NO_CONNECTOR: the name that is meant, with its default export, is connected', async () => {
    const { dir, connector } = todoWorkspace();
    writeFiles(connector, { 'src/index.ts': 'export {};\n' });
    const connect = async (name: string) =>
      rolekit(['connect', name, '--set', 'token=-', '--json'], { ...place(), cwd: dir, stdin: 'abc' });
    expect((await connect('tdoo')).json.error).toMatchObject({
      code: 'RK_CONNECTOR_UNKNOWN',
      fix: 'Did you mean `todo`?',
    });
    expect((await connect('todo')).json.error).toMatchObject({
      code: 'RK_NO_CONNECTOR',
      fix: 'Add `export default defineConnector(…)`.',
    });
    writeFiles(connector, { 'src/index.ts': TODO_CODE });
    expect((await connect('todo')).json).toMatchObject({ ok: true });
  });

  it('RK_PORT_TAKEN: a port of 0 takes a free one', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => new Promise((resolve) => server.close(() => resolve())));
    const taken = (server.address() as { port: number }).port;
    const { cwd, env } = place();
    const failed = await rolekit(['registry', '--data', 'data', '--port', `${taken}`, '--json'], { cwd, env });
    expect(failed.json.error).toMatchObject({
      code: 'RK_PORT_TAKEN',
      fix: 'Use another --port; 0 picks a free one.',
    });
    const stop = new AbortController();
    const run = await rolekit(['registry', '--data', 'data', '--port', '0'], {
      cwd,
      env,
      signal: stop.signal,
      onStdout: () => stop.abort(),
    });
    expect(run.stdout).toMatch(/http:\/\/127\.0\.0\.1:\d+/);
  });
});

const BUILDS = 'needs a built plugin, a host or a running sandbox';
const HOST = 'asks to install a host, or to answer it';

/** Errors whose advice no row follows, each with the reason. */
const NOT_FOLLOWED: Partial<Record<CliErrorCode, string>> = {
  RK_SANDBOX_UNKNOWN: 'names a package to install, or a connector that is there',
  RK_PACKAGE_MISSING: 'packages.test.ts installs what it names',
  RK_REGISTRY_KEY: 'tampered.test.ts accepts the key that it names',
  RK_VERSION_TAKEN: BUILDS,
  RK_COMPONENTS: BUILDS,
  RK_NOT_A_SANDBOX: BUILDS,
  RK_YANKED: BUILDS,
  RK_WITHHELD: 'status.test.ts installs the version that it names',
  RK_HOST_MISSING: HOST,
  RK_HOST_ASKS: HOST,
  RK_HOST_CANNOT: HOST,
  RK_NOT_INSTALLED: HOST,
  RK_HOST_FAILED: HOST,
  RK_SERVER: BUILDS,
  RK_TOOL_UNKNOWN: BUILDS,
  RK_SANDBOX_STOPPED: BUILDS,
  RK_MODEL_KEY: 'asks for a key of an endpoint',
  RK_MODEL_REFUSED: 'asks to read the pages of an endpoint',
  RK_EVAL_PLAYBOOK: BUILDS,
  RK_INTERRUPTED: 'asks to begin again',
  RK_UNEXPECTED: 'asks to report a fault',
};

it('the advice of every error is followed here, or said why not', () => {
  const followed = new Set<string>([
    'RK_PORT_TAKEN',
    'RK_NO_CONNECTOR',
    'RK_CONNECTOR_UNKNOWN',
    ...ADVICE.map(({ code }) => code),
  ]);
  expect(Object.keys(CLI_ERRORS).filter((code) => !followed.has(code) && !(code in NOT_FOLLOWED))).toEqual([]);
  expect(Object.keys(NOT_FOLLOWED).filter((code) => followed.has(code) || !(code in CLI_ERRORS))).toEqual([]);
});
