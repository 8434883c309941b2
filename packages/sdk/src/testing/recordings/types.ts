/** Where recordings lie unless said otherwise; git-ignored by every template, refused in an archive. */
export const RECORDINGS_FOLDER = '.rolekit/recordings';

/** One request and its answer, without anything that was not allowed. */
export interface RecordedExchange {
  method: string;
  /** Segments that may be customers' data are made up. */
  path: string;
  query: Record<string, string>;
  status: number;
  headers: Record<string, string>;
  /** JSON, or undefined where the answer was none. */
  body?: unknown;
}

/** What a vendor answered, fit to be replayed. */
export interface Recording {
  format: 1;
  connector: string;
  recordedAt: string;
  exchanges: RecordedExchange[];
}
