import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { structuredOf } from '@rolekit/sdk/serve';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/workspace.ts';
import { connectHost, startDev } from './dev.fixture.ts';

const TEMPLATE = fileURLToPath(new URL('../../../templates/connector', import.meta.url));

test('a host that kills it leaves neither its server nor its sandbox behind', async () => {
  const dir = temporaryFolder();
  await cp(TEMPLATE, dir, { recursive: true });
  const dev = startDev(dir, ['--stdio']);
  const host = await connectHost(dev, '2025-11-25');
  expect(await host.names()).toEqual(['starter_list_notes', 'starter_get_note', 'starter_update_note']);
  expect(await dev.end('SIGKILL')).toBe(null);
  await expect.poll(dev.isRunning).toBe(false);
});

test('the sandbox of a connector runs beside it, and again after a save of its code, wherever that lies', async () => {
  const dir = temporaryFolder();
  await cp(TEMPLATE, dir, { recursive: true });
  const dev = startDev(dir, ['--stdio']);
  const host = await connectHost(dev, '2026-07-28');
  const note = async () => {
    const result = await host.client.callTool({ name: 'starter_get_note', arguments: { id: 'n1' } });
    return (structuredOf(result) as { item?: { title: string } }).item?.title;
  };
  expect(dev.log()).toMatch(/^sandbox {2}starter {2}http:\/\/127\.0\.0\.1:\d+\n/m);
  const title = await note();
  const notes = join(dir, 'sandbox/notes.ts');
  const text = await readFile(notes, 'utf8');
  expect(text).toContain(`'${title}'`);
  await writeFile(notes, text.replace(`'${title}'`, "'Saved a moment ago'"));
  await expect.poll(note).toBe('Saved a moment ago');
  const shared = join(dir, 'src/first-title.ts');
  await writeFile(shared, "export const FIRST = 'Of a file in src';\n");
  const imported = `import { FIRST } from '../src/first-title.ts';\n${text.replace(`'${title}'`, 'FIRST')}`;
  await writeFile(notes, imported);
  await expect.poll(note).toBe('Of a file in src');
  await writeFile(shared, "export const FIRST = 'Of the same file';\n");
  await expect.poll(note).toBe('Of the same file');
  expect(await dev.end('SIGINT')).toBe(0);
  await expect.poll(dev.isRunning).toBe(false);
  expect(await readdir(join(dir, '.rolekit/run'))).toEqual([]);
});
