import type { ApprovalPageOptions } from './approval-page/open.ts';
import type { OAuthOptions } from './oauth/options.ts';
import type { CloseOptions, ServedPlugin, ServeOptions } from './types.ts';

export interface HttpServing {
  /** The MCP endpoint. */
  url: string;
  /** What a client sends as `Authorization: Bearer`; made for this run unless one was given. */
  token: string;
  close(options?: CloseOptions): Promise<void>;
}

export interface HttpOptions extends ServeOptions {
  /** @default a free one */
  port?: number;
  /** @default '127.0.0.1' */
  host?: string;
  token?: string;
  /** Further values of `Host` that are this server's own, as `name:port`: a reverse proxy's. */
  allowedHosts?: string[];
}

/**
 * Serves a plugin over Streamable HTTP at `/mcp`, on 127.0.0.1 unless another host is given. A request needs the token,
 * the server's own Host, and no foreign Origin.
 */
  /** Lets people approve writes by a link where their client cannot ask them. @default true */
  approvalPage?: boolean | ApprovalPageOptions;
export async function serveHttp(plugin: ServedPlugin, options: HttpOptions = {}): Promise<HttpServing> {
  // most servers speak stdio: what HTTP needs is loaded by those that do not
  const { startHttpServer } = await import('./rest.ts');
  return startHttpServer(plugin, options);
}
