import type { ApprovalPageOptions } from '../approval-page/open-page.ts';
import type { OAuthOptions } from '../oauth/options.ts';
import type { CloseOptions, ServeOptions } from '../plugin/types.ts';

export interface HttpServing {
  /** The MCP endpoint. */
  url: string;
  /** What a client sends as `Authorization: Bearer`; made for this run unless one was given. Empty with `oauth`. */
  token: string;
  close(options?: CloseOptions): Promise<void>;
}

export interface HttpOptions extends ServeOptions {
  /** @default a free one */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  /** The one token that is accepted; not with `oauth`. @default made for this run */
  token?: string;
  /**
   * Serve the people of an authorization server, each with an access token of their own. Who they are goes into every
   * approval, audit line, cursor and kept result, and each uses their own settings of connectors, see `settingsFor`.
   */
  oauth?: OAuthOptions;
  /** Further values of `Host` that are this server's own, as `name:port`: a reverse proxy's. */
  allowedHosts?: string[];
  /** Lets people approve writes by a link where their client cannot ask them. @default true */
  approvalPage?: boolean | ApprovalPageOptions;
}
