import type { RolekitError } from '../../errors.ts';
import type { Keychain, KeychainOptions } from './keychain-type.ts';

/** The keychain of this system, reached through the system's own program: a bundle cannot bring a native module. */
export async function openKeychain(options: KeychainOptions): Promise<Keychain> {
  switch (options.platform ?? process.platform) {
    case 'darwin':
      return (await import('./macos.ts')).macosKeychain(options);
    case 'win32':
      return (await import('./windows.ts')).windowsKeychain(options);
    default:
      return (await import('./secret-service.ts')).secretService(options);
  }
}

/**
 * Whether the keychain keeps things for a program with this environment: writes an item, reads it back, removes it.
 * Answers why not.
 */
export async function probeKeychain(options: KeychainOptions): Promise<RolekitError | undefined> {
  const { randomBytes } = await import('node:crypto');
  const { keychainError } = await import('./keychain-program.ts');
  const id = `probe-${randomBytes(8).toString('hex')}`;
  const text = randomBytes(16).toString('base64url');
  try {
    const keychain = await openKeychain(options);
    await keychain.write(id, text);
    try {
      if ((await keychain.read(id)) === text) return undefined;
      return keychainError('it does not give back what it was given', 'Use --store file or --store passphrase.');
    } finally {
      await keychain.remove(id);
    }
  } catch (error) {
    return error as RolekitError;
  }
}
