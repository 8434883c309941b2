import { RolekitError } from '../../errors.ts';

/** What is shown in the place of a secret. */
const MASK = '•••';
/** A shorter value would take ordinary words apart. */
const MIN_SECRET_LENGTH = 4;

/** A text without the secrets in it, also where they are percent-encoded or in Base64 of a Basic pair. */
export function maskSecrets(text: string, secrets: readonly string[]): string {
  const forms = new Set(
    secrets.filter((secret) => secret.length >= MIN_SECRET_LENGTH).flatMap((secret) => [secret, encode(secret)]),
  );
  // the longest first: one secret may be part of another
  return [...forms].sort((a, b) => b.length - a.length).reduce((masked, form) => masked.replaceAll(form, MASK), text);
}

/** Origin and path of a URL; the values of its query only where their names are allowed. */
export function redactUrl(url: URL, shown: readonly string[] = []): string {
  const query = [...url.searchParams].map(
    ([name, value]) => `${encode(name)}=${shown.includes(name) ? encode(value) : MASK}`,
  );
  return `${url.origin}${url.pathname}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** The same error without the secrets in its message or data. */
export function maskError(error: RolekitError, secrets: readonly string[]): RolekitError {
  const data = maskDeep(error.data, secrets) as Record<string, unknown>;
  if (JSON.stringify(data) === JSON.stringify(error.data)) return error;
  return new RolekitError(error.code, data);
}

/** The same value without the secrets in any of its texts. */
export function maskDeep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return maskSecrets(value, secrets);
  if (Array.isArray(value)) return value.map((item) => maskDeep(item, secrets));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, maskDeep(member, secrets)]));
  return value;
}

function encode(text: string): string {
  // half of a surrogate pair cannot be encoded
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, ''));
}
