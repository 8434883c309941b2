import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { writeConnection } from './profiles.ts';
import { changeRunFile, writeRunFile } from './run-file.ts';
import { resolveSettings } from './settings.ts';

let home: string;
let path: string;
const run = {
  format: 1,
  connector: 'shop',
  environment: 'sandbox',
  pid: 4711,
  baseUrl: 'http://127.0.0.1:5000',
  values: { token: 'r1', other: 'o' },
} as const;

beforeEach(async () => {
  home = temporaryFolder();
  path = join(home, 'shop.json');
  await writeRunFile(path, run);
});

const stored = async () => JSON.parse(await readFile(path, 'utf8')).values;

describe('a changed setting of a sandbox', () => {
  it('does not reach another one that took its place', async () => {
    await changeRunFile(path, { pid: 4712, baseUrl: run.baseUrl }, { token: 'r2' });
    await changeRunFile(path, { pid: 4711, baseUrl: 'http://127.0.0.1:5001' }, { token: 'r2' });
    expect(await stored()).toEqual({ token: 'r1', other: 'o' });
    await rm(path);
    await changeRunFile(path, run, { token: 'r2' });
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('is found by the next process, and by one that waits for its turn', async () => {
    await writeConnection('shop', { format: 1, active: 'sandbox', profiles: { sandbox: { runFile: path } } }, home);
    const field = { schema: { safeParse: (data: unknown) => ({ success: true, data }) }, title: 'T' };
    const fields = { token: { ...field, description: '', env: 'SHOP_TOKEN', secret: true } } as never;
    const [one, two] = [
      await resolveSettings('shop', fields, { home, env: {} }),
      await resolveSettings('shop', fields, { home, env: {} }),
    ];
    const spent: (string | undefined)[] = [];
    const rotate = (settings: typeof one, next: string) =>
      settings.exclusive?.('token', async (latest) => {
        spent.push(latest);
        await settings.save({ token: next });
      });
    await rotate(one, 'r2');
    await rotate(two, 'r3');
    expect(spent).toEqual(['r1', 'r2']);
    expect(await stored()).toEqual({ token: 'r3', other: 'o' });
    expect((await stat(path)).mode & 0o777).toBe(
      process.platform === 'win32' ? (await stat(path)).mode & 0o777 : 0o600,
    );
    await expect(readFile(`${path}.lock`)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
