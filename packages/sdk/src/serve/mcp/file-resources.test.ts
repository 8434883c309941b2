import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { defineTool } from '../../connector/tool.ts';
import type { ResultFile } from '../../connector/tool-call.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { servedFrom } from '../plugin/served-connector.ts';
import type { ServedPlugin } from '../plugin/types.ts';
import { ResultFiles } from '../result/result-files.ts';
import { orders } from '../write/orders.fixture.ts';

const MIB = 1024 * 1024;
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const ENVELOPE = { item: { ok: true } };

function camera(): ServedPlugin {
  const connection = defineConnection({ config: {}, open: () => ({}) });
  const take = defineTool({
    connection,
    name: 'camera_get_picture',
    title: 'Get a picture',
    description: 'A picture.',
    access: 'read',
    files: true,
    input: z.object({ bytes: z.int().optional(), count: z.int().optional(), name: z.string().optional() }),
    item: z.object({ ok: z.boolean() }),
    async handler({ input: { bytes, count = 1, name = 'a b.png' } }) {
      const content = bytes === undefined ? new Uint8Array(PIXEL) : new Uint8Array(bytes).fill(7);
      return {
        ...ENVELOPE,
        files: Array.from({ length: count }, () => ({ name, mimeType: 'image/png', content })),
      };
    },
  });
  return {
    name: 'camera',
    version: '1.0.0',
    description: 'Pictures.',
    connectors: [
      servedFrom(
        defineConnector({
          name: 'camera',
          title: 'Camera',
          version: '1.0.0',
          description: 'Pictures.',
          connection,
          hosts: [],
          tools: [take],
        }),
      ),
    ],
  };
}

const home = () => temporaryFolder();

async function take(client: Client, args: Record<string, unknown> = {}) {
  const result = await client.callTool({ name: 'camera_get_picture', arguments: args });
  const { files = [] } = (result.structuredContent ?? {}) as { files?: { uri: string; bytes: number }[] };
  return { result, uri: files[0]?.uri ?? '', files };
}

describe.each(['2026-07-28', '2025-11-25'] as const)('binary content for a %s client', (era) => {
  it('comes as a link to a resource, and a small picture also as it is', async () => {
    const host = await connectInMemory(camera(), { home: await home(), era });
    const { result, uri } = await take(host.client);
    expect(uri).toMatch(/^rolekit-file:\/\/[0-9a-f]{32}\/a%20b\.png$/);
    expect(result.content.slice(1)).toEqual([
      { type: 'resource_link', uri, name: 'a b.png', mimeType: 'image/png', size: PIXEL.byteLength },
      { type: 'image', mimeType: 'image/png', data: PIXEL.toString('base64') },
    ]);
    const { contents } = await host.client.readResource({ uri });
    expect(contents).toEqual([{ uri, mimeType: 'image/png', blob: PIXEL.toString('base64') }]);
    await host.close();
  });

  it('that is large comes as a link alone, whole', async () => {
    const host = await connectInMemory(camera(), { home: await home(), era });
    const { result, uri } = await take(host.client, { bytes: 64 * 1024 + 1 });
    expect(result.content.map(({ type }) => type)).toEqual(['text', 'resource_link']);
    const [content] = (await host.client.readResource({ uri })).contents as { blob: string }[];
    expect(Buffer.from(content?.blob ?? '', 'base64')).toEqual(Buffer.alloc(64 * 1024 + 1, 7));
    await host.close();
  });

  it('that is too large, too much or badly named is refused', async () => {
    const problems: string[] = [];
    const host = await connectInMemory(camera(), { home: await home(), era, onProblem: (text) => problems.push(text) });
    expect((await host.call('camera_get_picture', { bytes: 8 * MIB + 1 })).text).toContain(
      `too_large: The result has a file of ${8 * MIB + 1} bytes, and at most ${8 * MIB} are served.`,
    );
    expect((await host.call('camera_get_picture', { count: 11 })).text).toContain('a result has at most 10');
    expect((await host.call('camera_get_picture', { name: '../../x.png' })).text).toContain(
      'its name is not a file name',
    );
    await host.close();
  });

  it('that is not there says how to get it again', async () => {
    const host = await connectInMemory(camera(), { home: await home(), era });
    const uri = `rolekit-file://${'0'.repeat(32)}/x.png`;
    await expect(host.client.readResource({ uri })).rejects.toThrow('does not exist or has expired: repeat the call');
    await host.close();
  });

  it('makes no resources of a plugin whose tools have none', async () => {
    const host = await connectInMemory(orders().plugin, { home: await home(), era });
    expect(host.client.getServerCapabilities()?.resources).toBeUndefined();
    await host.close();
  });

  it('is read over HTTP, by the token of the server only', async () => {
    const serving = await serveHttp(camera(), { home: await home(), env: {} });
    const connect = async (token: string) => {
      const client = new Client(
        { name: 'test', version: '1' },
        { versionNegotiation: { mode: era === '2026-07-28' ? { pin: era } : 'legacy' } },
      );
      await client.connect(
        new StreamableHTTPClientTransport(new URL(serving.url), {
          requestInit: { headers: { authorization: `Bearer ${token}` } },
        }),
      );
      return client;
    };
    const client = await connect(serving.token);
    const { uri } = await take(client);
    const { contents } = await client.readResource({ uri });
    expect(contents).toMatchObject([{ mimeType: 'image/png', blob: PIXEL.toString('base64') }]);
    await expect(connect('wrong')).rejects.toThrow();
    await client.close();
    await serving.close();
  });
});

describe('the files of results', () => {
  const file = (bytes: number): ResultFile => ({
    name: 'x.bin',
    mimeType: 'application/zip',
    content: new Uint8Array(bytes),
  });
  const linkOf = (kept: ResultFiles, principal: string, bytes = 1) => {
    const { structuredContent } = kept.attach({ content: [] }, [file(bytes)], principal);
    return (structuredContent as { files: { uri: string }[] }).files[0]?.uri ?? '';
  };

  it('are another principal’s nothing', () => {
    const kept = new ResultFiles();
    const uri = linkOf(kept, 'anna');
    expect(kept.read(uri, 'ben')).toBeUndefined();
    expect(kept.read(uri, 'anna')).toMatchObject({ name: 'x.bin' });
  });

  it('end after half an hour', () => {
    let now = 0;
    const kept = new ResultFiles(() => now);
    const uri = linkOf(kept, 'anna');
    now = 30 * 60_000 - 1;
    expect(kept.read(uri, 'anna')).toBeDefined();
    now = 30 * 60_000;
    expect(kept.read(uri, 'anna')).toBeUndefined();
  });

  it('of one principal do not push out those of another', () => {
    const kept = new ResultFiles();
    const ben = linkOf(kept, 'ben');
    const uris = Array.from({ length: 6 }, () => linkOf(kept, 'anna', 8 * MIB));
    expect(uris.map((uri) => kept.read(uri, 'anna') !== undefined)).toEqual([false, false, true, true, true, true]);
    expect(kept.read(ben, 'ben')).toBeDefined();
  });

  it('are copies, which the connector cannot change any more', () => {
    const kept = new ResultFiles();
    const content = new Uint8Array([1]);
    const { structuredContent } = kept.attach({ content: [] }, [{ ...file(1), content }], 'anna');
    content[0] = 9;
    const { uri = '' } = (structuredContent as { files: { uri: string }[] }).files[0] ?? {};
    expect(kept.read(uri, 'anna')?.content).toEqual(new Uint8Array([1]));
  });
});
