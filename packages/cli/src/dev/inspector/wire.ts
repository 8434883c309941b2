import type { JSONRPCMessage } from '@modelcontextprotocol/client';
import { isObject } from '@rolekit/sdk/internal';
import { maskSecrets } from '@rolekit/sdk/internal/settings';
import type { ConnectorDescription } from '@rolekit/sdk/plugin';

/** One message of a connection, without secrets. */
export interface WireMessage {
  number: number;
  /** Of this page, or of the host that `rolekit dev` serves. */
  connection: 'page' | 'host';
  from: 'client' | 'server';
  /** `tools/call todo_list_items`; of an answer, what it answers. */
  title: string;
  isAnswer: boolean;
  id: string | number | undefined;
  isError: boolean;
  bytes: number;
  /** From request to answer. */
  ms?: number;
  json: string;
}

interface Message {
  method?: string;
  id?: string | number;
  error?: unknown;
  params?: { name?: unknown };
}

const MASK = '•••';
const MAX_SHOWN = 40_000;
const MAX_OPEN = 1000;
const SECRET_NAME =
  /^(?:.*[-_.])?(?:authorization|password|passphrase|secret|api[-_]?key|(?:access|refresh|id|api|auth|bearer)[-_]?token|token|private[-_]?key|client[-_]?secret)$/i;

/** Reads the messages of one connection in turn. */
export class Wire {
  readonly #connection: WireMessage['connection'];
  readonly #secrets: () => readonly string[];
  /** Requests without an answer, by who asked and their id. */
  readonly #open = new Map<string, { method: string; at: number }>();
  #count = 0;

  constructor(connection: WireMessage['connection'], secrets: () => readonly string[]) {
    this.#connection = connection;
    this.#secrets = secrets;
  }

  read(
    from: WireMessage['from'],
    message: JSONRPCMessage | Record<string, unknown>,
    now = performance.now(),
  ): WireMessage {
    const { method, id, error, params } = message as Message;
    const whole = JSON.stringify(message);
    const json = maskSecrets(JSON.stringify(withoutSecrets(message), null, 2), this.#secrets());
    const shown =
      json.length > MAX_SHOWN ? `${json.slice(0, MAX_SHOWN)}\n… ${json.length - MAX_SHOWN} more characters` : json;
    const what = typeof params?.name === 'string' ? `${method} ${params.name}` : method;
    const named = this.#named(from, what, id, now);
    this.#count += 1;
    return {
      number: this.#count,
      connection: this.#connection,
      from,
      isError: error !== undefined,
      isAnswer: method === undefined,
      id,
      bytes: Buffer.byteLength(whole),
      json: shown,
      ...named,
    };
  }

  #named(from: WireMessage['from'], method: string | undefined, id: string | number | undefined, now: number) {
    if (method !== undefined && id !== undefined) {
      // a server may never answer
      if (this.#open.size < MAX_OPEN) this.#open.set(`${from} ${id}`, { method, at: now });
      return { title: method };
    }
    if (method !== undefined) return { title: method };
    const key = `${from === 'client' ? 'server' : 'client'} ${id}`;
    const request = this.#open.get(key);
    this.#open.delete(key);
    return request ? { title: request.method, ms: now - request.at } : { title: 'answer' };
  }
}

/** The values of the secret settings of a plugin's connectors that are in an environment. */
export function secretsIn(connectors: readonly ConnectorDescription[], env: NodeJS.ProcessEnv): string[] {
  const names = connectors.flatMap(({ config }) => config.filter(({ secret }) => secret).map((field) => field.env));
  return names.map((name) => env[name] ?? '').filter((value) => value !== '');
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      typeof inner === 'string' && SECRET_NAME.test(key) ? MASK : withoutSecrets(inner),
    ]),
  );
}
