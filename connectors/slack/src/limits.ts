import type { CallRate, CountedCall, HttpResponse } from '@rolekit/sdk/http';

/** What Slack promises a method in a minute. */
const TIERS: Readonly<Record<string, number>> = {
  'conversations.list': 20,
  'users.list': 20,
  'search.messages': 20,
  'reactions.remove': 20,
  'canvases.create': 20,
  'conversations.members': 100,
  'users.info': 100,
  'files.info': 100,
};
const TIER_3 = 50;
const HISTORY = ['conversations.history', 'conversations.replies'];

/** Slack asks a distributed app to wait up to a minute for a history. */
export const HISTORY_WAIT_MS = 65_000;
/** Messages of a history that it gives to such an app. */
export const HISTORY_ROWS = 15;

/**
 * Slack counts each method for itself, and messages for each channel. It lets bursts pass that are beyond a method's tier, so
 * that a method keeps to its tier only once Slack limited it. https://docs.slack.dev/apis/web-api/rate-limits
 */
export function methodLimits(isDistributed: boolean) {
  const limited = new Set<string>();
  return {
    ratesOf({ path, json }: CountedCall): { name: string; rates: CallRate[] } | undefined {
      if (!path.includes('/api/')) return undefined;
      const name = methodOf(path);
      if (isDistributed && HISTORY.includes(name)) return { name, rates: [{ calls: 1, perMs: 60_000 }] };
      if (name === 'chat.postMessage')
        return { name: `${name} ${channelOf(json)}`, rates: [{ kind: 'bucket', capacity: 1, perSecond: 1 }] };
      return { name, rates: limited.has(name) ? tier(TIERS[name] ?? TIER_3) : [] };
    },
    /** Takes note of a 429. */
    heard({ status, url }: HttpResponse): void {
      if (status === 429 && url !== undefined) limited.add(methodOf(new URL(url).pathname));
    },
  };
}

function methodOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function tier(perMinute: number): CallRate[] {
  return [{ kind: 'bucket', capacity: perMinute / 4, perSecond: perMinute / 60 }];
}

function channelOf(json: unknown): string {
  return String((json as { channel?: unknown } | undefined)?.channel);
}
