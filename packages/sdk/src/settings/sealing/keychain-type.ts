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
