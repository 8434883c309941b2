import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';

/** Runs code in a process of its own; returns its exit code and what it printed. */
function run(code: string, TMPDIR: string): Promise<{ code: unknown; stdout: string }> {
  const imports = ['at-exit', 'temporary-folder'].map(
    (name) => `import * as ${name.replace('-', '_')} from '${import.meta.dirname}/${name}.ts';`,
  );
  const argv = [
    '--input-type=module',
    '--eval',
    `${imports.join('')} const { atExit } = at_exit; const { makeTemporary, removeTemporary } = temporary_folder; ${code}`,
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { env: { ...process.env, TMPDIR } }, (error, stdout) =>
      resolve({ code: error?.code ?? 0, stdout: stdout.trim() }),
    );
  });
}

test('a process that ends early removes its folders, and a broken undo keeps none from it', async () => {
  const code = `
    const dir = makeTemporary('rolekit-a-');
    (await import('node:fs')).writeFileSync(dir + '/file', '');
    atExit(() => { throw new Error('no'); });
    console.log(dir);
    process.exit(130);`;
  const { code: exit, stdout } = await run(code, temporaryFolder());
  expect([exit, existsSync(stdout)]).toEqual([130, false]);
});

test('what was begun last is undone first, and what is finished is not undone', async () => {
  const code = `
    atExit(() => console.log('first'));
    atExit(() => console.log('finished'))();
    atExit(() => console.log('last'));
    throw new Error('broken');`;
  expect(await run(code, temporaryFolder())).toEqual({ code: 1, stdout: 'last\nfirst' });
});

test('a folder that was removed is out of its hands', async () => {
  const out = join(temporaryFolder(), 'kept');
  const code = `
    const { mkdirSync, writeFileSync } = await import('node:fs');
    const dir = makeTemporary('rolekit-a-');
    await removeTemporary(dir);
    mkdirSync(dir);
    writeFileSync(${JSON.stringify(out)}, dir);`;
  await run(code, temporaryFolder());
  expect(existsSync(readFileSync(out, 'utf8'))).toBe(true);
});
