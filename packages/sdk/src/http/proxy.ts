import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

interface ConnectOptions {
  hostname: string;
  port: string;
  servername?: string | null;
}
type Connected = (error: Error | null, socket: Socket | null) => void;

const CONNECT_MS = 15_000;

/** Opens TLS connections through an HTTP proxy (CONNECT); the proxy resolves and dials the name. */
export function tunnelThrough(proxy: URL, ca: readonly string[] | undefined) {
  const trusted = ca ? { ca: [...ca] } : {};
  return ({ hostname, port, servername }: ConnectOptions, callback: Connected): void => {
    const target = `${hostname}:${port || 443}`;
    const asking = (proxy.protocol === 'https:' ? tlsRequest : plainRequest)({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...credentials(proxy) },
      agent: false,
      timeout: CONNECT_MS,
      ...(proxy.protocol === 'https:' ? trusted : {}),
    });
    const fail = (code: string) =>
      callback(Object.assign(new TypeError('The proxy opened no connection'), { code }), null);
    asking.once('timeout', () => asking.destroy(Object.assign(new TypeError('timeout'), { code: 'PROXY_TIMEOUT' })));
    asking.once('error', (error) => fail(`proxy: ${String((error as { code?: unknown }).code)}`));
    // a proxy that answers as if it were the server
    asking.once('response', (response) => {
      response.resume();
      fail(`proxy: HTTP ${response.statusCode}`);
    });
    asking.once('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        return fail(`proxy: HTTP ${response.statusCode}`);
      }
      const secure = connectTls({
        socket,
        servername: servername || hostname,
        ALPNProtocols: ['http/1.1'],
        ...trusted,
      });
      const failed = (error: Error) => callback(error, null);
      secure.once('error', failed);
      secure.once('secureConnect', () => {
        secure.off('error', failed);
        callback(null, secure);
      });
    });
    asking.end();
  };
}

function credentials({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}
