import { RegistryError } from '../../errors.ts';

/** Answers that another try may change. */
const PASSING: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);

/** The store did not answer, or said that it cannot now. */
export function isPassing(status: number): boolean {
  return PASSING.has(status);
}

/** The store is away. @param cause of the connection */
export function away(reason: string, cause?: unknown): RegistryError {
  return new RegistryError('RK_ARCHIVES_AWAY', { reason }, { headers: { 'retry-after': '5' }, cause });
}

/** What a connection ended in: its text may name addresses, its code does not. Errors of files stay as they are. */
export function connectionFailure(error: unknown): unknown {
  if (error instanceof RegistryError || (error instanceof Error && 'path' in error)) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'the connection broke';
  return away(code, error);
}

/** What an answer says; of its body only the code of the error. */
export function answerFailure(status: number, code: string | undefined): RegistryError {
  if (isPassing(status)) return away(`it answered ${status}`);
  const reason =
    status >= 300 && status < 400
      ? `it answered ${status}, a redirect, which is not followed`
      : `${code ?? 'it answered'} ${status}`;
  return new RegistryError('RK_ARCHIVES_REFUSED', { reason }, { headers: { 'retry-after': '30' } });
}
