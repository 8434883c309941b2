import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { composeBundle } from '../../packages/cli/src/build/index.ts';
import { firstLook } from './host.ts';

it('a host on the first line of the official SDK starts a built plugin and calls it', async () => {
  const bundle = await composeBundle(join(import.meta.dirname, '..', '..', 'bench', 'echo'));
  const folder = await mkdtemp(join(tmpdir(), 'rolekit-v1-host-'));
  for (const { path, bytes } of bundle.files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  const look = await firstLook(folder, 'echo_get_text', { text: 'hello' }, folder);
  expect(look).toMatchObject({ server: 'echo', tools: ['echo_get_text'] });
  expect(look.answer).toMatch(/^text: hello\n/);
});
