import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keychainError, reasonOf, runProgram } from './keychain-program.ts';
import { type Keychain, type KeychainOptions, SERVICE } from './keychain-type.ts';

/**
 * Windows' data protection (DPAPI): what it protects opens for the same Windows user only, and lies in a file of ours. The
 * credential store has no command of its own.
 */
export function windowsKeychain({ env, home, limitMs, platform }: KeychainOptions): Keychain {
  const pathOf = (id: string) => join(home, '.rolekit', 'keys', `${id}.dpapi`);
  const convert = async (method: 'Protect' | 'Unprotect', id: string, base64: string): Promise<string> => {
    const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-EncodedCommand', encoded(script(method, id))];
    const run = await runProgram(powershell(env, platform), args, { env, input: base64, limitMs });
    const output = run.stdout.trim();
    if (run.code === 0 && /^[A-Za-z0-9+/]+=*$/.test(output)) return output;
    throw keychainError(
      `Windows does not ${method.toLowerCase()} the key: ${reasonOf('powershell', run, base64)}`,
      'Sign in as the Windows user who connected it, or connect again.',
    );
  };
  return {
    name: 'Windows data protection',
    async read(id) {
      const base64 = await readFile(pathOf(id), 'utf8').catch((error: { code?: unknown }) => {
        if (error.code === 'ENOENT') return undefined;
        throw keychainError(`${pathOf(id)} cannot be read (${String(error.code)})`, 'Check its permissions.');
      });
      if (base64 === undefined) return undefined;
      return Buffer.from(await convert('Unprotect', id, base64.trim()), 'base64').toString('utf8');
    },
    async write(id, secret) {
      const base64 = await convert('Protect', id, Buffer.from(secret, 'utf8').toString('base64'));
      await mkdir(dirname(pathOf(id)), { recursive: true, mode: 0o700 });
      await writeFile(pathOf(id), `${base64}\n`, { mode: 0o600, flag: 'wx' });
    },
    async remove(id) {
      await rm(pathOf(id), { force: true });
    },
  };
}

/** Its full path, which no PATH can change. */
function powershell(env: NodeJS.ProcessEnv, platform = process.platform): string {
  // a stand-in elsewhere is found like any program
  if (process.platform !== platform) return 'powershell.exe';
  return `${env.SystemRoot ?? 'C:\\Windows'}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
}

/** `id` is made of letters, digits and `-`. What is secret comes on stdin. */
function script(method: 'Protect' | 'Unprotect', id: string): string {
  return [
    "$ErrorActionPreference = 'Stop'",
    'Add-Type -AssemblyName System.Security',
    '$content = [Convert]::FromBase64String([Console]::In.ReadToEnd().Trim())',
    `$entropy = [Text.Encoding]::UTF8.GetBytes('${SERVICE} ${id}')`,
    `$done = [Security.Cryptography.ProtectedData]::${method}($content, $entropy, 'CurrentUser')`,
    '[Console]::Out.Write([Convert]::ToBase64String($done))',
  ].join('\n');
}

function encoded(text: string): string {
  return Buffer.from(text, 'utf16le').toString('base64');
}
