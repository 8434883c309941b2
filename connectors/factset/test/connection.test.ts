import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FactSetSandbox, startSandbox } from '../sandbox/index.ts';
import { connectSandbox, type SandboxHost } from './sandbox-host.ts';

let sandbox: FactSetSandbox;
let host: SandboxHost;
const ONE = { ids: ['NVRA-US'], metrics: ['FF_SALES'], period: 'annual' as const };

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(async () => {
  host = await connectSandbox(sandbox);
});
afterEach(() => host?.close());
afterAll(() => sandbox?.close());

describe('the key', () => {
  it('is refused before anything is sent when its user name has no serial', async () => {
    const before = sandbox.stats().reads;
    const malformed = await connectSandbox(sandbox, { username: 'DEMO_BANK' });
    const error = await malformed.error('factset_get_fundamentals', ONE);
    expect(error.kind).toBe('not_connected');
    expect(error.message).toContain('User name and serial (FACTSET_USERNAME_SERIAL) is not valid');
    expect(sandbox.stats().reads).toBe(before);
    await malformed.close();
  });

  it('that is wrong is auth_expired, with the command that fixes it and without the key', async () => {
    const wrong = await connectSandbox(sandbox, { apiKey: 'not-the-key-of-this-user' });
    const { structured, text } = await wrong.call('factset_get_fundamentals', ONE);
    expect(structured.error).toMatchObject({ kind: 'auth_expired' });
    expect(text).toContain('rolekit connect factset');
    expect(text).toContain('IP range');
    expect(text).not.toContain('not-the-key-of-this-user');
    await wrong.close();
  });

  it('that expires while connected is auth_expired, and works again when it is renewed', async () => {
    expect((await host.list('factset_get_fundamentals', ONE)).items).toHaveLength(1);
    sandbox.expireKey(true);
    expect((await host.error('factset_get_fundamentals', ONE)).kind).toBe('auth_expired');
    sandbox.expireKey(false);
    expect((await host.list('factset_get_fundamentals', ONE)).items).toHaveLength(1);
  });

  it('without a subscription for an API is forbidden', async () => {
    sandbox.deny('/content/factset-estimates/');
    const error = await host.error('factset_get_estimates', { ids: ['NVRA-US'], metrics: ['SALES'], period: 'annual' });
    sandbox.deny();
    expect(error.kind).toBe('forbidden');
    expect(error.message).toContain('not authorized');
  });

  it('without the symbology API still gets values, without names, and is told so', async () => {
    sandbox.deny('/content/symbology/');
    const { items, notes } = await host.list('factset_get_fundamentals', { ...ONE, ids: ['NVRA-US', 'QQQQ-US'] });
    sandbox.deny();
    expect(items.map(({ id, status, name }) => ({ id, status, name }))).toEqual([
      { id: 'QQQQ-US', status: 'not_found', name: undefined },
      { id: 'NVRA-US', status: 'ok', name: undefined },
    ]);
    expect(notes).toContain('Names are left out: the FactSet subscription has no symbology API.');
  });
});

describe('a vendor in trouble', () => {
  it('that limits the rate is waited for', async () => {
    await host.list('factset_get_fundamentals', ONE);
    sandbox.failNext({ status: 429, retryAfter: 1 });
    expect((await host.list('factset_get_fundamentals', ONE)).items).toHaveLength(1);
  });

  it('that asks for a longer wait is rate_limited, with the wait', async () => {
    await host.list('factset_get_fundamentals', ONE);
    sandbox.failNext({ status: 429, retryAfter: 90 });
    const error = await host.error('factset_get_fundamentals', ONE);
    expect(error).toMatchObject({ kind: 'rate_limited', retryAfterSeconds: 90 });
  });

  it('that fails is asked again, and said to be unavailable when it goes on', async () => {
    await host.list('factset_get_fundamentals', ONE);
    sandbox.failNext({ status: 500 });
    expect((await host.list('factset_get_fundamentals', ONE)).items).toHaveLength(1);
    sandbox.failNext({ status: 503 }, { status: 503 }, { status: 503 });
    expect((await host.error('factset_get_fundamentals', ONE)).kind).toBe('upstream_unavailable');
  });
});

it('says that its rows are demo data', async () => {
  const { structured } = await host.call('factset_get_fundamentals', ONE);
  expect(structured.source).toMatchObject({ connector: 'factset', environment: 'sandbox' });
});
