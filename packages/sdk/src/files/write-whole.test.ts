import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { writeWhole } from './write-whole.ts';

describe('a file that is written whole or not at all', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });

  it('leaves what was there when the new one cannot take its place', async () => {
    const path = join(folder, 'taken');
    await mkdir(path);
    await expect(writeWhole(path, 'new')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
  });

  it('is private to the user with its folder, also over a draft that was left behind', async () => {
    const path = join(folder, 'deep', 'kept.json');
    await mkdir(join(folder, 'deep'));
    const draft = `${path}.${process.pid}.tmp`;
    await writeFile(draft, 'half');
    await chmod(draft, 0o644);
    await writeWhole(path, 'whole', { flush: true });
    expect(await readFile(path, 'utf8')).toBe('whole');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(folder, 'deep'))).toEqual(['kept.json']);
  });

  it('makes a private folder, and an open file where that is asked for', async () => {
    await writeWhole(join(folder, 'own', 'file'), 'x');
    expect((await stat(join(folder, 'own'))).mode & 0o777).toBe(0o700);
    await writeWhole(join(folder, 'open'), 'x', { isPrivate: false });
    expect((await stat(join(folder, 'open'))).mode & 0o777).toBe(0o644);
  });
});
