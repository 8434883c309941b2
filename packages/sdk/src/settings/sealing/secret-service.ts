import { statSync } from 'node:fs';
import { join } from 'node:path';
import { keychainError, type ProgramRun, reasonOf, runProgram } from './keychain-program.ts';
import { type Keychain, type KeychainOptions, SERVICE } from './keychain-type.ts';

const PROGRAM = 'secret-tool';
const UNLOCK = 'Unlock it: sign in on the desktop, or open its password manager (Seahorse, KWallet).';

/** GNOME Keyring, KWallet and others that speak the Secret Service protocol. */
export function secretService({ env, limitMs }: KeychainOptions): Keychain {
  const run = (args: readonly string[], input = ''): Promise<ProgramRun> =>
    runProgram(PROGRAM, args, {
      env,
      input,
      limitMs,
      set: { DBUS_SESSION_BUS_ADDRESS: busAddress(env), LC_ALL: 'C.UTF-8' },
    });
  const item = (id: string) => ['service', SERVICE, 'key', id];
  return {
    name: 'Secret Service',
    async read(id) {
      const found = await run(['lookup', ...item(id)]);
      if (found.code === 0 && found.stdout !== '') return found.stdout.trim();
      if (found.stderr.trim() !== '') throw failed(found);
      // a locked item and none at all look the same to `lookup`, not to `search`
      const { stdout } = await run(['search', ...item(id)]);
      if (/^\[\//m.test(stdout)) throw keychainError('it is locked', UNLOCK);
      return undefined;
    },
    async write(id, secret) {
      const stored = await run(['store', `--label=Rolekit (${id})`, ...item(id)], secret);
      if (stored.code !== 0) throw failed(stored, secret);
    },
    async remove(id) {
      await run(['clear', ...item(id)]);
    },
  };
}

/**
 * Where the session bus listens: hosts drop the variable that says so, and it lies at a standard place.
 *
 * @throws RK_KEYCHAIN when there is none
 */
export function busAddress(env: NodeJS.ProcessEnv, uid = process.getuid?.()): string {
  if (env.DBUS_SESSION_BUS_ADDRESS) return env.DBUS_SESSION_BUS_ADDRESS;
  const sockets = [env.XDG_RUNTIME_DIR, `/run/user/${uid}`].flatMap((folder) => (folder ? [join(folder, 'bus')] : []));
  const socket = sockets.find((path) => statSync(path, { throwIfNoEntry: false })?.isSocket());
  if (socket !== undefined) return `unix:path=${socket}`;
  throw keychainError(
    `there is no session bus at ${[...new Set(sockets)].join(' or ')}`,
    'Sign in on the desktop, or use --store file or --store passphrase.',
  );
}

function failed(run: ProgramRun, secret?: string) {
  if (/locked/i.test(run.stderr)) return keychainError('it is locked', UNLOCK);
  return keychainError(reasonOf(PROGRAM, run, secret).replace(/^secret-tool: /, ''), UNLOCK);
}
