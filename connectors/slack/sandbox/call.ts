import type { Channel, Message, Workspace } from './workspace.ts';

/** What Slack answers with status 200 and `ok: false`. */
export class SlackError extends Error {
  readonly code: string;
  readonly extra: Record<string, unknown>;

  constructor(code: string, extra: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.extra = extra;
  }
}

/** Who calls, as the token says. */
export interface Caller {
  readonly user: string;
  readonly isBot: boolean;
  readonly scopes: readonly string[];
}

export interface Limits {
  /** Rows of a page at most, whatever is asked for. */
  readonly pageRows: number;
  /** Of an app that is distributed outside of the Marketplace: 15 messages of a history, once a minute. */
  readonly distributed: boolean;
}

/** One method, with its arguments by name. */
export class Call {
  readonly workspace: Workspace;
  readonly caller: Caller;
  readonly limits: Limits;
  readonly #args: Readonly<Record<string, unknown>>;

  constructor(workspace: Workspace, caller: Caller, limits: Limits, args: Readonly<Record<string, unknown>>) {
    this.workspace = workspace;
    this.caller = caller;
    this.limits = limits;
    this.#args = args;
  }

  text(name: string): string | undefined {
    const value = this.#args[name];
    return value === undefined || value === null || value === '' || typeof value === 'object'
      ? undefined
      : String(value);
  }

  /** @throws invalid_arguments */
  needed(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missing(name);
    return value;
  }

  flag(name: string): boolean {
    return ['true', '1'].includes(this.text(name) ?? '');
  }

  /** An object or list: as it is in a JSON body, as JSON in a field of a form. @throws invalid_arguments */
  json(name: string): unknown {
    const value = this.#args[name];
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      throw new SlackError('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${name} is no JSON`] } });
    }
  }

  count(name: string, usual: number, most: number): number {
    const asked = Number(this.text(name) ?? usual);
    if (!Number.isInteger(asked) || asked < 1)
      throw new SlackError(name === 'limit' ? 'invalid_limit' : 'invalid_arguments');
    return Math.min(asked, most, this.limits.pageRows);
  }

  /** One that the caller can see. @throws channel_not_found */
  channel(name = 'channel'): Channel {
    const found = this.workspace.channels.get(this.needed(name));
    if (!found || !this.sees(found)) throw new SlackError('channel_not_found');
    return found;
  }

  sees(channel: Channel): boolean {
    return !channel.isPrivate || channel.members.has(this.caller.user);
  }

  /** @throws message_not_found */
  message(name = 'ts'): Message {
    const channel = this.channel();
    const ts = this.needed(name);
    const found = this.workspace.messages.find((message) => message.channel === channel.id && message.ts === ts);
    if (!found) throw new SlackError('message_not_found');
    return found;
  }

  /** Part of a list, and where the next one begins. @throws invalid_cursor */
  page<T>(all: readonly T[], keyOf: (row: T) => string, size: number): { rows: T[]; next: string } {
    const cursor = this.text('cursor');
    const key = cursor === undefined || cursor === FIRST ? undefined : Buffer.from(cursor, 'base64').toString();
    const start = key === undefined ? 0 : all.findIndex((row) => `next:${keyOf(row)}` === key);
    if (start === -1) throw new SlackError('invalid_cursor');
    const next = all[start + size];
    return { rows: all.slice(start, start + size), next: next === undefined ? '' : cursorOf(keyOf(next)) };
  }
}

function cursorOf(key: string): string {
  return Buffer.from(`next:${key}`).toString('base64');
}

/** Leads to the first page. */
export const FIRST = cursorOf('');

export function missing(name: string): SlackError {
  return new SlackError('invalid_arguments', {
    response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
  });
}
