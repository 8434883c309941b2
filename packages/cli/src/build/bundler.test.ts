import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TODO_CODE, todoWorkspace } from '../../test/workspace.ts';
import { KeptBundler } from './bundler.ts';
import { composeBundle } from './compose.ts';

test('what a kept bundler builds after a save is what a fresh one does', async () => {
  const { connector } = todoWorkspace();
  const code = join(connector, 'src/index.ts');
  const bundler = new KeptBundler();
  onTestFinished(() => bundler.close());
  await composeBundle(connector, { bundler });
  await writeFile(code, TODO_CODE.replace("title: 'To do'", "title: 'To do, again'"));
  const again = await composeBundle(connector, { bundler });
  expect(again.tools.connectors[0]?.title).toBe('To do, again');
  expect(again.digest).toBe((await composeBundle(connector)).digest);
  await writeFile(
    code,
    `import { RolekitError } from '@rolekit/sdk';\nexport const extra = RolekitError;\n${TODO_CODE}`,
  );
  const more = await composeBundle(connector, { bundler });
  expect(more.digest).toBe((await composeBundle(connector)).digest);
});

test('a kept bundler goes on after code that it cannot bundle', async () => {
  const { connector } = todoWorkspace();
  const code = join(connector, 'src/index.ts');
  const bundler = new KeptBundler();
  onTestFinished(() => bundler.close());
  await writeFile(code, `import { nothing } from '@rolekit/sdk';\nexport const extra = nothing;\n${TODO_CODE}`);
  await expect(composeBundle(connector, { bundler })).rejects.toMatchObject({ code: 'RK_FINDINGS' });
  await writeFile(code, TODO_CODE);
  expect((await composeBundle(connector, { bundler })).digest).toBe((await composeBundle(connector)).digest);
});
