import { parseExact } from '../../http/request/exact-json.ts';

/**
 * A message of a host; whole numbers beyond 2^53 in the arguments of a call, which a double would round, are texts with
 * all their digits.
 *
 * @throws SyntaxError for what is no JSON
 */
export function parseMessage(text: string): unknown {
  const message: unknown = JSON.parse(text);
  return /\d{16}/.test(text) ? withArguments(message, parseExact(text)) : message;
}

/** An id has to come back as the number that it is. */
function withArguments(message: unknown, exact: unknown): unknown {
  if (Array.isArray(message) && Array.isArray(exact))
    return message.map((part, index) => withArguments(part, exact[index]));
  const { params } = (message ?? {}) as Message;
  const { params: exactParams } = (exact ?? {}) as Message;
  if (params?.arguments === undefined) return message;
  return { ...(message as Message), params: { ...params, arguments: exactParams?.arguments } };
}

type Message = { params?: { arguments?: unknown } | null };
