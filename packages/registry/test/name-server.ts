import { createSocket } from 'node:dgram';
import { type Answer, decode, encode } from 'dns-packet';
import { onTestFinished } from 'vitest';

export interface NameServer {
  /** `127.0.0.1:port` */
  address: string;
  /** Texts of TXT records, by name. */
  texts: Map<string, string[]>;
  /** Where a name leads, by name. */
  aliases: Map<string, string>;
  /** Names that are never answered. */
  silent: Set<string>;
  /** Names that were asked for, with the type. */
  asked: string[];
}

/** A name server on loopback that answers over UDP, and as resolvers do follows its own aliases. */
export async function nameServer(): Promise<NameServer> {
  const socket = createSocket('udp4');
  const state = {
    texts: new Map(),
    aliases: new Map(),
    silent: new Set(),
    asked: [] as string[],
  } as unknown as NameServer;
  socket.on('message', (message, { port, address }) => {
    const { id, questions = [] } = decode(message);
    const [{ name = '', type = 'A' } = {}] = questions;
    state.asked.push(`${type} ${name}`);
    if (state.silent.has(name)) return;
    const alias = state.aliases.get(name);
    const answers: Answer[] = alias === undefined ? [] : [{ type: 'CNAME', name, data: alias, ttl: 0 }];
    if (type === 'TXT')
      for (const text of state.texts.get(alias ?? name) ?? [])
        answers.push({ type: 'TXT', name: alias ?? name, data: text.match(/.{1,255}/gs) ?? [''], ttl: 0 });
    // 3: there is no such name
    const rcode = answers.length === 0 && !state.texts.has(name) ? 3 : 0;
    socket.send(encode({ type: 'response', id, flags: 0x0180 | rcode, questions, answers }), port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return Object.assign(state, { address: `127.0.0.1:${socket.address().port}` });
}
