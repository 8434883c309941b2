import { randomUUID } from 'node:crypto';

/** The vendor's words for the status codes that the sandbox answers with. */
const WORDS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'User Authentication Failed',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
};

/** A refusal of the vendor; its form on the wire depends on the API. */
export class FactSetError extends Error {
  override readonly name = 'FactSetError';
  readonly status: number;
  readonly retryAfter: number | undefined;

  constructor(status: number, message: string, options: { retryAfter?: number | undefined } = {}) {
    super(message);
    this.status = status;
    this.retryAfter = options.retryAfter;
  }
}

/** A parameter whose value the vendor does not know. */
export function invalidValue(parameter: string): FactSetError {
  return new FactSetError(400, `Given input is not a valid value for parameter: \`${parameter}\``);
}

export function missing(parameter: string): FactSetError {
  return new FactSetError(400, `The parameter '${parameter}' is required and may not be empty.`);
}

const LISTED = /^\/content\/(factset-fundamentals\/|factset-global-prices\/v1\/(security-shares|market-value|batch-))/;

/** The body of a refusal: each API of the vendor has one of three forms. */
export function errorBody(path: string, error: FactSetError, now: Date): unknown {
  const code = WORDS[error.status] ?? 'Bad Request';
  const below = path.replace(/^\/content/, '');
  if (path.startsWith('/idsearch/'))
    return { errors: [{ id: randomUUID(), code, title: code, detail: error.message }] };
  if (LISTED.test(path)) return { errors: [{ id: randomUUID(), code, links: { about: below }, title: error.message }] };
  return {
    status: code,
    timestamp: now.toISOString().replace('T', ' ').replace('Z', ''),
    path: below,
    message: error.message,
    subErrors: null,
  };
}
