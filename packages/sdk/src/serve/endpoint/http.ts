import type { ApprovalPageOptions } from '../approval-page/open.ts';
import type { OAuthOptions } from '../oauth/options.ts';
import type { CloseOptions, ServedPlugin, ServeOptions } from '../plugin/types.ts';

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

/**
 * Serves a plugin over Streamable HTTP at `/mcp`, on 127.0.0.1 unless another host is given. A request needs the token,
 * the server's own Host, and no foreign Origin: the token of this run, or with `oauth` one of an authorization server.
 *
 * @example
 * ```ts
 * await serveHttp(plugin, {
 *   port: 8400,
 *   oauth: { issuer: 'https://login.example.com', resource: 'https://crm.example.com/mcp', scopes: { write: 'crm:write' } },
 * });
 * ```
 * @throws RK_DEFINITION for options that do not go together
 */
export async function serveHttp(plugin: ServedPlugin, options: HttpOptions = {}): Promise<HttpServing> {
  // most servers speak stdio: what HTTP needs is loaded by those that do not
  const { startHttpServer } = await import('./rest.ts');
  return startHttpServer(plugin, options);
}
