/** An answer of a vendor. */
export interface HttpResponse {
  status: number;
  headers: Headers;
  /** Parsed when the body is JSON, else the text; undefined when there is none. */
  body: unknown;
  /** Where it came from, after redirects. */
  url?: string;
}
