import { setTimeout as wait } from 'node:timers/promises';
import type { ChangeList } from '@rolekit/sdk/wire';

/** What a reader of the change feed remembers of an event. */
export interface SeenEvent {
  seq: number;
  hash: string;
}

interface Place {
  /** Where the registry is now: it moves when it starts again. */
  url(): string;
  hasEnded(): boolean;
}

/** Reads small pages into `seen`, and asks again whenever there is no answer. */
export async function readPages({ url, hasEnded }: Place, seen: SeenEvent[]): Promise<void> {
  for (let since = 0; !hasEnded(); ) {
    try {
      const answer = await fetch(`${url()}/v1/changes?since=${since}&limit=3`);
      const { events, next } = (await answer.json()) as ChangeList;
      seen.push(...events.map(({ seq, hash }) => ({ seq, hash })));
      since = next;
      if (events.length > 0) continue;
    } catch {
      // it starts again
    }
    await wait(20);
  }
}

/**
 * Follows the stream into `seen` as a browser does: connects again with the last event that it has whole.
 *
 * @returns how often it connected
 */
export async function followStream({ url, hasEnded }: Place, seen: SeenEvent[]): Promise<number> {
  let connections = 0;
  while (!hasEnded()) {
    const ended = new AbortController();
    const look = setInterval(() => hasEnded() && ended.abort(), 20);
    try {
      const last = seen.at(-1)?.seq;
      const headers = {
        accept: 'text/event-stream',
        ...(last === undefined ? {} : { 'last-event-id': String(last) }),
      };
      const { body } = await fetch(`${url()}/v1/changes`, { headers, signal: ended.signal });
      connections += 1;
      let rest = '';
      for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
        rest += Buffer.from(chunk).toString('utf8');
        const frames = rest.split('\n\n');
        rest = frames.pop() ?? '';
        for (const frame of frames) seen.push(...eventOf(frame));
      }
    } catch {
      // it starts again, or the test ends
    } finally {
      clearInterval(look);
    }
    await wait(20);
  }
  return connections;
}

function eventOf(frame: string): SeenEvent[] {
  const [, data] = /^data: (.*)$/m.exec(frame) ?? [];
  if (data === undefined) return [];
  const { seq, hash } = JSON.parse(data) as SeenEvent;
  return [{ seq, hash }];
}
