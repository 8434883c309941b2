import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { serveStdio as serveOfficial } from '@modelcontextprotocol/server/stdio';
import { servedFrom, serveStdio, writeConnection } from '@rolekit/sdk/serve';
import { always, type FaultServer, once, startFaultServer } from '@rolekit/sdk/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SalesforceSandbox, startSandbox } from '../../connectors/salesforce/sandbox/index.ts';
import { createPlainServer, type Settings } from './plain.ts';
import salesforce from './rolekit.ts';

// One test for both: what is counted as the same does the same.
const SERVERS = ['the plain server', 'the server on Rolekit'] as const;
const ACCOUNT = { object: 'Account', id: '001Rk0000000001IAA' };
const TASKS = 'SELECT Id, Subject FROM Task ORDER BY Id';

let sandbox: SalesforceSandbox;
let faults: FaultServer;
let home: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  sandbox = await startSandbox();
  home = await mkdtemp(join(tmpdir(), 'rolekit-slice-'));
});
beforeEach(async () => {
  faults = await startFaultServer(sandbox);
  closing.push(() => faults.close());
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await sandbox?.close();
  await rm(home, { recursive: true, force: true });
});

type Answer = { isError: boolean; structured: Record<string, unknown>; text: string };
interface Options {
  era?: '2026-07-28' | '2025-11-25';
  approve?: () => boolean | Promise<boolean>;
}

/** A host of one of the two servers. */
async function hostOf(server: (typeof SERVERS)[number], { era = '2026-07-28', approve }: Options = {}) {
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  const { values } = faults;
  if (server === 'the plain server') {
    const running = serveOfficial(createPlainServer(values as unknown as Settings), { transport: serverSide });
    closing.push(() => running.close());
  } else {
    const own = await mkdtemp(join(home, 'home-'));
    const runFile = join(own, 'run.json');
    const { baseUrl } = faults;
    const run = { format: 1, connector: 'salesforce', environment: 'sandbox', pid: process.pid, baseUrl, values };
    await writeFile(runFile, JSON.stringify(run));
    await writeConnection('salesforce', { format: 1, active: 'sandbox', profiles: { sandbox: { runFile } } }, own);
    const plugin = { name: 'slice', version: '0.1.0', description: 'Test.', connectors: [servedFrom(salesforce)] };
    const running = serveStdio(plugin, { env: {}, home: own, transport: serverSide });
    closing.push(() => running.close());
  }
  const client = new Client(
    { name: 'test', version: '1.0.0' },
    {
      versionNegotiation: { mode: era === '2026-07-28' ? { pin: era } : 'legacy' },
      capabilities: approve ? { elicitation: { form: {} } } : {},
    },
  );
  if (approve) {
    client.setRequestHandler('elicitation/create', async () =>
      (await approve()) ? { action: 'accept', content: { approve: true } } : { action: 'decline' },
    );
  }
  await client.connect(clientSide);
  closing.push(() => client.close());
  return async (name: string, args: Record<string, unknown>): Promise<Answer> => {
    const { isError, structuredContent, content } = await client.callTool({ name, arguments: args });
    const text = content.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const structured = (structuredContent ?? JSON.parse(/\{.*\}/s.exec(text)?.[0] ?? '{}')) as Answer['structured'];
    return { isError: isError === true, structured, text };
  };
}

const kindOf = ({ structured, text }: Answer) =>
  (structured.error as { kind?: string } | undefined)?.kind ?? text.split(':', 1)[0];

