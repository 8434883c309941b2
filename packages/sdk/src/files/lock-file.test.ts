import { fork } from 'node:child_process';
import { readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fileRateStore } from '../http/policy/rate-file.ts';
import { temporaryFolder } from '../temporary-folder.fixture.ts';
import { withLockFile } from './lock-file.ts';

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = temporaryFolder();
  lock = join(folder, 'a', 'x.lock');
});

describe('a lock', () => {
  it('that another process holds too long is an error that names the file', async () => {
    await withLockFile(lock, async () => {
      await expect(withLockFile(lock, async () => 1, { waitMs: 50 })).rejects.toMatchObject({
        code: 'RK_FILE',
        message: `${lock}: is held by another process for more than 0 s`,
      });
    });
  });

  it('is given back when the work fails', async () => {
    await expect(withLockFile(lock, async () => Promise.reject(new TypeError('work')))).rejects.toThrow('work');
    await expect(stat(lock)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('of a process that is gone is broken, and so is one that nobody touched', async () => {
    await withLockFile(lock, async () => {});
    await writeFile(lock, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), id: '' }));
    expect(await withLockFile(lock, async () => 'mine', { waitMs: 2000 })).toBe('mine');
    await writeFile(lock, '{"pid":1,"host":"elsewhere"}');
    await utimes(lock, new Date(0), new Date(0));
    expect(await withLockFile(lock, async () => 'mine', { waitMs: 2000 })).toBe('mine');
  });

  it('lets one in at a time', async () => {
    let inside = 0;
    const seen: number[] = [];
    await Promise.all(
      Array.from({ length: 12 }, () =>
        withLockFile(lock, async () => {
          seen.push(++inside);
          await new Promise((resolve) => setTimeout(resolve, 1));
          inside--;
        }),
      ),
    );
    expect(seen).toEqual(Array(12).fill(1));
  });
});

describe('calls counted in a file', () => {
  it('are counted once for several processes', async () => {
    const script = join(folder, 'take.ts');
    await writeFile(
      script,
      `import { fileRateStore } from ${JSON.stringify(join(import.meta.dirname, '..', 'http', 'policy', 'rate-file.ts'))};
       const store = fileRateStore(${JSON.stringify(folder)});
       let taken = 0;
       for (let n = 0; n < 15; n++) if ((await store.take('shop', [{ kind: 'window', calls: 20, perMs: 3600000 }], Date.now())) === 0) taken++;
       process.send(taken);`,
    );
    const taken = await Promise.all(
      [1, 2, 3].map(
        () =>
          new Promise<number>((resolve, reject) => {
            const child = fork(script, {
              execArgv: ['--conditions=rolekit-source'],
              stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
            });
            child.once('message', (count) => resolve(Number(count)));
            child.once('error', reject);
          }),
      ),
    );
    expect(taken.reduce((sum, value) => sum + value)).toBe(20);
  });

  it('start anew when the file is broken, and are private', async () => {
    const store = fileRateStore(folder);
    await store.take('shop', [], 0);
    const [name] = (await import('node:fs')).readdirSync(join(folder, '.rolekit/run'));
    const path = join(folder, '.rolekit/run', name ?? '');
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
    await writeFile(path, '{"counts":');
    expect(await store.take('shop', [], 0)).toBe(0);
    expect(await readFile(path, 'utf8')).toBe('{"blockedUntil":0,"counts":[]}');
  });
});
