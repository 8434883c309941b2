import type { ConnectorPolicy, HttpPolicy, ResolvedPolicy } from '../policy/policy.ts';
import type { RateStore } from '../policy/rate-limits.ts';
import type { ResponseAction } from '../policy/response-action.ts';
import type { HttpResponse } from '../response.ts';
import type { Reach } from './allowed-hosts.ts';
import type { Dialer } from './dial.ts';
import type { OnExchange } from './exchange.ts';
import type { Network } from './network-settings.ts';

export interface HttpOptions {
  baseUrl: string;
  /** Adds credentials to a request. `refresh` forgets the current ones; called once after `refresh_then_retry`. */
  auth?: Authorizer;
  /** Decides what a response means, after the rules of the policy; undefined leaves it to the status. */
  classify?(response: HttpResponse): ResponseAction | undefined;
  headers?: Record<string, string>;
  /** Where `api.graphql` asks, below the base URL. @default '/graphql' */
  graphqlPath?: string;
  /** Whole numbers beyond 2^53 arrive as texts with all their digits; false rounds them, as JavaScript does. @default true */
  exactIntegers?: boolean;
  /** Waits, rates, limits and what responses mean; see `ConnectorPolicy`. */
  policy?: ConnectorPolicy;
  /** Told of each exchange, redacted. */
  onExchange?: OnExchange;
  /** Short for `policy.timeoutMs`. */
  timeoutMs?: number;
  /** Short for `policy.attempts`. */
  attempts?: number;
  /** Short for `policy.maxBytes`. */
  maxBytes?: number;
}

export interface Authorizer {
  headers(signal: AbortSignal | undefined): Promise<Record<string, string>>;
  /** Parameters for the URL's query, of vendors that take their key there. */
  query?(signal: AbortSignal | undefined): Promise<Record<string, string>>;
  /** @param refused the headers that the vendor refused, so that newer credentials are kept */
  refresh(refused?: Record<string, string>): void;
  /** Secrets to mask in anything shown. */
  secrets(): string[];
  /** Ends what was begun, e.g. signs out. */
  close?(): Promise<void>;
}

type QueryValue = string | number | boolean;

export interface HttpRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path below the base URL, or an absolute URL on an allowed host: one of another origin gets no credentials. */
  path: string;
  /** A list is sent value by value: `?tag=a&tag=b`. */
  query?: Record<string, QueryValue | readonly QueryValue[] | undefined>;
  /** A `bigint` in it is sent as a number with all its digits. */
  json?: unknown;
  /** What is undefined is left out. */
  form?: Record<string, string | number | boolean | undefined>;
  /** Further fields of the form, made anew for each attempt: assertions that count once. */
  freshForm?: Record<string, () => string>;
  /** Fields and files, as `multipart/form-data`. */
  multipart?: FormData;
  /** Any other body; name its type in `headers`. */
  body?: string | Uint8Array;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  /** Safe to send again. @default true for GET and HEAD, and with an `idempotencyKey` */
  repeatable?: boolean;
  /** Makes a write safe to send again, with vendors that keep such keys. */
  idempotencyKey?: string;
  /** What its query says besides when it is sent again, with vendors that want to know. */
  againQuery?: HttpRequest['query'];
  /** Parts of the connector's policy that this request has otherwise. */
  policy?: HttpPolicy;
  /** Decides what a response means where the connector's own `classify` does not, before the status does. */
  classify?(response: HttpResponse): ResponseAction | undefined;
  /**
   * A successful body: `parsed` by its content type, as `bytes`, or as what the vendor documents, however it is labelled.
   * `json` must be JSON, `text` may be any text, `any` is JSON where it can be and else text.
   *
   * @default 'parsed'
   */
  as?: 'parsed' | 'bytes' | 'json' | 'text' | 'any';
  /** Takes a successful body as a stream, within the same limits of bytes and time; what it answers becomes the body. */
  into?(chunks: AsyncIterable<Uint8Array>, headers: Headers): Promise<unknown>;
}

export interface HttpClient {
  request(request: HttpRequest): Promise<HttpResponse>;
}

export interface HttpBinding extends Reach {
  /** How errors call the connector. @default its name */
  title?: string;
  /** Proxy and certificates of the user. */
  network?: Network;
  /** Where calls of this connection are counted. */
  rateStore?: RateStore;
  /** Calls are sent whatever the rates of the policy say; what the vendor says holds all the same. @default false */
  uncounted?: boolean;
  /** Whose credentials these are: the same in all processes that use them. */
  account?: string;
  /** The user's home folder, for what processes share. */
  home?: string;
  onExchange?: OnExchange | undefined;
  /** Another way to dial, for tests. */
  dial?: Dialer;
}

/** One attempt of a request. */
export interface Attempt {
  binding: HttpBinding;
  options: HttpOptions;
  policy: ResolvedPolicy;
  request: HttpRequest;
  url: URL;
  /** Where it goes when it is sent again, if that is not the same. */
  again?: URL | undefined;
  /** From 1. */
  number: number;
  /** Of the caller, and of the time for all attempts. */
  signal: AbortSignal | undefined;
  repeatable: boolean;
  /** What the credentials were, so that a refusal is not taken for one of newer ones. */
  sent: { credentials?: Record<string, string> };
  /** Of all attempts: was one sent whose outcome nobody knows? */
  fate: { lost: boolean };
}