describe.each(SERVERS)('%s', (server) => {
  it('says what went wrong, in the same kinds', async () => {
    const call = await hostOf(server);
    const wrong = await call('salesforce_query', { soql: 'SELECT Nothing FROM Account' });
    expect([wrong.isError, kindOf(wrong)]).toEqual([true, 'invalid_request']);
    const missing = { ...ACCOUNT, id: '001Rk0000009999IAA', fields: ['Name'] };
    expect(kindOf(await call('salesforce_get_record', missing))).toBe('not_found');
  });

  it('reports a long limit with its seconds, and waits for a short one', async () => {
    const call = await hostOf(server);
    const read = () => call('salesforce_get_record', { ...ACCOUNT, fields: ['Name'] });
    faults.schedule(always({ kind: 'rate_limit', retryAfter: 60 }));
    const limited = await read();
    expect(kindOf(limited)).toBe('rate_limited');
    expect(limited.text).toContain('60 s');
    faults.schedule(once({ kind: 'rate_limit', retryAfter: 0 }));
    expect((await read()).isError).toBe(false);
    faults.schedule(always({ kind: 'status', status: 503 }));
    expect(kindOf(await read())).toBe('upstream_unavailable');
  });

  it('repeats no secret that the vendor repeats', async () => {
    const call = await hostOf(server);
    const { clientSecret = '' } = faults.values;
    faults.schedule(always({ kind: 'echo' }));
    const { isError, text, structured } = await call('salesforce_query', { soql: TASKS });
    expect(isError).toBe(true);
    expect(text + JSON.stringify(structured)).not.toContain(clientSecret);
  });

  it('signs in once for many calls, and again when its token ends', async () => {
    const call = await hostOf(server);
    const signIns = () => faults.log.filter((one) => one.signIn).length;
    const read = () => call('salesforce_get_record', { ...ACCOUNT, fields: ['Name'] });
    const all = await Promise.all([read(), read(), read(), read()]);
    expect([all.map((one) => one.isError), signIns()]).toEqual([[false, false, false, false], 1]);
    sandbox.expireTokens();
    expect([(await read()).isError, signIns()]).toEqual([false, 2]);
  });

  it('walks a result to its end, each row once, at a page size that is not the vendor’s', async () => {
    const call = await hostOf(server);
    const seen: unknown[] = [];
    let cursor: string | undefined;
    let total: unknown;
    do {
      const { structured } = await call('salesforce_query', { soql: TASKS, limit: 333, ...(cursor ? { cursor } : {}) });
      const page = structured.page as { returned: number; total: number; truncated: boolean; next?: string };
      seen.push(...(structured.items as { Id: string }[]).map((one) => one.Id));
      expect(page.truncated).toBe(page.next !== undefined);
      total = page.total;
      cursor = page.next;
    } while (cursor);
    expect(seen.length).toBeGreaterThan(600);
    expect([seen.length, new Set(seen).size]).toEqual([total, total]);
  });

  it('takes no cursor of another query', async () => {
    const call = await hostOf(server);
    const { structured } = await call('salesforce_query', { soql: TASKS, limit: 10 });
    const { next } = structured.page as { next: string };
    const other = await call('salesforce_query', { soql: 'SELECT Id FROM Task', limit: 10, cursor: next });
    expect(kindOf(other)).toBe('invalid_request');
  });

  it.each(['2026-07-28', '2025-11-25'] as const)('writes for a yes in MCP %s, and for nothing else', async (era) => {
    const description = `Of ${server}, ${era}.`;
    const args = { ...ACCOUNT, fields: { Description: description } };
    const { writes } = sandbox.stats();
    const mute = await hostOf(server, { era });
    expect(kindOf(await mute('salesforce_update_record', args))).toBe('approval_required');
    const no = await hostOf(server, { era, approve: () => false });
    expect(kindOf(await no('salesforce_update_record', args))).toBe('approval_refused');
    expect(sandbox.stats().writes).toBe(writes);
    const yes = await hostOf(server, { era, approve: () => true });
    expect((await yes('salesforce_update_record', args)).structured).toMatchObject({ item: args.fields });
    expect(sandbox.stats().writes).toBe(writes + 1);
  });

  it('writes nothing over a change that came between question and answer', async () => {
    const yes = await hostOf(server, { approve: () => true });
    const late = await hostOf(server, {
      approve: async () => {
        const between = { ...ACCOUNT, fields: { Description: `Between, at ${server}.` } };
        return !(await yes('salesforce_update_record', between)).isError;
      },
    });
    const { writes } = sandbox.stats();
    const answer = await late('salesforce_update_record', { ...ACCOUNT, fields: { Description: 'Too late.' } });
    expect([kindOf(answer), sandbox.stats().writes]).toEqual(['conflict', writes + 1]);
  });
});
