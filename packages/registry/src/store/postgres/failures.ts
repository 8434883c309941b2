import { RegistryError, type RegistryErrorCode } from '../../errors.ts';

/** By SQLSTATE, or its first two signs. */
const BY_STATE: Record<string, RegistryErrorCode> = {
  '08': 'RK_DATABASE_AWAY',
  // an idle transaction that was ended, and one whose server goes down or comes up
  '25P03': 'RK_DATABASE_AWAY',
  '57P01': 'RK_DATABASE_AWAY',
  '57P02': 'RK_DATABASE_AWAY',
  '57P03': 'RK_DATABASE_AWAY',
  '28': 'RK_DATABASE_REFUSED',
  '3D000': 'RK_DATABASE_REFUSED',
  '42501': 'RK_DATABASE_REFUSED',
  '25006': 'RK_DATA_READ_ONLY',
  '53100': 'RK_DISK_FULL',
  '53200': 'RK_DATABASE_BUSY',
  '53300': 'RK_DATABASE_BUSY',
  '55P03': 'RK_DATABASE_BUSY',
  '57014': 'RK_DATABASE_BUSY',
  '40001': 'RK_DATABASE_BUSY',
  '40P01': 'RK_DATABASE_BUSY',
  '58': 'RK_DATABASE_BROKEN',
  XX001: 'RK_DATABASE_BROKEN',
  XX002: 'RK_DATABASE_BROKEN',
};

/** Of what the library says without a code; nothing of the address is in it. */
const BY_MESSAGE: readonly (readonly [RegExp, RegistryErrorCode, reason: string])[] = [
  [/timeout/i, 'RK_DATABASE_AWAY', 'no answer in time'],
  [/password|SASL/i, 'RK_DATABASE_REFUSED', 'it asks for a password'],
  [/SSL|certificate/i, 'RK_DATABASE_REFUSED', 'TLS'],
  [/terminated|closed|not queryable|Connection/i, 'RK_DATABASE_AWAY', 'the connection ended'],
];

interface Failure extends Error {
  code?: unknown;
  severity?: unknown;
}

/** What PostgreSQL, or the way to it, said; undefined for what a statement did wrong. */
export function databaseFailure(error: unknown): RegistryError | undefined {
  if (!(error instanceof Error) || error instanceof TypeError) return undefined;
  const { code, severity, message }: Failure = error;
  const found = typeof severity === 'string' && typeof code === 'string' ? byState(code) : byConnection(code, message);
  if (found === undefined) return undefined;
  const headers = found[0] === 'RK_DATABASE_AWAY' ? { 'retry-after': '2' } : {};
  return new RegistryError(found[0], { reason: found[1] }, { cause: error, headers });
}

function byState(state: string): [RegistryErrorCode, string] | undefined {
  const known = BY_STATE[state] ?? BY_STATE[state.slice(0, 2)];
  return known === undefined ? undefined : [known, state];
}

function byConnection(code: unknown, message: string): [RegistryErrorCode, string] | undefined {
  // a socket's, a resolver's and a certificate's errors have codes of their own
  if (typeof code === 'string')
    return [/CERT|SSL|TLS|SELF_SIGNED/.test(code) ? 'RK_DATABASE_REFUSED' : 'RK_DATABASE_AWAY', code];
  const known = BY_MESSAGE.find(([pattern]) => pattern.test(message));
  return known === undefined ? undefined : [known[1], known[2]];
}
