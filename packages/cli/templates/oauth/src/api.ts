import { defineConnection, field, secret } from '@rolekit/sdk';
import { bearer, byCursor, keptRefreshToken, signInWithOAuth } from '@rolekit/sdk/http';
import { z } from 'zod';

export const NOTE = z.object({ id: z.string(), title: z.string(), done: z.boolean(), updatedAt: z.string() });

const TOKEN_PATH = '/oauth/token';

/** The settings of the connector. `rolekit connect starter --sign-in` asks for the app's, and signs a person in. */
export const connection = defineConnection({
  config: {
    baseUrl: field(z.url(), 'Address of the API, e.g. https://api.example.com'),
    clientId: field(z.string().min(1), 'Of the OAuth app that you registered.'),
    clientSecret: field(z.string().min(1).optional(), {
      description: 'Of the same app, unless it signs people in without one.',
      secret: true,
    }),
    refreshToken: secret("A user's, as --sign-in brings it."),
    callbackUrl: field(
      z.url().default('http://localhost:1717/callback'),
      'Redirect URL of the app, letter for letter, for --sign-in. http://localhost:1717/callback by default.',
    ),
  },
  open(context) {
    const { config, http } = context;
    const { baseUrl, clientId, clientSecret, refreshToken } = config;
    const tokens = keptRefreshToken(context, 'refreshToken', {
      http: http({ baseUrl }),
      path: TOKEN_PATH,
      ...{ clientId, clientSecret, refreshToken },
    });
    return http({ baseUrl, auth: bearer(tokens) });
  },
  async signIn({ connector, config, http }, browser) {
    const { baseUrl, clientId: id, clientSecret: secret, callbackUrl: redirectUri } = config;
    const { refreshToken } = await signInWithOAuth({
      ...{ connector, browser, redirectUri },
      http: http({ baseUrl }),
      server: { authorizationUrl: new URL('/oauth/authorize', baseUrl).href, tokenUrl: TOKEN_PATH },
      client: { id, secret },
      scopes: ['notes.read', 'notes.write'],
    });
    return { refreshToken };
  },
  // nobody is asked for what a sign-in brings
  brings: ['refreshToken'],
  test: async (api) => (await api.get('/me', z.object({ name: z.string() }))).name,
});

/** How pages follow each other: the answer's `next` is sent as `after`. */
export const paging = byCursor({ at: 'next', param: 'after', sizeParam: 'limit', maxSize: 100, total: 'total' });
