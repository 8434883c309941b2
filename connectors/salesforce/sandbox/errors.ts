/** The vendor's error codes that the sandbox uses, each with the HTTP status that it is answered with. */
export const ERROR_STATUS = {
  ALL_OR_NONE_OPERATION_ROLLED_BACK: 400,
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 400,
  DELETE_FAILED: 400,
  DUPLICATE_VALUE: 400,
  ENTITY_IS_DELETED: 404,
  EXCEEDED_ID_LIMIT: 400,
  FORBIDDEN: 403,
  INVALID_CROSS_REFERENCE_KEY: 404,
  INVALID_FIELD: 400,
  INVALID_FIELD_FOR_INSERT_UPDATE: 400,
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 400,
  INVALID_QUERY_FILTER_OPERATOR: 400,
  INVALID_QUERY_LOCATOR: 400,
  INVALID_SESSION_ID: 401,
  INVALID_TYPE: 400,
  INVALID_TYPE_ON_FIELD_IN_RECORD: 400,
  JSON_PARSER_ERROR: 400,
  MALFORMED_ID: 400,
  MALFORMED_QUERY: 400,
  MALFORMED_SEARCH: 400,
  METHOD_NOT_ALLOWED: 405,
  NOT_FOUND: 404,
  NUMBER_OUTSIDE_VALID_RANGE: 400,
  REQUEST_LIMIT_EXCEEDED: 403,
  REQUIRED_FIELD_MISSING: 400,
  STRING_TOO_LONG: 400,
  UNKNOWN_EXCEPTION: 500,
  UNSUPPORTED_MEDIA_TYPE: 415,
} as const;

export type SalesforceErrorCode = keyof typeof ERROR_STATUS;

/** One entry of the vendor's error body. */
export interface ErrorEntry {
  message: string;
  errorCode: SalesforceErrorCode;
  fields?: string[];
}

/** A refusal in the vendor's words: `[{ "message", "errorCode", "fields"? }]` and a status. */
export class SalesforceError extends Error {
  override readonly name = 'SalesforceError';
  readonly code: SalesforceErrorCode;
  readonly status: number;
  readonly fields: readonly string[] | undefined;

  constructor(
    code: SalesforceErrorCode,
    message: string,
    options: { fields?: readonly string[]; status?: number } = {},
  ) {
    super(message);
    this.code = code;
    this.status = options.status ?? ERROR_STATUS[code];
    this.fields = options.fields;
  }

  toEntry(): ErrorEntry {
    return { message: this.message, errorCode: this.code, ...(this.fields ? { fields: [...this.fields] } : {}) };
  }
}

/** What the vendor says about anything that is not there. */
export function notFound(): SalesforceError {
  return new SalesforceError('NOT_FOUND', 'The requested resource does not exist');
}

export type OAuthErrorCode =
  | 'invalid_client'
  | 'invalid_client_id'
  | 'invalid_grant'
  | 'invalid_request'
  | 'redirect_uri_mismatch'
  | 'unsupported_grant_type'
  | 'unsupported_token_type';

/** A refusal of the token endpoint: `{ "error", "error_description" }` with status 400. */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;

  constructor(code: OAuthErrorCode, description: string) {
    super(description);
    this.code = code;
  }
}
