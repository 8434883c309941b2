import { request as plainRequest } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

interface ConnectOptions {
  hostname: string;
  port: string;
  servername?: string | null;
}
type Connected = (error: Error | null, socket: Socket | null) => void;

const CONNECT_MS = 15_000;

/**
 * Opens TLS connections through an HTTP proxy (CONNECT); the proxy resolves and dials the name.
 *
 * @param connectMs how long the proxy may take, and then the handshake through it
 */
export function tunnelThrough(proxy: URL, ca: readonly string[] | undefined, connectMs = CONNECT_MS) {
  const trusted = ca ? { ca: [...ca] } : {};
  return ({ hostname, port, servername }: ConnectOptions, callback: Connected): void => {
    const target = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${port || 443}`;
    let isSettled = false;
    const settle: Connected = (error, socket) => {
      if (isSettled) return socket?.destroy();
      isSettled = true;
      callback(error, socket);
    };
    const fail = (code: string) =>
      settle(Object.assign(new TypeError('The proxy opened no connection'), { code: `proxy: ${code}` }), null);
    const proxyHost = proxy.hostname.replace(/^\[|\]$/g, '');
    const asking = (proxy.protocol === 'https:' ? tlsRequest : plainRequest)({
      host: proxyHost,
      port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: { host: target, ...credentials(proxy) },
      agent: false,
      timeout: connectMs,
      // else its certificate would have to be of the host that the header names
      ...(proxy.protocol === 'https:' ? { servername: isIP(proxyHost) === 0 ? proxyHost : '', ...trusted } : {}),
    });
    asking.once('timeout', () => {
      fail('TIMEOUT');
      asking.destroy();
    });
    // more than once: it is destroyed after it failed
    asking.on('error', (error) => fail(String((error as { code?: unknown }).code)));
    asking.once('connect', (response, socket) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        return fail(`HTTP ${response.statusCode}`);
      }
      const secure = connectTls({
        socket,
        ...(isIP(hostname) === 0 ? { servername: servername || hostname } : {}),
        ALPNProtocols: ['http/1.1'],
        ...trusted,
      });
      const late = setTimeout(() => {
        fail('TIMEOUT of the handshake through it');
        secure.destroy();
      }, connectMs);
      const failed = (error: Error) => {
        clearTimeout(late);
        settle(error, null);
      };
      secure.once('error', failed);
      secure.once('secureConnect', () => {
        clearTimeout(late);
        secure.off('error', failed);
        settle(null, secure);
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
