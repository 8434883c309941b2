import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { defineTool } from '../../connector/tool.ts';
import { createHttpClient } from '../../http/request/client.ts';
import { unexpectedAnswer } from '../../http/request/parse-answer.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { always, type FaultServer, once, startFaultServer } from '../../testing/faults/index.ts';
import { connectInMemory } from '../../testing/in-memory.ts';
import { servedFrom } from '../plugin/served-connector.ts';

let vendor: Server;
let faults: FaultServer;
let received: { key: string | undefined }[];

beforeEach(async () => {
  received = [];
  vendor = createServer((request, response) => {
    if (request.method === 'PATCH') received.push({ key: request.headers['idempotency-key'] as string | undefined });
    response.setHeader('content-type', 'application/json').end('{"id":"n1","text":"New"}');
  });
  await new Promise<void>((resolve) => vendor.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  faults = await startFaultServer({ baseUrl, values: { baseUrl } });
});
afterEach(async () => {
  await faults.close();
  await new Promise((resolve) => vendor.close(resolve));
});

/** Notes at a vendor; `honoursKeys`: it does a write with a key once, however often it is sent. */
function notes(honoursKeys: boolean, afterwards: () => void = () => {}) {
  const { baseUrl } = faults;
  const connection = defineConnection({
    config: {},
    open: () =>
      createHttpClient(
        { connector: 'notes', hosts: [], localOrigins: [new URL(baseUrl).origin] },
        { baseUrl, policy: { wait: { kind: 'constant', ms: 1 } } },
      ),
  });
  const note = z.object({ id: z.string(), text: z.string() });
  const get = defineTool({
    connection,
    name: 'notes_get_note',
    title: 'Get a note',
    description: 'One note.',
    access: 'read',
    input: z.object({ id: z.string() }),
    item: note,
    handler: async ({ input, connection: http, signal }) => ({
      item: note.parse((await http.request({ path: `/notes/${input.id}`, signal })).body),
    }),
  });
  const update = defineTool({
    connection,
    name: 'notes_update_note',
    title: 'Update a note',
    description: 'Changes a note.',
    access: 'write',
    input: z.object({ id: z.string(), text: z.string() }),
    item: note,
    plan: async ({ input }) => ({
      summary: `Update note ${input.id}`,
      before: { text: 'Old' },
      after: { text: input.text },
    }),
    apply: async ({ input, connection: http, idempotencyKey, signal }) => {
      const { body } = await http.request({
        method: 'PATCH',
        path: `/notes/${input.id}`,
        json: { text: input.text },
        signal,
        ...(honoursKeys ? { idempotencyKey } : {}),
      });
      afterwards();
      return { item: note.parse(body) };
    },
  });
  const connector = defineConnector({
    name: 'notes',
    title: 'Notes',
    version: '1.0.0',
    description: 'Notes.',
    connection,
    hosts: [],
    tools: [get, update],
  });
  return { name: 'pad', version: '1.0.0', description: 'Notes.', connectors: [servedFrom(connector)] };
}

const isChange = ({ method }: { method: string }) => method === 'PATCH';
const ARGS = { id: 'n1', text: 'New' };

/** One approved write through the faults, and what the audit log says of it. */
async function write(options: { honoursKeys?: boolean; afterwards?: () => void } = {}) {
  const home = temporaryFolder();
  const problems: string[] = [];
  const plugin = notes(options.honoursKeys ?? false, options.afterwards);
  const host = await connectInMemory(plugin, { home, approve: 'accept', onProblem: (text) => problems.push(text) });
  try {
    const result = await host.call('notes_update_note', ARGS);
    const folder = join(home, '.rolekit', 'audit');
    const [file = ''] = await readdir(folder);
    const lines = (await readFile(join(folder, file), 'utf8')).trim().split('\n');
    const states = lines.map((line) => JSON.parse(line) as { state: string; error?: string });
    return {
      isError: result.isError,
      error: result.structured.error as { code: string; kind: string; message: string; next: string } | undefined,
      problems,
      retriable: (result.structured.error as { retriable?: boolean } | undefined)?.retriable,
      audit: states.map(({ state, error }) => (error === undefined ? state : `${state} ${error}`)),
    };
  } finally {
    await host.close();
  }
}

describe('a write whose answer was lost', () => {
  it('is unknown: it says what to look at and with which tool, and is not to be repeated', async () => {
    faults.schedule(once({ kind: 'drop', after: true }, isChange));
    const { error, retriable, audit } = await write();
    expect(error).toMatchObject({ code: 'RK_WRITE_UNKNOWN', kind: 'conflict' });
    expect(error?.message).toMatch(
      /^Nobody knows whether this was applied: Update note n1\. It was sent, and its answer was lost/,
    );
    expect(error?.next).toBe(
      'Do not repeat it. Look with `notes_get_note` first: it was applied if the record now has text: "New". Tell the person what you found.',
    );
    expect(retriable).toBe(false);
    expect(audit).toEqual(['applying', 'unknown RK_WRITE_UNKNOWN']);
    expect(received).toEqual([{ key: undefined }]);
  });

  it.each([
    ['cut off in the middle', { kind: 'truncate' }],
    ['no JSON', { kind: 'malformed' }],
    ['an error of a server that may have done it', { kind: 'status', status: 500 }],
  ] as const)('is unknown too when the answer is %s', async (_, fault) => {
    faults.schedule(once(fault, isChange));
    const { error, audit } = await write();
    expect(error?.code).toBe('RK_WRITE_UNKNOWN');
    expect(audit).toEqual(['applying', 'unknown RK_WRITE_UNKNOWN']);
  });

  it('is sent again under its key where the vendor honours keys, and then is done', async () => {
    faults.schedule(once({ kind: 'drop', after: true }, isChange));
    const { isError, audit } = await write({ honoursKeys: true });
    expect(isError).toBe(false);
    expect(audit).toEqual(['applying', 'applied']);
    expect(received).toHaveLength(2);
    expect(received[0]?.key).toMatch(/^[0-9a-f]{32}$/);
    expect(received[1]).toEqual(received[0]);
  });

  it('stays unknown where the vendor honours keys and never answers', async () => {
    faults.schedule(always({ kind: 'drop', after: true }));
    const { error, audit } = await write({ honoursKeys: true });
    expect(error?.code).toBe('RK_WRITE_UNKNOWN');
    expect(audit).toEqual(['applying', 'unknown RK_WRITE_UNKNOWN']);
  });
});

describe('a write whose connector fails after it was sent', () => {
  it('is unknown when the failure is not one of the table, which goes to the log of the server', async () => {
    const { error, audit, problems } = await write({
      afterwards: () => {
        throw new TypeError('cannot read properties of undefined');
      },
    });
    expect(error?.code).toBe('RK_WRITE_UNKNOWN');
    expect(error?.message).toMatch(
      /^Nobody knows whether this was applied: Update note n1\. notes_update_note failed unexpectedly while it was applied \([0-9a-f]{8}\)\.$/,
    );
    expect(error?.next).toContain('Look with `notes_get_note` first');
    expect(audit).toEqual(['applying', 'unknown RK_WRITE_UNKNOWN']);
    expect(problems.join()).toContain('cannot read properties of undefined');
  });

  it('is unknown when the answer has a form that the connector does not know', async () => {
    const { error, audit } = await write({
      afterwards: () => {
        throw unexpectedAnswer('Notes', 'its answer has an unexpected form at id');
      },
    });
    expect(error?.message).toContain(
      'It was sent, and its answer could not be read: Notes is not available: its answer has an unexpected form',
    );
    expect(audit).toEqual(['applying', 'unknown RK_WRITE_UNKNOWN']);
  });
});

describe('a write that is known to have failed', () => {
  it('stays what it is when the vendor refused it', async () => {
    faults.schedule(once({ kind: 'status', status: 403 }, isChange));
    const { error, audit } = await write();
    expect(error?.code).toBe('RK_FORBIDDEN');
    expect(audit).toEqual(['applying', 'failed RK_FORBIDDEN']);
  });

  it('stays what it is when nothing was sent', async () => {
    const plugin = notes(false);
    await faults.close();
    const home = temporaryFolder();
    const host = await connectInMemory(plugin, { home, approve: 'accept' });
    const { structured } = await host.call('notes_update_note', ARGS);
    expect(structured.error).toMatchObject({ code: 'RK_UPSTREAM_UNAVAILABLE' });
    await host.close();
  });
});
