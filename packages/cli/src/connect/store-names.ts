/** The values of `--store`: where secrets are kept. */
export const STORES = ['keychain', 'file', 'passphrase'] as const;

export type StoreName = (typeof STORES)[number];
