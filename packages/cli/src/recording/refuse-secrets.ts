import { isObject, maskDeep } from '@rolekit/sdk/internal';
import { usageError } from '../errors.ts';

const SECRET_NAME =
  /(?:^|[_-])(?:access|refresh|auth|bearer)?[_-]?(?:token|secret|password|passwd|authorization|api[_-]?key|cookie|credentials?)$/i;
const SECRET_FORM =
  /\beyJ[\w-]{8,}\.[\w-]{8,}|\b(?:sk|pk|rk)[-_](?:live|test|ant|proj)?[-_]?\w{16,}|\bxox[abeprs]-[\w-]{8,}|\bgh[opsu]_\w{20,}|\bgithub_pat_\w{20,}|\bAKIA[0-9A-Z]{16}\b|\bBearer \S{8,}|-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * Keeps secrets out of a playbook, which is a file that others read: a call that names one is not made.
 *
 * @param secrets The credentials of what the session is connected to.
 * @throws RK_USAGE, without the secret
 */
export function refuseSecrets(args: Record<string, unknown>, secrets: readonly string[]): void {
  const name = secretIn(args, '', secrets);
  if (name === undefined) return;
  throw usageError(
    `\`${name}\` looks like a secret, and a playbook is a file that others read. The call was not made.`,
    'Leave it out: a connector has its secrets from its connection.',
  );
}

function secretIn(value: unknown, name: string, secrets: readonly string[]): string | undefined {
  if (typeof value === 'string') {
    const isSecret =
      (SECRET_NAME.test(snake(name)) && value !== '') || SECRET_FORM.test(value) || maskDeep(value, secrets) !== value;
    return isSecret ? name : undefined;
  }
  const members = Array.isArray(value)
    ? value.map((item) => [name, item] as const)
    : isObject(value)
      ? Object.entries(value)
      : [];
  for (const [key, member] of members) {
    const found = maskDeep(key, secrets) === key ? secretIn(member, key, secrets) : 'a name';
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `accessToken` → `access_Token` */
function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2');
}
