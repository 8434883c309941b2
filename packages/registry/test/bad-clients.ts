import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** Ways to keep the git face busy for nothing. */
export const BAD_KINDS = [
  'half a header',
  'half a body',
  'a trickled body',
  'a trickled gzip body',
  'a whole request, never read',
  'a whole request, gone at once',
  'half a body, gone at once',
  'half a body, reset',
] as const;
export type BadKind = (typeof BAD_KINDS)[number];

export interface BadClients {
  sockets: Socket[];
  /** Lets them all leave. */
  leave(): void;
}

export interface BadClientsOptions {
  url: string;
  /** As `acme/sales.git`. */
  repository: string;
  /** The commit that whole requests want. */
  commit: string;
  count: number;
  /** @default 127.0.0.1 for all */
  addressOf?: (at: number) => string;
}

/** Opens so many of a kind; all have sent what they send when it resolves. */
export async function openBadClients(kind: BadKind, options: BadClientsOptions): Promise<BadClients> {
  const timers: NodeJS.Timeout[] = [];
  const sockets = await Promise.all(
    Array.from({ length: options.count }, (_, at) => open(kind, at, options, (timer) => timers.push(timer))),
  );
  return {
    sockets,
    leave() {
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function open(
  kind: BadKind,
  at: number,
  { url, repository, commit, addressOf }: BadClientsOptions,
  keep: (timer: NodeJS.Timeout) => void,
): Promise<Socket> {
  const { host, hostname, port } = new URL(url);
  const localAddress = addressOf?.(at);
  const socket = connect({ host: hostname, port: Number(port), ...(localAddress ? { localAddress } : {}) });
  socket.on('error', () => {});
  await once(socket, 'connect');
  const body = fetchRequest(commit, randomBytes(20).toString('hex'));
  const head = (headers: Record<string, string | number>) =>
    [
      `POST /git/${repository}/git-upload-pack HTTP/1.1`,
      `host: ${host}`,
      'content-type: application/x-git-upload-pack-request',
      'git-protocol: version=2',
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      '',
      '',
    ].join('\r\n');
  const send = (text: string | Buffer) => new Promise<void>((resolve) => socket.write(text, () => resolve()));
  const trickle = (bytes: Buffer) => {
    let sent = 0;
    keep(setInterval(() => socket.write(bytes.subarray(sent, ++sent)), 200));
  };
  if (kind === 'half a header') await send(head({}).slice(0, 60));
  else if (kind === 'a trickled body') {
    await send(head({ 'content-length': 4000 }));
    trickle(Buffer.concat([body, Buffer.alloc(4000, '0')]));
  } else if (kind === 'a trickled gzip body') {
    await send(head({ 'content-length': 4000, 'content-encoding': 'gzip' }));
    trickle(Buffer.concat([gzipSync(body), randomBytes(4000)]));
  } else if (kind.startsWith('a whole request')) {
    socket.pause();
    await send(Buffer.concat([Buffer.from(head({ 'content-length': body.length })), body]));
  } else await send(head({ 'content-length': body.length }) + body.subarray(0, 20).toString());
  if (kind.endsWith('gone at once')) socket.destroy();
  if (kind.endsWith('reset')) socket.resetAndDestroy();
  return socket;
}

/** What git asks for in protocol 2; what a client says to have makes each request another one. */
export function fetchRequest(commit: string, have: string): Buffer {
  const line = (text: string) => (text.length + 4).toString(16).padStart(4, '0') + text;
  return Buffer.from(
    [
      line('command=fetch'),
      line('agent=git/2.39.5'),
      line('object-format=sha1'),
      '0001',
      line('ofs-delta'),
      line(`want ${commit}\n`),
      line(`have ${have}\n`),
      line('done\n'),
      '0000',
    ].join(''),
  );
}
