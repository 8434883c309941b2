import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import type { RawTool, ServedPlugin } from '../plugin/types.ts';

const rawTool = (name: string, call: RawTool['call']): RawTool => ({
  definition: { name, description: 'Raw.', inputSchema: { type: 'object' } },
  call,
});

const host = (rest: Partial<ServedPlugin>, era: '2026-07-28' | '2025-11-25' = '2026-07-28') =>
  connectInMemory({ ...shelf().plugin, ...rest }, { home: temporaryFolder(), era });

it('a raw tool cannot take the name of a connector’s', async () => {
  const rawTools = [rawTool('shelf_update_book', () => ({ content: [] }))];
  await expect(host({ rawTools })).rejects.toThrow('plugin reading: two tools are named shelf_update_book');
});

it.each(['2026-07-28', '2025-11-25'] as const)('a raw tool is served as it is to a %s client', async (era) => {
  const rawTools = [
    rawTool('own_say_hello', ({ to }) => ({ content: [{ type: 'text', text: `Hello ${to}` }] })),
    rawTool('own_fail_call', () => {
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'not like this');
    }),
  ];
  const { client, listTools, call, close } = await host({ rawTools }, era);
  expect((await listTools()).map(({ name }) => name).slice(-2)).toEqual(['own_say_hello', 'own_fail_call']);
  expect(await call('own_say_hello', { to: 'you' })).toEqual({ isError: false, structured: {}, text: 'Hello you' });
  await expect(call('own_fail_call')).rejects.toMatchObject({
    code: -32602,
    message: expect.stringContaining('not like this'),
  });
  expect(client.getServerCapabilities()?.tools).toEqual(
    era === '2025-11-25' ? { listChanged: true } : expect.anything(),
  );
  await close();
});

it('a program adds what a connector has no word for, and no tools that way', async () => {
  const { client, listTools, close } = await host({
    extend(mcp, { era }) {
      mcp.registerResource('era', 'own://era', {}, ({ href }) => ({ contents: [{ uri: href, text: era }] }));
      // @ts-expect-error they are the plugin's
      mcp.registerTool('own', {}, () => ({ content: [] }));
    },
  });
  expect((await client.readResource({ uri: 'own://era' })).contents).toMatchObject([{ text: 'modern' }]);
  expect((await listTools()).map(({ name }) => name)).not.toContain('own');
  await close();
});
