// A person's session on Linux: a bus where servers look for it, and a GNOME keyring that its password unlocks.
import { type ChildProcess, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Home } from '../hosts/home.ts';
import { exits, runProgram, startProgram } from '../hosts/processes.ts';

const PASSWORD = 'the password of the login keyring';
const SECRETS = 'org.freedesktop.secrets';
const LOGIN = '/org/freedesktop/secrets/collection/login';

export type Session = {
  lock(): Promise<void>;
  unlock(): Promise<void>;
  /** As after a log-in without a password: the keyring starts when it is asked, and was never unlocked. */
  restart(): Promise<void>;
  /** Runs `secret-tool` as the person does. */
  secretTool(...args: string[]): Promise<string>;
  /** Signs out: bus and keyring end. What the keyring keeps stays in the home. */
  end(): Promise<void>;
};

/** The standard place of a session's bus. A server finds it there without any variable. */
const RUNTIME = `/run/user/${process.getuid?.() ?? 0}`;

/** True on a desktop, whose own session must not be touched. */
export const inUse = (): boolean => existsSync(join(RUNTIME, 'bus'));

/** Makes the folder of the session where the system has not, as a log-in does. Returns what removes it again. */
export function makeRuntime(): () => void {
  if (existsSync(RUNTIME)) return () => rmSync(join(RUNTIME, 'bus'), { force: true });
  if (process.getuid?.() === 0) {
    mkdirSync(RUNTIME, { recursive: true, mode: 0o700 });
    return () => rmSync(RUNTIME, { recursive: true, force: true });
  }
  const asRoot = (...line: string[]) => execFileSync('sudo', ['-n', ...line]);
  asRoot('install', '-d', '-m', '700', '-o', String(process.getuid?.()), RUNTIME);
  return () => asRoot('rm', '-rf', RUNTIME);
}

export async function openSession(home: Home): Promise<Session> {
  const socket = join(RUNTIME, 'bus');
  const address = `unix:path=${socket}`;
  const place = {
    env: { ...home.env, XDG_RUNTIME_DIR: RUNTIME, DBUS_SESSION_BUS_ADDRESS: address },
    cwd: home.cwd,
  };
  const run = async (command: string, ...args: string[]) =>
    (await runProgram(command, args, place, { timeoutMs: 60_000 })).stdout;
  const ask = (to: string, path: string, method: string, argument: string) =>
    run('dbus-send', '--session', '--print-reply', `--dest=${to}`, path, method, argument);
  const askBus = (method: string) =>
    ask('org.freedesktop.DBus', '/org/freedesktop/DBus', `org.freedesktop.DBus.${method}`, `string:${SECRETS}`);
  const isThere = async () => (await askBus('NameHasOwner')).includes('boolean true');

  // also the one that the bus itself started when it was asked
  const endKeyring = async () => {
    if (!(await isThere())) return;
    const [, pid] = /uint32 (\d+)/.exec(await askBus('GetConnectionUnixProcessID')) ?? [];
    process.kill(Number(pid));
    await until(async () => !(await isThere()), 'the keyring is gone from the bus');
  };
  const startKeyring = async () => {
    const child = startProgram('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], place);
    child.stdin.end(PASSWORD);
    await until(isThere, 'the keyring is on the bus');
  };

  const bus: ChildProcess = startProgram(
    'dbus-daemon',
    ['--session', '--nofork', '--nopidfile', `--address=${address}`],
    place,
  );
  await until(() => existsSync(socket) && statSync(socket).isSocket(), 'the bus listens');
  await startKeyring();
  return {
    async lock() {
      const method = 'org.freedesktop.Secret.Service.Lock';
      await ask(SECRETS, '/org/freedesktop/secrets', method, `array:objpath:${LOGIN}`);
    },
    async unlock() {
      await endKeyring();
      await startKeyring();
    },
    restart: endKeyring,
    secretTool: (...args) => run('secret-tool', ...args),
    async end() {
      if (bus.exitCode !== null || bus.signalCode !== null) return;
      await endKeyring();
      bus.kill();
      await exits(bus, 10_000);
      rmSync(socket, { force: true });
    },
  };
}

async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(100)) if (await holds()) return;
  throw new Error(`waited 60 s until ${what}`);
}
