import { keychainError, reasonOf, runProgram } from './keychain-program.ts';
import { type Keychain, type KeychainOptions, SERVICE } from './keychain-type.ts';

const PROGRAM = 'security';
const NOT_FOUND = 44;
/** The person may not be asked here, or said no. */
const NOT_ALLOWED = [36, 51, 128];

/** The login keychain of macOS. Its items belong to `security`, so any program of the user that runs it reads them. */
export function macosKeychain({ env, limitMs }: KeychainOptions): Keychain {
  const run = (args: readonly string[], input = '') => runProgram(PROGRAM, args, { env, input, limitMs });
  return {
    name: 'macOS keychain',
    async read(id) {
      const found = await run(['find-generic-password', '-s', SERVICE, '-a', id, '-w']);
      if (found.code === 0) return found.stdout.trim();
      if (found.code === NOT_FOUND) return undefined;
      if (NOT_ALLOWED.includes(found.code ?? 0))
        throw keychainError('it is locked', 'Unlock it: `security unlock-keychain`, or sign in on the desktop.');
      throw keychainError(reasonOf(PROGRAM, found), 'Open Keychain Access to see what is wrong.');
    },
    async write(id, secret) {
      // commands from stdin: an argument would be seen by other processes
      const command = `add-generic-password -s ${SERVICE} -a ${id} -l Rolekit -w ${secret}\n`;
      const stored = await run(['-i'], command);
      // its exit code says nothing of the command; whoever writes reads back
      if (stored.code !== 0) throw keychainError(reasonOf(PROGRAM, stored, secret), 'Open Keychain Access.');
    },
    async remove(id) {
      await run(['delete-generic-password', '-s', SERVICE, '-a', id]);
    },
  };
}
