import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RolekitError } from '../errors.ts';

export interface LockOptions {
  /** Milliseconds to wait for it. @default 60 000 */
  waitMs?: number;
  /** Milliseconds after which an untouched lock counts as left behind; its holder touches it more often. @default 15 000 */
  staleMs?: number;
}

/**
 * Runs `work` while holding a lock that all processes of this user respect: a file that only one can create. A lock whose
 * process is gone is broken.
 *
 * @throws RK_FILE when it is held for longer than `waitMs`, or its folder cannot be written to
 */
export async function withLockFile<T>(path: string, work: () => Promise<T>, options: LockOptions = {}): Promise<T> {
  const { waitMs = 60_000, staleMs = 15_000 } = options;
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), id: crypto.randomUUID() });
  const deadline = Date.now() + waitMs;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((error) => {
    throw failed(path, error);
  });
  for (let pause = 2; !(await create(path, mine)); pause = Math.min(100, pause * 1.5)) {
    if (await isStale(path, staleMs)) await breakLock(path, staleMs);
    else if (Date.now() > deadline)
      throw new RolekitError('RK_FILE', {
        path,
        reason: `is held by another process for more than ${Math.round(waitMs / 1000)} s`,
        hint: 'Stop that process; if there is none, remove the file.',
        held: true,
      });
    else await sleep(pause * (0.5 + Math.random()));
  }
  const touch = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), staleMs / 3);
  touch.unref();
  try {
    return await work();
  } finally {
    clearInterval(touch);
    // broken by another while this process was stopped: not ours any more
    if ((await readFile(path, 'utf8').catch(() => '')) === mine) await rm(path, { force: true });
  }
}

async function create(path: string, content: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(content).finally(() => file.close());
    return true;
  } catch (error) {
    const { code } = error as { code?: unknown };
    // Windows refuses a file that is just being deleted
    if (code === 'EEXIST' || (process.platform === 'win32' && code === 'EPERM')) return false;
    throw failed(path, error);
  }
}

async function isStale(path: string, staleMs: number): Promise<boolean> {
  const entry = await stat(path).catch(() => undefined);
  if (!entry) return false;
  const age = Date.now() - entry.mtimeMs;
  if (age > staleMs) return true;
  const text = await readFile(path, 'utf8').catch(() => '');
  const holder = /^\{"pid":(\d+),"host":"([^"]*)"/.exec(text);
  return holder?.[2] === hostname() && !isAlive(Number(holder[1]));
}

/** Only one process breaks a lock, and looks again first: the lock may be a new one by now. */
async function breakLock(path: string, staleMs: number): Promise<void> {
  const breaker = `${path}.break`;
  if (!(await create(breaker, ''))) {
    const entry = await stat(breaker).catch(() => undefined);
    if (entry && Date.now() - entry.mtimeMs > staleMs) await rm(breaker, { force: true });
    await sleep(5);
    return;
  }
  try {
    if (await isStale(path, staleMs)) await rm(path, { force: true });
  } finally {
    await rm(breaker, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

function failed(path: string, error: unknown): RolekitError {
  const code = String((error as { code?: unknown }).code);
  return new RolekitError('RK_FILE', { path, reason: `cannot be written (${code})`, hint: 'Check its permissions.' });
}
