import { execFile } from 'node:child_process';
import { mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { openFiles } from './folders.ts';

let home: string;
beforeEach(async () => {
  home = await realpath(temporaryFolder());
  for (const folder of ['out', 'in', 'secret', 'output']) await mkdir(join(home, folder));
  await writeFile(join(home, 'secret/key'), 's3cret');
  await writeFile(join(home, 'in/data.csv'), 'a,b');
});

const files = (config: Record<string, unknown> = {}) =>
  openFiles({
    connector: 'shop',
    folders: [
      { path: 'config:folder', otherwise: '~/out', access: 'write' },
      { path: '~/in', access: 'read' },
    ],
    config,
    home,
  });
const write = (folder: string, config = {}) =>
  files(config).writeNew({ folder, title: 'Users', extension: 'txt', content: 'x', setting: 'SHOP_FOLDER' });
const forbidden = { code: 'RK_OUT_OF_REACH' };

describe('a file outside of what a connector declares', () => {
  it('is not read', async () => {
    await expect(files().read(join(home, 'secret/key'))).rejects.toMatchObject({
      ...forbidden,
      message: expect.stringContaining('is not in a folder that the connector declares for reading'),
    });
    await expect(files().read(join(home, 'in/../secret/key'))).rejects.toMatchObject(forbidden);
    await expect(files().read('in/data.csv')).rejects.toThrow('not an absolute path');
    await expect(files().list(home)).rejects.toMatchObject(forbidden);
  });

  it('names what its author would declare', async () => {
    await expect(files().read(join(home, 'secret/key'))).rejects.toMatchObject({
      fix: 'Use a path in one of those folders. If a folder is a setting, change the setting; the author can declare others in `folders`.',
    });
  });

  it('is not reached by a link, of a file or of a folder on the way', async () => {
    await symlink(join(home, 'secret/key'), join(home, 'in/link'));
    await symlink(join(home, 'secret'), join(home, 'out/deep'));
    await symlink(join(home, 'secret/not-there-yet'), join(home, 'out/dangling'));
    await expect(files().read(join(home, 'in/link'))).rejects.toMatchObject(forbidden);
    await expect(files().read(join(home, 'out/deep/key'))).rejects.toMatchObject(forbidden);
    await expect(write(join(home, 'out/deep'))).rejects.toMatchObject(forbidden);
    await expect(write(join(home, 'out/deep/new/folder'))).rejects.toMatchObject(forbidden);
    await expect(write(join(home, 'out/dangling'))).rejects.toMatchObject(forbidden);
  });

  it('is not taken for one inside because its name begins the same', async () => {
    await expect(write(join(home, 'output'))).rejects.toMatchObject(forbidden);
  });

  it('is not written where it may only be read', async () => {
    await expect(write(join(home, 'in'))).rejects.toThrow('declares for writing');
  });
});

it('a folder of a setting has to be absolute', () => {
  expect(() => files({ folder: 'here' }).folder('config:folder')).toThrow('not an absolute path: here');
  expect(() => files().folder('~/other')).toThrow('declares no folder ~/other');
});

it('a folder is the setting’s or its default, made when it is missing, also behind a link of the user’s own', async () => {
  expect(files().folder('config:folder')).toBe(join(home, 'out'));
  await symlink(join(home, 'secret'), join(home, 'mine'));
  const config = { folder: join(home, 'mine') };
  const { path } = await write(join(files(config).folder('config:folder'), 'a/b'), config);
  expect(path).toBe(join(home, 'mine/a/b/users.txt'));
  expect(await readFile(join(home, 'secret/a/b/users.txt'), 'utf8')).toBe('x');
});

it('a file is read within its limit, and named when it is missing', async () => {
  expect(Buffer.from(await files().read(join(home, 'in/data.csv'))).toString()).toBe('a,b');
  expect(await files().list(join(home, 'in'))).toEqual(['data.csv']);
  await expect(files().read(join(home, 'in/data.csv'), { maxBytes: 2 })).rejects.toMatchObject({
    code: 'RK_TOO_LARGE',
  });
  await expect(files().read(join(home, 'in/none'))).rejects.toMatchObject({ code: 'RK_NOT_FOUND' });
});

it.runIf(process.platform !== 'win32')('a pipe is no file, and is not waited for', async () => {
  await promisify(execFile)('mkfifo', [join(home, 'in/pipe')]);
  await expect(files().read(join(home, 'in/pipe'))).rejects.toMatchObject({
    code: 'RK_OUT_OF_REACH',
    message: expect.stringContaining('is not a file'),
  });
  await expect(files().read(join(home, 'in'))).rejects.toThrow('is not a file');
});

it.runIf(process.platform === 'linux')('a file that tells no size is read within the limit too', async () => {
  const proc = openFiles({ connector: 'shop', folders: [{ path: '/proc/self', access: 'read' }], config: {}, home });
  expect((await proc.read('/proc/self/status')).byteLength).toBeGreaterThan(100);
  await expect(proc.read('/proc/self/status', { maxBytes: 100 })).rejects.toMatchObject({ code: 'RK_TOO_LARGE' });
});
