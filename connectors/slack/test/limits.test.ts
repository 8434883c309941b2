import { connectSandbox, type SandboxHost } from '@rolekit/sdk/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type SlackSandbox, startSandbox } from '../sandbox/index.ts';
import slack from '../src/index.ts';

const SALES = 'C0BM00001';
const MINUTE_IS_OVER =
  'Slack gives this app at most 15 messages of a history once a minute; the next page waits for that.';

let sandbox: SlackSandbox;
let host: SandboxHost<typeof slack>;
let told: string[];

// sockets keep their own time: only waits and what is counted in minutes stand still
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: new Date('2026-11-20T12:00:00Z') });
  told = [];
});
afterEach(async () => {
  vi.useRealTimers();
  await host?.close();
  await sandbox?.close();
});

async function connect(options: Parameters<typeof startSandbox>[0], values: Record<string, string> = {}) {
  sandbox = await startSandbox(options);
  const onTold = (message: string) => {
    if (message.startsWith('Waiting')) told.push(message);
  };
  host = await connectSandbox(slack, sandbox, { values, approve: 'accept', onTold });
}

/** Lets sockets do their work. */
async function turns(count: number, until = () => false) {
  for (let turn = 0; turn < count && !until(); turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function waiting(count: number) {
  await turns(5000, () => told.length >= count);
  expect(told).toHaveLength(count);
}

const history = () => host.list('slack_get_history', { channel: SALES });

describe('the one history in a minute of a distributed app', () => {
  beforeEach(() => connect({ distributed: true }, { app: 'distributed' }));

  it('is waited for, which is told at once and every 15 seconds, and the call then succeeds', async () => {
    expect((await history()).notes).toContain(MINUTE_IS_OVER);
    const before = sandbox.stats().reads;
    const second = history();
    await waiting(1);
    expect(sandbox.stats().reads).toBe(before);
    await vi.advanceTimersByTimeAsync(59_000);
    await vi.advanceTimersByTimeAsync(3000);
    expect((await second).items.length).toBeGreaterThan(0);
    expect(told).toEqual([
      'Waiting 61 s: Slack takes the next call then.',
      'Waiting 46 s: Slack takes the next call then.',
      'Waiting 31 s: Slack takes the next call then.',
      'Waiting 16 s: Slack takes the next call then.',
      'Waiting 1 s: Slack takes the next call then.',
    ]);
    expect(sandbox.stats().reads).toBe(before + 1);
  });

  it('is given up at once with the call, and nothing is asked', async () => {
    await history();
    const before = sandbox.stats().reads;
    const abort = new AbortController();
    const call = host.call('slack_get_history', { channel: SALES }, { signal: abort.signal });
    call.catch(() => {});
    await waiting(1);
    abort.abort();
    await expect(call).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sandbox.stats().reads).toBe(before);
  });

  it('is another than that of threads, and holds nothing else back', async () => {
    await history();
    await host.list('slack_get_thread', { channel: SALES, ts: '1794822060.000000' });
    await host.list('slack_list_channels', { limit: 1 });
    await host.item('slack_post_message', { channel: SALES, text: 'Meanwhile' });
    expect(told).toEqual([]);
  });

  it('gives 15 messages, and the rest on the next page', async () => {
    for (let number = 1; number <= 18; number++) {
      const body = JSON.stringify({ channel: SALES, text: `Message ${number}` });
      const headers = { authorization: `Bearer ${sandbox.credentials.userToken}`, 'content-type': 'application/json' };
      await fetch(`${sandbox.baseUrl}/api/chat.postMessage`, { method: 'POST', headers, body });
    }
    const { items, page } = await host.list('slack_get_history', { channel: SALES, limit: 50 });
    expect(items).toHaveLength(15);
    expect(page).toMatchObject({ returned: 15, truncated: true, next: expect.any(String) });
  });
});

describe('the limits of an app for its own workspace', () => {
  it('are those of its tier, once Slack has limited a method', async () => {
    await connect({ perMinute: 30 });
    for (let call = 1; call <= 30; call++) await history();
    const limited = history();
    await waiting(1);
    expect(told).toEqual(['Waiting 60 s: Slack takes the next call then.']);
    await vi.advanceTimersByTimeAsync(61_000);
    await limited;
    // a quarter of the 50 in a minute at once
    for (let call = 1; call <= 12; call++) await history();
    const before = sandbox.stats().reads;
    const next = history();
    await host.list('slack_list_channels', { limit: 1 });
    await turns(500);
    expect(sandbox.stats().reads).toBe(before + 1);
    await vi.advanceTimersByTimeAsync(900);
    await next;
    expect(sandbox.stats().reads).toBe(before + 2);
  });

  it('are one message a second for each channel', async () => {
    await connect({});
    const post = (channel: string) => host.item('slack_post_message', { channel, text: 'Hello' });
    await post(SALES);
    await post('C0BM00002');
    expect(told).toEqual([]);
    const before = sandbox.stats().writes;
    const third = post(SALES);
    // one that need not wait shows when the other would have been sent
    await post('C0BM00003');
    await turns(500);
    expect(sandbox.stats().writes).toBe(before + 1);
    await vi.advanceTimersByTimeAsync(1100);
    await third;
    expect(sandbox.stats().writes).toBe(before + 2);
  });

  it('say the seconds where Slack asks for a longer wait than is worth it', async () => {
    await connect({ perMinute: 1 });
    await host.list('slack_list_users', { limit: 1 });
    expect(await host.error('slack_list_users', { limit: 1 })).toMatchObject({
      kind: 'rate_limited',
      message: 'Slack asks to wait 60 s before the next call.',
      retryAfterSeconds: 60,
    });
  });
});
