/** Where recordings lie unless said otherwise; git-ignored by every template, refused in an archive. */
export const RECORDINGS_FOLDER = '.rolekit/recordings';

/** Stands for the API's own address in what is recorded. */
export const BASE_URL = '{baseUrl}';

/** Stands for a private key, which is made for each replay. */
export const PRIVATE_KEY = '{privateKey}';

/** One request and its answer, without anything that was not allowed. */
export interface RecordedExchange {
  method: string;
  /** Segments that may be customers' data are made up. */
  path: string;
  query: Record<string, string>;
  /** JSON that was sent, its values made up. */
  request?: unknown;
  status: number;
  headers: Record<string, string>;
  /** JSON, or undefined where the answer was none. */
  body?: unknown;
}

/** A call of a tool whose exchanges were recorded, with the arguments that it had. */
export interface RecordedCall {
  tool: string;
  args: Record<string, unknown>;
}

/** What a vendor answered, fit to be replayed. */
export interface Recording {
  format: 1;
  connector: string;
  recordedAt: string;
  /** What its calls took for the present; a replay stands still there. */
  now?: string;
  exchanges: RecordedExchange[];
  /** What was called, where the tools of a connector were recorded. */
  calls?: RecordedCall[];
  /** Settings to replay with: `{baseUrl}` in the place of addresses, no secret. */
  settings?: Record<string, string>;
}
