import type { Client } from 'pg';
import type { Following } from '../database.ts';

const CHANNEL = 'rolekit_events';
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 5000;

/**
 * Listens to what replicas commit, on a connection of its own, which is made again when it breaks.
 *
 * @param told called for each event, and whenever some may have been missed
 */
export function listen(connect: () => Client, told: () => void): Following {
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let waitMs = FIRST_RETRY_MS;
  let isListening = false;
  let hasStopped = false;

  const open = async () => {
    const next = connect();
    client = next;
    next.on('notification', () => told());
    const lost = () => {
      if (client !== next) return;
      client = undefined;
      isListening = false;
      next.end().catch(() => {});
      if (hasStopped) return;
      retry = setTimeout(() => void open(), waitMs).unref();
      waitMs = Math.min(2 * waitMs, MAX_RETRY_MS);
    };
    next.on('error', lost);
    next.on('end', lost);
    try {
      await next.connect();
      await next.query(`listen ${CHANNEL}`);
      if (client !== next) return;
      isListening = true;
      waitMs = FIRST_RETRY_MS;
      told();
    } catch {
      lost();
    }
  };
  void open();

  return {
    get isListening() {
      return isListening;
    },
    async stop() {
      hasStopped = true;
      clearTimeout(retry);
      const last = client;
      client = undefined;
      await last?.end().catch(() => {});
    },
  };
}
