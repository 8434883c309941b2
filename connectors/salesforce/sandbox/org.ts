import type { Consents } from './auth/consent.ts';
import type { SandboxCredentials } from './auth/credentials.ts';
import type { TokenStore } from './auth/tokens.ts';
import type { QueryCursors } from './cursors.ts';
import type { Store } from './store/store.ts';

/** The state of one running sandbox, shared by its routes. */
export interface Org {
  readonly store: Store;
  readonly tokens: TokenStore;
  readonly cursors: QueryCursors;
  readonly credentials: SandboxCredentials;
  readonly consents: Consents;
  readonly rotateRefreshTokens: boolean;
  /** Does the app have to send its secret with a code and a refresh token? */
  readonly requireSecret: boolean;
  /** Calls that may be made until the vendor would refuse for the day. */
  readonly requestLimit: number;
  /** Records of a page of a query, whatever is asked for. */
  readonly pageRows: number | undefined;
  /** `http://127.0.0.1:50123`; known once the server listens. */
  baseUrl: string;
  requestsUsed: number;
  reads: number;
  writes: number;
}
