import type { CallRate, ConnectorPolicy, CountedCall } from '@rolekit/sdk/http';

/** What Slack promises a method in a minute. It takes more in bursts, and says so with a 429 where that was too much. */
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

/** Slack counts each method for itself, and messages for each channel. https://docs.slack.dev/apis/web-api/rate-limits */
export function ratesOf(isDistributed: boolean): NonNullable<ConnectorPolicy['ratesOf']> {
  return ({ path, json }: CountedCall) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!path.includes('/api/')) return undefined;
    if (isDistributed && HISTORY.includes(name)) return { name, rates: [{ calls: 1, perMs: 60_000 }] };
    if (name === 'chat.postMessage')
      return { name: `${name} ${channelOf(json)}`, rates: [{ kind: 'bucket', capacity: 1, perSecond: 1 }] };
    return { name, rates: perMinute(TIERS[name] ?? TIER_3) };
  };
}

function perMinute(calls: number): CallRate[] {
  return [{ kind: 'bucket', capacity: calls, perSecond: calls / 60 }];
}

function channelOf(json: unknown): string {
  return String((json as { channel?: unknown } | undefined)?.channel);
}
