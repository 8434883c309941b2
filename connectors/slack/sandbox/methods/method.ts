import type { Call } from '../call.ts';

/** One method of the Web API. */
export interface Method {
  /** The token needs one of them. @default any token */
  readonly scopes?: readonly string[];
  readonly writes?: boolean;
  /** No bot token may call it. */
  readonly userOnly?: boolean;
  /** Limited to once a minute for apps that are distributed outside of the Marketplace. */
  readonly history?: boolean;
  /** Answers what follows `ok: true`. @throws SlackError */
  handle(call: Call): Record<string, unknown>;
}
