import type { ServedPlugin } from '../plugin/types.ts';
import type { HttpOptions, HttpServing } from './http-options.ts';

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
  const { startHttpServer } = await import('./on-demand-chunk.ts');
  return startHttpServer(plugin, options);
}
