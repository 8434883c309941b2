// A plugin with one slow tool, for tests of what happens while a call runs. Run directly, it is a built server's entry.
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../connector/connector.ts';
import { RolekitError } from '../errors.ts';
import { runServer } from './endpoint/run-server.ts';
import { servedFrom } from './plugin/served-connector.ts';
import type { ServedPlugin } from './plugin/types.ts';

export const seen = { started: 0, cancelled: 0 };

const connection = defineConnection({ config: {}, open: () => ({}) });

const sleep = connection.item({
  name: 'clock_wait_time',
  title: 'Wait',
  description: 'Waits.',
  input: { ms: z.int() },
  item: z.object({ waited: z.int() }),
  async handler({ ms }, _, { signal, progress, log }) {
    seen.started++;
    progress(0, ms, 'waiting');
    log('debug', 'a detail');
    log('warning', `waiting ${ms} ms`);
    await wait(ms, undefined, { signal }).catch(() => {
      seen.cancelled++;
      throw new RolekitError('RK_CANCELLED');
    });
    progress(ms, ms, 'done');
    return { waited: ms };
  },
});

export const clock: ServedPlugin = {
  name: 'clock',
  version: '1.0.0',
  description: 'Waits.',
  connectors: [
    servedFrom(
      defineConnector({
        name: 'clock',
        title: 'Clock',
        version: '1.0.0',
        description: 'Waits.',
        hosts: [],
        connection,
        tools: [sleep],
      }),
    ),
  ],
};

if (import.meta.main) await runServer(clock, process.argv.slice(2));
