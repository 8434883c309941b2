import { isAbsolute } from 'node:path';
import { RolekitError, withData } from '../../errors.ts';

/** They name files of the server, and only whoever runs it can do something about them. */
const OPERATORS: ReadonlySet<string> = new Set(['RK_FILE', 'RK_SEALED', 'RK_KEYCHAIN']);

/**
 * An error as a person on another machine is told it: nothing of where the server keeps its files. What only its operator can
 * mend is said in the log, under a reference.
 */
export function remoteError(
  { home, onProblem }: { home: string; onProblem(text: string): void },
  { name, principal }: { name: string; principal: string },
  error: RolekitError,
): RolekitError {
  if (OPERATORS.has(error.code)) {
    const reference = crypto.randomUUID().slice(0, 8);
    onProblem(`${name} for ${principal} (${reference}): ${error.code}: ${error.message} ${error.fix}`);
    return new RolekitError('RK_OPERATOR', { reference });
  }
  const isPolicy = error.code === 'RK_POLICY_DENIED' || error.code === 'RK_POLICY_REFUSED';
  if (isPolicy && isAbsolute(String(error.data.source))) return withData(error, { source: 'this server' });
  const texts = Object.entries(error.data).filter((item): item is [string, string] => typeof item[1] === 'string');
  if (!texts.some(([, text]) => text.includes(home))) return error;
  const clean = texts.map(([key, text]) => [key, text.replaceAll(home, '~')]);
  return withData(error, Object.fromEntries(clean));
}
