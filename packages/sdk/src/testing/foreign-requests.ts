import { connect } from 'node:net';

export interface ForeignAnswer {
  what: string;
  status: number;
  body: string;
}

/**
 * Sends a server on this machine what a page of another site could, and what a client could that lies about the name. A
 * server that checks `Host` and `Origin` answers each with a refusal.
 *
 * @param url what is asked for, at the server's own address
 * @throws TypeError when the server refuses that under its own name too
 *
 * @example
 * for (const { what, status } of await foreignAnswers(`${sandbox.baseUrl}/me`, { authorization }))
 *   expect([what, status]).toEqual([what, 403]);
 */
export async function foreignAnswers(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ForeignAnswer[]> {
  const { host, hostname, port, pathname, search } = new URL(url);
  const path = pathname + search;
  const send = (hosts: string[], more: Record<string, string> = {}, method = 'GET', target = path) => {
    const lines = [...hosts.map((name) => ['Host', name]), ...Object.entries({ ...headers, ...more })];
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    // HTTP/1.0 has no chunks, and its connection ends with the answer
    return exchange(hostname, Number(port), `${method} ${target} HTTP/1.0\r\n${head}\r\n`);
  };
  const own = await send([host]);
  if (own.status === 403) throw new TypeError(`GET ${path} is refused under the server's own name: ${own.body}`);
  const crossSite = { 'Sec-Fetch-Site': 'cross-site' };
  const sent: Record<string, ReturnType<typeof send>> = {
    'a foreign Host': send([`evil.example:${port}`]),
    'a Host with another port': send([`127.0.0.1:${Number(port) - 1}`]),
    'a Host without a port': send(['127.0.0.1']),
    'a second, foreign Host': send([host, 'evil.example']),
    'the same Host twice': send([host, host]),
    'no Host': send([]),
    'an absolute target of another host': send([host], {}, 'GET', `http://evil.example${path}`),
    'a foreign Origin': send([host], { Origin: `http://evil.example:${port}` }),
    'the Origin of another port': send([host], { Origin: `http://127.0.0.1:${Number(port) - 1}` }),
    'the Origin null': send([host], { Origin: 'null' }),
    'a change of another site': send([host], crossSite, 'POST'),
  };
  return Promise.all(Object.entries(sent).map(async ([what, answer]) => ({ what, ...(await answer) })));
}

function exchange(hostname: string, port: number, request: string): Promise<Omit<ForeignAnswer, 'what'>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, hostname.replace(/^\[|\]$/g, ''), () => socket.write(request));
    socket.setTimeout(10_000, () => socket.destroy(new TypeError(`no answer to ${request.split('\r\n', 1)[0]}`)));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('end', () => {
      const [head = '', ...body] = Buffer.concat(chunks).toString('utf8').split('\r\n\r\n');
      resolve({ status: Number(/^HTTP\/1\.\d (\d{3})/.exec(head)?.[1]), body: body.join('\r\n\r\n') });
    });
  });
}
