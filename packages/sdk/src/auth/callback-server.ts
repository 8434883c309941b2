import { timingSafeEqual } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RolekitError } from '../errors.ts';
import { loopbackHosts, loopbackRefusal } from '../loopback/index.ts';
import { notSignedIn } from './sign-in-error.ts';

interface CallbackOptions {
  connector: string;
  /** What the answer has to carry. */
  state: string;
  port: number;
  path: string;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

export interface Callback {
  port: number;
  /** The parameters of the redirect that carried the state. */
  answered: Promise<URLSearchParams>;
  /** Tells the person in the browser how it ended; the first time counts. */
  finish(ok: boolean): void;
  close(): void;
}

/**
 * Waits on loopback for the redirect of an authorization. A request without the right state, from whatever else runs on
 * this machine, is refused and does not end the waiting.
 *
 * @throws RK_SIGN_IN when the port is taken
 */
export async function listenForCode(options: CallbackOptions): Promise<Callback> {
  let person: ServerResponse | undefined;
  let settle: { resolve(parameters: URLSearchParams): void; reject(error: Error): void } | undefined;
  const answered = new Promise<URLSearchParams>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // it may end before anybody waits for it
  answered.catch(() => {});
  const server = createServer((request, response) => {
    // a URL would have to be parsed, which fails for what other programs may ask for
    const [path, query = ''] = (request.url ?? '').split(/\?(.*)/s);
    const parameters = new URLSearchParams(query);
    const isForeign = loopbackRefusal(request, { hosts: loopbackHosts(request.socket.localPort ?? 0) }) !== undefined;
    const ours = !isForeign && request.method === 'GET' && path === options.path;
    if (!ours || !isSame(parameters.get('state'), options.state)) return end(response, 400, 'This is not the sign-in.');
    if (person) return end(response, 400, 'This sign-in was answered already.');
    person = response;
    settle?.resolve(parameters);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        notSignedIn(
          options.connector,
          `the callback port ${options.port} of this machine cannot be used (${codeOf(error)})`,
          'Stop the program that uses it, or register and set a callback URL with another port.',
        ),
      ),
    );
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const timer = setTimeout(
    () =>
      settle?.reject(
        notSignedIn(options.connector, `no answer came from the browser within ${options.timeoutMs / 1000} s`),
      ),
    options.timeoutMs,
  );
  const cancel = () => settle?.reject(new RolekitError('RK_CANCELLED'));
  if (options.signal?.aborted) cancel();
  options.signal?.addEventListener('abort', cancel, { once: true });
  return {
    port: (server.address() as AddressInfo).port,
    answered,
    finish(ok) {
      if (!person || person.writableEnded) return;
      end(person, ok ? 200 : 400, ok ? 'Signed in. You can close this page.' : 'Not signed in. The terminal says why.');
    },
    close() {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', cancel);
      server.close();
      server.closeIdleConnections();
    },
  };
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(`${text}\n`);
}

function isSame(given: string | null, expected: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function codeOf(error: Error): string {
  return String((error as { code?: unknown }).code);
}
