import type { RolekitError } from '../../errors.ts';

/** Items of this service in the system's keychain. */
export const SERVICE = 'dev.rolekit';

/** The system's keychain, which keeps small texts under ids. Items are written once and never changed. */
export interface Keychain {
  /** As a person knows it. */
  name: string;
  /** Undefined when there is no such item. @throws RK_KEYCHAIN when that cannot be told */
  read(id: string): Promise<string | undefined>;
  /** @throws RK_KEYCHAIN */
  write(id: string, secret: string): Promise<void>;
  remove(id: string): Promise<void>;
}

export interface KeychainOptions {
  env: NodeJS.ProcessEnv;
  home: string;
  /** @default process.platform */
  platform?: NodeJS.Platform | undefined;
  /** Milliseconds for each question. @default 30 000 */
  limitMs?: number | undefined;
}

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
  const { keychainError } = await import('./program.ts');
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
