// A plugin whose vendor counts sessions, for tests of how they end. Run directly, it is a built server's entry.
import { z } from 'zod';
import { session } from '../../auth/session.ts';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { runServer } from '../endpoint/run-server.ts';
import { servedFrom } from '../plugin/served-connector.ts';
import type { ServedPlugin } from '../plugin/types.ts';

const USER = z.object({ name: z.string() });

const connection = defineConnection({
  config: {
    baseUrl: field(z.url(), { title: 'Base URL', description: '', env: 'DESK_BASE_URL' }),
    password: field(z.string(), { title: 'Password', description: '', env: 'DESK_PASSWORD', secret: true }),
  },
  open({ config, http }) {
    const { baseUrl, password } = config;
    const door = http({ baseUrl });
    const auth = session({
      async signIn() {
        const { body } = await door.request({ method: 'POST', path: '/sign-in', json: { password } });
        return { headers: { 'x-session': z.object({ session: z.string() }).parse(body).session } };
      },
      async signOut({ headers }) {
        await door.request({ method: 'POST', path: '/sign-out', headers });
      },
      secrets: () => [password],
    });
    return http({ baseUrl, auth });
  },
  test: async (desk) => (await desk.get('/me', USER)).name,
});

const who = connection.item({
  name: 'desk_get_user',
  title: 'Who',
  description: 'Who is signed in.',
  item: USER,
  examples: [{ title: 'Who?', input: {} }],
  handler: (_, desk) => desk.get('/me', USER),
});

export const desk = defineConnector({
  name: 'desk',
  title: 'Desk',
  version: '1.0.0',
  description: 'Counts sessions.',
  connection,
  hosts: [],
  tools: [who],
});

export const plugin: ServedPlugin = {
  name: 'desk',
  version: '1.0.0',
  description: 'Counts sessions.',
  connectors: [servedFrom(desk)],
};

if (import.meta.main) await runServer(plugin, process.argv.slice(2));
