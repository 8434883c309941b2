import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SlackSandbox } from '../sandbox/index.ts';

export interface StubbedAnswer {
  status?: number;
  headers?: Record<string, string>;
  body: unknown;
  /** The sandbox does it all the same. */
  done?: boolean;
}

/**
 * A sandbox whose methods answer what a test wants; all others answer as they do.
 *
 * @param onRequest told of each request, with the names of its arguments
 */
export async function stubMethods(
  sandbox: SlackSandbox,
  answers: Record<string, StubbedAnswer>,
  onRequest: (request: { method: string; names: string[] }) => void = () => {},
) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const { pathname, search, searchParams } = new URL(request.url ?? '/', sandbox.baseUrl);
    const method = pathname.replace('/api/', '');
    asked.push(method);
    const sent = Buffer.concat(chunks).toString();
    onRequest({
      method,
      names: [...searchParams.keys(), ...(sent.startsWith('{') ? Object.keys(JSON.parse(sent)) : [])],
    });
    const stub = answers[method];
    const forward = () => {
      const { authorization = '', 'content-type': type } = request.headers;
      return fetch(`${sandbox.baseUrl}${pathname}${search}`, {
        method: request.method ?? 'GET',
        headers: { authorization, ...(type ? { 'content-type': type } : {}) },
        ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
      });
    };
    const answer = stub && !stub.done ? undefined : await forward();
    const { status = 200, headers = {} } = stub ?? { status: answer?.status ?? 200 };
    // what it links to is here too
    const body = stub ? JSON.stringify(stub.body) : (await answer?.text())?.replaceAll(sandbox.baseUrl, baseUrl);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    target: { baseUrl, values: { ...sandbox.values, baseUrl }, now: sandbox.now },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
