import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { connectHost, type HostOptions, type ScriptedHost } from '../host.ts';
import type { Bench, Road } from './test-bench.ts';

export interface HttpRoad {
  /** A host of the server; what it hears, headers too, is kept. */
  open(options?: HostOptions): Promise<ScriptedHost>;
  close(): Promise<void>;
}

/** The connector on HTTP, connected as the road is. */
export async function openHttp(bench: Bench, { home }: Pick<Road, 'home'>): Promise<HttpRoad> {
  const { startHttpServer } = await import('../../serve/endpoint/http-server.ts');
  const server = await startHttpServer(bench.plugin(), { ...bench.serving({ home }), approvalPage: false });
  return {
    async open(options = {}) {
      const transport = new StreamableHTTPClientTransport(new URL(server.url), {
        requestInit: { headers: { authorization: `Bearer ${server.token}` } },
        async fetch(url, init) {
          const response = await fetch(url, init);
          bench.hear('an HTTP header', ...[...response.headers].map((header) => header.join(': ')));
          return response;
        },
      });
      return bench.listening(await connectHost(transport, options));
    },
    close: () => server.close(),
  };
}
