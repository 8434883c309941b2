import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { RolekitError } from '../../errors.ts';
import { connectInMemory } from '../../testing/index.ts';
import { servedFrom } from '../plugin/served-connector.ts';

/** A vendor whose job needs two calls. */
function slowPlugin(seen: (string | undefined)[]) {
  const connection = defineConnection({ config: {}, open: () => ({}) });
  const list = connection.list({
    name: 'slow_list_rows',
    title: 'Rows',
    description: 'Rows.',
    input: { of: z.string() },
    items: z.object({ id: z.string() }),
    async handler(_, _connection, { cursor }) {
      seen.push(cursor);
      if (cursor === undefined)
        throw new RolekitError('RK_TIMEOUT', { connector: 'Slow', seconds: 1, resume: 'job:7' });
      return [{ id: 'a' }];
    },
  });
  const connector = defineConnector({
    name: 'slow',
    title: 'Slow',
    version: '1.0.0',
    description: 'Slow.',
    connection,
    hosts: [],
    tools: [list],
  });
  return { name: 'slow', version: '1.0.0', description: 'Slow.', connectors: [servedFrom(connector)] };
}

describe('work that outlasts a call', () => {
  it('ends in a timeout with a cursor, and goes on where it was when the call is repeated with it', async () => {
    const seen: (string | undefined)[] = [];
    const host = await connectInMemory(slowPlugin(seen));
    const first = await host.call('slow_list_rows', { of: 'x' });
    const { cursor, kind, next } = first.structured.error as { cursor: string; kind: string; next: string };
    expect({ isError: first.isError, kind }).toEqual({ isError: true, kind: 'timeout' });
    expect(next).toContain(cursor);
    const second = await host.call('slow_list_rows', { of: 'x', cursor });
    expect(second.structured.items).toEqual([{ id: 'a' }]);
    expect(seen).toEqual([undefined, 'job:7']);
    const other = await host.call('slow_list_rows', { of: 'y', cursor });
    expect((other.structured.error as { kind: string }).kind).toBe('invalid_request');
    await host.close();
  });
});
