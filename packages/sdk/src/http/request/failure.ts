import { RolekitError } from '../../errors.ts';
import { isLocalOrigin, privateAddress } from './allowed-hosts.ts';
import { PRIVATE_ADDRESS } from './dial.ts';
import type { Attempt, HttpBinding } from './types.ts';

/** Codes of a connection that never came about: the vendor got nothing, so that even a write may be sent again. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const CERTIFICATE = /CERT|SELF_SIGNED|LEAF_SIGNATURE|ALTNAME/;

/** What ended an exchange without a response, for those who read it. */
export function failureOf(error: unknown, attempt: Attempt, url: URL, timeout: AbortSignal | undefined): RolekitError {
  const { connector } = attempt.binding;
  const isLate = timeout?.aborted === true && attempt.signal?.aborted !== true;
  if (error instanceof RolekitError && !(isLate && error.code === 'RK_CANCELLED')) return error;
  if (attempt.signal?.aborted) return new RolekitError('RK_CANCELLED');
  if (isLate) return new RolekitError('RK_TIMEOUT', { connector, seconds: attempt.policy.timeoutMs / 1000 });
  const header = unsendable(error, attempt);
  if (header) return header;
  const code = codeOf(error);
  if (code === PRIVATE_ADDRESS) return privateAddress(connector, url.hostname, { notSent: true });
  return new RolekitError('RK_UPSTREAM_UNAVAILABLE', {
    connector,
    reason: `${url.host} (${code ?? 'no connection'})`,
    hint: hintFor(code, url, attempt.binding),
    ...(isNotSent(error, code) ? { notSent: true } : {}),
  });
}

export function codeOf(error: unknown): string | undefined {
  const { code } = causeOf(error);
  return typeof code === 'string' ? code : undefined;
}

function causeOf(error: unknown): { code?: unknown; syscall?: unknown } {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return typeof cause === 'object' && cause !== null ? cause : {};
}

function isNotSent(error: unknown, code = ''): boolean {
  return (
    NOT_SENT.has(code) || code.startsWith('proxy: ') || CERTIFICATE.test(code) || causeOf(error).syscall === 'connect'
  );
}

function hintFor(code = '', url: URL, binding: HttpBinding): string {
  if (CERTIFICATE.test(code))
    return `If a proxy replaces certificates, name its certificate as \`extraCa\` in ~/.rolekit/network.json; otherwise the certificate of ${url.hostname} is wrong.`;
  if (code.startsWith('proxy: ')) return 'Check `proxy` in ~/.rolekit/network.json, then try again.';
  const proxy = isLocalOrigin(binding, url) ? '' : ' (a proxy is named in ~/.rolekit/network.json)';
  return `Check the address in the settings and the network${proxy}, then try again.`;
}

/** A header that HTTP cannot carry, such as a key that was pasted with a line break or a typographic quote. */
function unsendable(error: unknown, { binding, request, sent }: Attempt): RolekitError | undefined {
  if (!(error instanceof TypeError) || error.cause !== undefined) return undefined;
  const isWrong = ([name, value]: [string, string]) => {
    try {
      new Headers([[name, value]]);
      return false;
    } catch {
      return true;
    }
  };
  const ofCredentials = Object.entries(sent.credentials ?? {}).find(isWrong);
  const { connector } = binding;
  if (ofCredentials)
    return new RolekitError('RK_NOT_CONNECTED', {
      connector,
      reason: `its credentials have a character that cannot be sent (header ${ofCredentials[0]}), perhaps pasted along`,
      command: `rolekit connect ${connector}`,
      notSent: true,
    });
  const ofRequest = Object.entries(request.headers ?? {}).find(isWrong);
  return (
    ofRequest &&
    new RolekitError('RK_INVALID_REQUEST', {
      reason: `The header ${ofRequest[0].slice(0, 50)} has a character that cannot be sent.`,
      hint: 'Use plain characters on one line.',
      notSent: true,
    })
  );
}
