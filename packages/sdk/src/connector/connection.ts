import type { Browser } from '../auth/browser.ts';
import type { Api } from '../http/api/api.ts';
import type { HttpClient, HttpOptions } from '../http/request/types.ts';
import type { Clock } from './clock.ts';
import type { ConfigOf, Fields } from './field.ts';
import type { Files } from './folders.ts';

/** What a server opens a connection with: the settings of exactly one source, and the means to reach the vendor. */
export interface ServerContext<Config> {
  connector: string;
  /** How people call the connector: errors do too. Absent in a server of an older SDK. */
  title?: string;
  config: Config;
  /** `sandbox` when the settings point at a sandbox; shown in every result. */
  environment: 'production' | 'sandbox';
  /** The clock of all calls: relative dates are of its day. What is about the wire, such as a token's end, is the machine's. */
  clock: Clock;
  /** An HTTP client bound to the connector's declared hosts. */
  http(options: HttpOptions): HttpClient;
  /** The folders that the connector declares, and nothing else. */
  files: Files;
  /** Stores a changed setting (a rotated refresh token) in the source that the settings came from, before it is used. */
  save(changes: Partial<Record<keyof Config & string, string>>): Promise<void>;
  /**
   * Runs `work` while no other process of this user does the same with these settings, and tells the value of a field that
   * is stored by then; for refresh tokens that rotate. Absent where nothing is stored.
   */
  exclusive?:
    | (<T>(field: keyof Config & string, work: (latest: string | undefined) => Promise<T>) => Promise<T>)
    | undefined;
}

/** What `open` gets. */
export interface OpenContext<Config> extends Omit<ServerContext<Config>, 'http'> {
  /** A client of the vendor's API, bound to the connector's declared hosts. */
  http(options: HttpOptions): Api;
}

/** How a connector gets from its settings to something that its tools can use. */
export interface Connection<F extends Fields = Fields, C = unknown> extends ConnectionBase<F, C> {
  open(context: ServerContext<ConfigOf<F>>): C | Promise<C>;
}

/** How an author says it. */
export interface ConnectionDefinition<F extends Fields, C> extends ConnectionBase<F, C> {
  open(context: OpenContext<ConfigOf<F>>): C | Promise<C>;
}

interface ConnectionBase<F extends Fields, C> {
  readonly config: F;
  /** One harmless call that proves the credentials; answers who is connected, in a few words. */
  test?(connection: C, signal: AbortSignal): Promise<string>;
  close?(connection: C): Promise<void>;
  /**
   * Signs a person in, e.g. with `signInWithOAuth`, and answers the settings to keep. For `rolekit connect --sign-in`, which has
   * asked for the other settings by then; those that come from here are optional, or among `brings`.
   */
  signIn?(
    context: Pick<ServerContext<ConfigOf<F>>, 'connector' | 'config' | 'http'>,
    browser: Browser,
  ): Promise<Partial<Record<keyof F & string, string>>>;
  /** Settings that come from `signIn` alone: nobody is asked for them then, and its `config` has none of them. */
  readonly brings?: readonly (keyof F & string)[];
}
