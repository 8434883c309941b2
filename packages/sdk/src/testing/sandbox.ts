import type { ToolWords } from '../words/tool-words.ts';

/** How to start a sandbox; the same for every connector. */
export interface SandboxOptions {
  /** @default 0, any free port */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** What the sandbox takes for the present. @default the demo's own instant */
  clock?: () => Date;
  /** Rows of a page at most, so that short lists have pages too. @default as many as the vendor allows */
  pageRows?: number;
  /** Of the plugin that is tried: a sandbox takes its calendar and the labels of its stages from them. @default the demo company's */
  words?: ToolWords;
}

/** A sandbox that answers: what every connector's `./sandbox` export starts. */
export interface RunningSandbox {
  readonly name: string;
  readonly baseUrl: string;
  readonly environment: 'sandbox';
  /** The instant at which its data stands still, e.g. `2026-11-20T12:00:00Z`: the present of its connector's calls. @default the machine's clock */
  readonly now?: string;
  /** What a person or a vendor's own client needs to sign in. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Values of the connector's settings. */
  readonly values: Readonly<Record<string, string>>;
  /** API calls that it answered since it was started, by what they may do. */
  stats(): { reads: number; writes: number };
  /** What the fault server has to know of this vendor. */
  readonly faults?: SandboxFaults;
  close(): Promise<void>;
}

/** What a sandbox declares so that faults hit the right requests. */
export interface SandboxFaults {
  /** True for a request that signs in or refreshes a token. @default a path with `oauth`, `token`, `login`, `session` or `signin` in it */
  isSignIn?(request: { method: string; path: string }): boolean;
  /** True for a POST that only reads, such as a query of GraphQL: it may be sent again. @default only GET reads */
  isRead?(request: { method: string; path: string }): boolean;
  /**
   * True for a request whose answer is a page of a list; pages are repeated and emptied only where this is given. Pages of one
   * list are those of one path; where each has its own path, a text names the list.
   */
  isPage?(request: { method: string; path: string }): boolean | string;
  /**
   * A page put in before another one: without rows, and leading to the one that was asked for; a `Link` header is put in by itself.
   * Undefined where this vendor's pages always have rows, e.g. where the last row of one leads to the next.
   */
  emptyPage?(body: unknown, request: { method: string; path: string; body: Buffer }): unknown;
  /** How this vendor says that it was called too often, where that is no 429: GraphQL, in an answer with status 200. */
  throttled?: VendorAnswer;
  /** How it refuses a write that it understood, where its status does not say so, e.g. in `userErrors`. Undefined for other requests. */
  refused?(request: { method: string; path: string }): VendorAnswer | undefined;
}

/** An answer as the vendor would give it. */
export interface VendorAnswer {
  /** @default 200 */
  status?: number;
  /** JSON. */
  body: unknown;
}

/** Starts a sandbox. */
export type StartSandbox = (options?: SandboxOptions) => Promise<RunningSandbox>;
