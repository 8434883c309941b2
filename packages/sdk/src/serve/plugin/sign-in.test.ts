import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { ShownCode } from '../../auth/browser.ts';
import { openServer, type ServerFixture } from '../../auth/server.fixture.ts';
import { signInWithOAuth } from '../../auth/sign-in.ts';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { signIn } from './sign-in.ts';

const DEVICE = {
  device_code: 'dev',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://club.example/enter',
  verification_uri_complete: 'https://club.example/enter?code=WDJB-MJHT',
  expires_in: 600,
  interval: 0.05,
};

let server: ServerFixture;
beforeEach(async () => {
  server = await openServer({
    clients: [],
    metadata: { client_id_metadata_document_supported: false },
    instead: (path) => (path === '/device' ? { body: DEVICE } : undefined),
  });
});
afterEach(() => server.close());

const text = (name: string, secret = false) =>
  field(z.string().optional(), { title: name, description: '', env: `CLUB_${name}`, secret });

/** A connector that knows its vendor by the issuer alone, and keeps who it was registered as. */
const club = defineConnector({
  name: 'club',
  title: 'Club',
  version: '1.0.0',
  description: 'For members.',
  hosts: ['config:issuer'],
  tools: [],
  connection: defineConnection({
    config: {
      issuer: field(z.url(), { title: 'Issuer', description: '', env: 'CLUB_ISSUER' }),
      clientId: text('clientId'),
      clientSecret: text('clientSecret', true),
      refreshToken: text('refreshToken', true),
    },
    open: () => ({}),
    async signIn({ connector, config, http }, browser) {
      const { refreshToken, client } = await signInWithOAuth({
        connector,
        http: http({ baseUrl: config.issuer }),
        browser,
        server: { issuer: config.issuer },
        client: { id: config.clientId, secret: config.clientSecret, name: 'Club for agents' },
        scopes: ['read'],
      });
      return { refreshToken, clientId: client.id, ...(client.secret ? { clientSecret: client.secret } : {}) };
    },
  }),
});

const signal = new AbortController().signal;
const browser = { open: (url: string) => void server.browse(url), signal };
const sign = (values: Record<string, string>, how: Parameters<typeof signIn>[2] = browser) =>
  signIn(club, { issuer: server.issuer, ...values }, how, { localOrigins: [server.issuer] });

it('a client that registered itself is stored with the settings, and is that client from then on', async () => {
  const first = await sign({});
  expect(first).toEqual({
    refreshToken: expect.stringMatching(/^r-/),
    clientId: expect.stringMatching(/^dyn-/),
  });
  expect(server.registered.size).toBe(1);
  const second = await sign(first);
  expect(second.clientId).toBe(first.clientId);
  expect(second.refreshToken).not.toBe(first.refreshToken);
  expect(server.registered.size).toBe(1);
});

it('nothing is brought by a sign-in that is denied, though the client was registered', async () => {
  const denying = { open: (url: string) => void server.browse(url, 'deny'), signal };
  await expect(sign({}, denying)).rejects.toMatchObject({ code: 'RK_SIGN_IN' });
});

it('a server on this machine is reached only where the settings are those of a sandbox', async () => {
  await expect(signIn(club, { issuer: server.issuer }, browser)).rejects.toMatchObject({ code: 'RK_OUT_OF_REACH' });
  expect(server.asked).toEqual([]);
});

it('settings that do not fit are told before anything is asked', async () => {
  await expect(signIn(club, { issuer: 'nowhere' }, browser)).rejects.toMatchObject({
    code: 'RK_NOT_CONNECTED',
    message: 'club is not connected: in what was given, Issuer (CLUB_ISSUER) is not valid',
  });
});

it('a person without a browser enters a code elsewhere', async () => {
  const shown: ShownCode[] = [];
  const { clientId } = await sign(
    {},
    {
      open: () => Promise.reject(new TypeError('not reached')),
      showCode: (code) => void shown.push(code),
      signal,
    },
  );
  expect(clientId).toMatch(/^dyn-/);
  expect(shown).toEqual([
    {
      url: 'https://club.example/enter',
      code: 'WDJB-MJHT',
      urlWithCode: 'https://club.example/enter?code=WDJB-MJHT',
      seconds: 600,
    },
  ]);
});
