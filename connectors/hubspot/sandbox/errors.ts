import { randomUUID } from 'node:crypto';

/** The vendor's error categories that the sandbox uses, each with the HTTP status that it is answered with. */
export const ERROR_STATUS = {
  CONFLICT: 409,
  EXPIRED_AUTHENTICATION: 401,
  INTERNAL_ERROR: 500,
  INVALID_AUTHENTICATION: 401,
  METHOD_NOT_ALLOWED: 405,
  MISSING_SCOPES: 403,
  OBJECT_NOT_FOUND: 404,
  RATE_LIMITS: 429,
  VALIDATION_ERROR: 400,
} as const;

export type ErrorCategory = keyof typeof ERROR_STATUS;

/** One part of an error, e.g. one property that was not valid. */
export interface ErrorDetail {
  message: string;
  code?: string;
  in?: string;
  context?: Record<string, string[]>;
}

interface ErrorOptions {
  errors?: ErrorDetail[];
  context?: Record<string, string[]>;
  status?: number;
  /** Members of their own, as the rate limit's errors have them. */
  extra?: Record<string, unknown>;
  headers?: Record<string, string>;
}

/** A refusal in the vendor's form: status, message, correlation id, category and details. */
export class HubSpotError extends Error {
  override readonly name = 'HubSpotError';
  readonly category: ErrorCategory;
  readonly status: number;
  readonly options: ErrorOptions;

  constructor(category: ErrorCategory, message: string, options: ErrorOptions = {}) {
    super(message);
    this.category = category;
    this.status = options.status ?? ERROR_STATUS[category];
    this.options = options;
  }

  toBody(): Record<string, unknown> {
    const { errors, context, extra } = this.options;
    return {
      status: 'error',
      message: this.message,
      correlationId: randomUUID(),
      category: this.category,
      ...(errors ? { errors } : {}),
      ...(context ? { context } : {}),
      ...extra,
    };
  }

  /** The same, as one entry of the errors of a batch. */
  toBatchError(ids: Record<string, string[]>): Record<string, unknown> {
    const { errors = [], context } = this.options;
    return {
      status: 'error',
      id: randomUUID(),
      category: this.category,
      message: this.message,
      errors,
      context: { ...context, ...ids },
      links: {},
    };
  }
}

export function invalid(message: string, options: ErrorOptions = {}): HubSpotError {
  return new HubSpotError('VALIDATION_ERROR', message, options);
}

export function notFound(): HubSpotError {
  return new HubSpotError('OBJECT_NOT_FOUND', 'resource not found');
}

/** Properties that cannot be written so; the vendor puts the details as JSON into the message too. */
export function invalidProperties(problems: { name: string; error: string; message: string }[]): HubSpotError {
  const list = problems.map(({ name, error, message }) => ({ isValid: false, message, error, name }));
  return invalid(`Property values were not valid: ${JSON.stringify(list)}`, {
    errors: problems.map(({ name, error, message }) => ({
      message,
      code: error,
      context: { propertyName: [name] },
    })),
  });
}
