import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What somebody between a command and its registry says in the place of the registry; undefined lets the answer through. */
export type Tamper = (
  path: string,
  ask: (path: string) => Promise<Response>,
) => Promise<Response | undefined> | undefined;

/** A machine in the middle, which hands on what it does not change. */
export async function tamperingProxy(): Promise<{
  url: string;
  target(url: string): void;
  tamper(how?: Tamper): void;
}> {
  let upstream = '';
  let change: Tamper | undefined;
  const server = createServer(async (request, response) => {
    const ask = (path: string) => fetch(`${upstream}${path}`, { headers: { 'accept-encoding': 'identity' } });
    const path = request.url ?? '/';
    const answer = (await change?.(path, ask)) ?? (await ask(path));
    const body = Buffer.from(await answer.arrayBuffer());
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target(url) {
      upstream = url;
    },
    tamper(how) {
      change = how;
    },
  };
}
