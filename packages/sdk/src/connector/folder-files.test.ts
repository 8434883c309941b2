import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { writeNewFile } from './folder-files.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const write = (title: string, content = 'text') =>
  writeNewFile({ folder, title, extension: 'svg', content, setting: 'CHARTS_FOLDER' });

describe('a new file', () => {
  test('is refused where the folder is a file, with the setting that moves it', async () => {
    await writeFile(join(folder, 'taken'), '');
    const refused = writeNewFile({
      folder: join(folder, 'taken', 'below'),
      title: 'x',
      extension: 'svg',
      content: '',
      setting: 'CHARTS_FOLDER',
    });
    await expect(refused).rejects.toMatchObject({
      code: 'RK_FILE',
      fix: 'Set CHARTS_FOLDER to a folder that you may write to.',
    });
  });

  test('never overwrites one', async () => {
    await write('Users', 'first');
    await write('Users', 'second');
    expect(await readFile(join(folder, 'users.svg'), 'utf8')).toBe('first');
    expect(await readFile(join(folder, 'users-2.svg'), 'utf8')).toBe('second');
  });

  test('stays in its folder whatever its title', async () => {
    await write('../../etc/passwd');
    await write('..');
    await write('C:\\temp\\x\u0000');
    expect((await readdir(folder)).sort()).toEqual(['c-temp-x.svg', 'etc-passwd.svg', 'svg.svg']);
  });

  test('keeps letters of every script and is cut to 60', async () => {
    expect((await write('Umsätze für 東京')).path).toBe(join(folder, 'umsätze-für-東京.svg'));
    expect((await write('a'.repeat(200))).path).toBe(join(folder, `${'a'.repeat(60)}.svg`));
  });

  test('comes with its size and digest', async () => {
    const sha256 = createHash('sha256').update('täglich').digest('hex');
    expect(await write('x', 'täglich')).toEqual({ path: join(folder, 'x.svg'), bytes: 8, sha256 });
  });
});
