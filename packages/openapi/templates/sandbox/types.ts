/** One of the credentials that each request needs. */
export type Auth =
  /** In the header Authorization. */
  | { kind: 'scheme'; scheme: string; token: string }
  | { kind: 'header'; name: string; value: string }
  | { kind: 'query'; name: string; value: string }
  | { kind: 'cookie'; name: string; value: string }
  /** Tokens for a client, or with `refresh` for a person who signs in. */
  | { kind: 'client'; id: string; secret: string; token: string; refresh?: string };

export interface Paging {
  kind: 'none' | 'cursor' | 'page' | 'offset' | 'keyset' | 'nextUrl' | 'link';
  param?: string;
  sizeParam?: string;
  maxSize?: number;
  first?: number;
  /** Member of a row that names it, of `keyset`. */
  key?: string;
  /** Where the answer has the next position. */
  at?: string;
  total?: string;
  /** Where it says whether more follows, or that this page is the last. */
  more?: string;
  last?: string;
}

/** One operation: what it does to the sandbox's data, and what it answers. */
export interface Operation {
  method: string;
  /** With `{names}`. */
  path: string;
  status: number;
  /** `fixed` answers the same at every call. */
  role: 'list' | 'get' | 'create' | 'change' | 'remove' | 'fixed';
  /** Answers plain text. */
  text?: boolean;
  /** Counted as a read; everything else is a write. */
  reads: boolean;
  /** Member that tells items apart. */
  id?: string;
  /** Where the rows of a list are. */
  rows?: string;
  paging?: Paging;
  /** The whole answer; undefined for an empty one. */
  answer?: unknown;
  /** An item as this operation answers it. */
  sample?: unknown;
}
