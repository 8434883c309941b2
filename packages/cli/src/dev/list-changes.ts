// What a host is told of lists that changed, in the words of both eras. A server of a build never changes its prompts and
// skills, so it announces no news of them; `rolekit dev` does, and says so where the server says what it can:
//
//   2025-11-25 and before   `listChanged` in the answer to initialize; then every list that has it
//   2026-07-28              the same in the answer to server/discover; then what a subscriptions/listen asked for

import { isObject } from '@rolekit/sdk/internal';

export const LIST_KINDS = ['tools', 'prompts', 'resources'] as const;
export type ListKind = (typeof LIST_KINDS)[number];
type Params = Record<string, unknown> | undefined;

export function changedMethod(kind: ListKind): string {
  return `notifications/${kind}/list_changed`;
}

/** Does the filter of a `subscriptions/listen` ask for this? */
export function asksFor(kind: ListKind, listen: Params): boolean {
  const filter = listen?.notifications;
  return isObject(filter) && filter[`${kind}ListChanged`] === true;
}

/** What a `subscriptions/listen` is granted: what the server grants, and the lists that it asked for. */
export function granted(byServer: Params, listen: Params): object {
  const notifications = { ...(isObject(byServer?.notifications) ? byServer.notifications : {}) };
  for (const kind of LIST_KINDS) if (asksFor(kind, listen)) notifications[`${kind}ListChanged`] = true;
  return { ...byServer, notifications };
}

/** The answer of a server to `initialize` or `server/discover`, with news of all lists that it has. */
export function announced(result: unknown): { result: unknown; kinds: ListKind[] } {
  if (!isObject(result) || !isObject(result.capabilities)) return { result, kinds: [] };
  const { capabilities } = result;
  const kinds = LIST_KINDS.filter((kind) => isObject(capabilities[kind]));
  const lists = kinds.map((kind) => [kind, { ...(capabilities[kind] as object), listChanged: true }] as const);
  return { result: { ...result, capabilities: { ...capabilities, ...Object.fromEntries(lists) } }, kinds };
}
