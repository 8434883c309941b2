import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/workspace.ts';

const MAIN = new URL('../main.ts', import.meta.url).href;
const SPEC = fileURLToPath(new URL('../../../openapi/test/fixtures/shop.yaml', import.meta.url));

/** Whether the command loads a file of the importer, and its exit code. */
async function run(argv: readonly string[]): Promise<{ code: number; loads: boolean }> {
  const code = `import { registerHooks } from 'node:module';
    let loads = false;
    const importer = /\\/packages\\/openapi\\/(?:src|dist)\\//;
    registerHooks({ load: (url, context, next) => ((loads ||= importer.test(url)), next(url, context)) });
    const { runRolekit } = await import(${JSON.stringify(MAIN)});
    const code = await runRolekit(${JSON.stringify(argv)});
    console.log(JSON.stringify({ code, loads }));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=rolekit-source', '--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', code],
    { cwd: temporaryFolder() },
  );
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

test.each([[['--version']], [['--help']], [['create', '--help']], [['create', 'connector', 'crm', '--yes']]])(
  '%j does not load the importer',
  async (argv) => {
    expect(await run(argv)).toEqual({ code: 0, loads: false });
  },
);

test('--from-openapi loads it', async () => {
  expect(await run(['create', 'connector', 'shop', '--from-openapi', SPEC])).toEqual({ code: 0, loads: true });
});
