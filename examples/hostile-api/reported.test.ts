import type { Connector } from '@rolekit/sdk';
import { createHttpClient, signInWithOAuth } from '@rolekit/sdk/http';
import { connectSandbox, contract } from '@rolekit/sdk/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startSandbox } from './sandbox/index.ts';
import { REGISTERED, startSignIn } from './sandbox/sign-in.ts';
import { hostileConnector } from './src/connector.ts';

// What users report and the SDK answers for: the fault is real here, and no connector can get it wrong.

describe('a vendor without dynamic client registration', () => {
  async function signIn(client: { id?: string; name: string; documentUrl: string }, isOpened = true) {
    const vendor = await startSignIn();
    onTestFinished(() => vendor.close());
    const http = createHttpClient(
      { connector: 'hostile', hosts: [], localOrigins: [vendor.issuer] },
      { baseUrl: vendor.issuer },
    );
    const open = async (url: string) => {
      if (!isOpened) throw new TypeError('a person was sent to a page that cannot help');
      await fetch(url).then((response) => response.text());
    };
    const browser = { open: (url: string) => void open(url), signal: new AbortController().signal };
    const signedIn = signInWithOAuth({ connector: 'hostile', http, browser, server: vendor, client });
    return { vendor, signedIn };
  }
  const own = { name: 'Hostile', documentUrl: 'https://hostile.example/oauth/client.json' };

  it('is signed in to as the client that was registered by hand, and asked for no other', async () => {
    const { vendor, signedIn } = await signIn({ ...own, id: REGISTERED });
    expect(await signedIn).toMatchObject({ client: { id: REGISTERED }, refreshToken: 'kept' });
    expect(vendor.asked).toEqual([
      { path: '/.well-known/oauth-authorization-server', client: null },
      { path: '/authorize', client: REGISTERED },
      { path: '/token', client: REGISTERED },
    ]);
  });

  it('is never tried with a made-up client: the person is told to register one', async () => {
    const { vendor, signedIn } = await signIn(own, false);
    await expect(signedIn).rejects.toMatchObject({
      code: 'RK_SIGN_IN',
      fix: 'Register an app with the vendor, and set its client ID.',
    });
    expect(vendor.asked.map(({ path }) => path)).toEqual(['/.well-known/oauth-authorization-server']);
  });
});

describe('a handler that gives everything there is', () => {
  const ROW_BYTES = 4000;
  const BUDGET = 48 * 1024;

  /** 53 rows of 4 KB for each page, whatever limit was asked for. */
  function flooding(): Connector {
    const careful = hostileConnector();
    const tools = careful.tools as Record<string, { list?: (call: never) => Promise<{ items: object[] }> }>;
    const list = tools.hostile_list_orders;
    const all = async (call: object) => {
      const page = await list?.list?.({ ...call, limit: 1000, cursor: undefined } as never);
      const items = (page?.items ?? []).map((row) => ({ ...row, customer: 'x'.repeat(ROW_BYTES) }));
      return { items, total: items.length };
    };
    return { ...careful, tools: { ...tools, hostile_list_orders: { ...list, list: all } } } as unknown as Connector;
  }

  it('floods nobody: pages keep limit and budget, and no row is lost', async () => {
    const report = await contract(flooding(), { sandbox: startSandbox, only: ['examples', 'output', 'pagination'] });
    expect(report.results.filter(({ status }) => status === 'failed')).toEqual([]);
  });

  it('is cut to the budget in the structured result and in the text', async () => {
    const sandbox = await startSandbox();
    const host = await connectSandbox(flooding(), sandbox);
    onTestFinished(async () => {
      await host.close();
      await sandbox.close();
    });
    const { structured, text } = await host.call('hostile_list_orders', { limit: 200 });
    const { items, page } = structured as { items: unknown[]; page: { truncated: boolean; total: number } };
    expect(items.length).toBe(12);
    expect(Buffer.byteLength(JSON.stringify(items))).toBeLessThanOrEqual(BUDGET);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(BUDGET + 2000);
    expect(page).toMatchObject({ returned: 12, truncated: true, total: 53 });
    expect(await host.all('hostile_list_orders', {})).toHaveLength(53);
  });
});
