import { RolekitError } from '../errors.ts';
import { isObject } from '../json-value.ts';
import { type ToolErrorData, toolErrorOf } from '../tool-error.ts';

/** What a tool takes and answers. */
interface ToolType {
  input: object;
  result: object;
}

/** `Tools` of a file that `rolekit types` writes: input and result by the name of the tool. */
export type ToolTypes<T> = { [N in keyof T]: ToolType };

/** What `typedCall` needs of an MCP client; the official ones have it. */
export interface ToolCaller {
  callTool(request: { name: string; arguments: Record<string, unknown> }): Promise<{
    isError?: unknown;
    structuredContent?: unknown;
    content?: unknown;
    _meta?: unknown;
  }>;
}

/** A call of a tool by its name. The input may be left out where all of it is optional. */
export type TypedCall<T extends ToolTypes<T>> = <N extends keyof T & string>(
  name: N,
  ...input: Record<never, never> extends T[N]['input'] ? [input?: T[N]['input']] : [input: T[N]['input']]
) => Promise<T[N]['result']>;

/** Why a call failed, as the server says it. */
export type ToolFailure = ToolErrorData;

/**
 * Calls of a plugin's tools over a connected MCP client, typed by the file that `rolekit types` writes: names, inputs and
 * results.
 *
 * @throws RK_TOOL_FAILED for a call that fails; `toolFailureOf` reads why
 *
 * @example
 * ```ts
 * import type { Tools } from './sales-tools.ts';
 *
 * const call = typedCall<Tools>(client);
 * const { item } = await call('salesforce_get_record', { object: 'Account', id });
 * ```
 */
export function typedCall<T extends ToolTypes<T>>(client: ToolCaller): TypedCall<T> {
  return async (name, input?: T[typeof name]['input']) => {
    const result = await client.callTool({ name, arguments: { ...input } });
    const meta = isObject(result._meta) ? result._meta : undefined;
    const failure = toolErrorOf({ _meta: meta });
    if (failure)
      throw new RolekitError('RK_TOOL_FAILED', { tool: name, reason: failure.message, hint: failure.next, failure });
    if (result.isError !== true && isObject(result.structuredContent)) return result.structuredContent;
    const reason = textOf(result.content) ?? 'it answered without a structured result';
    throw new RolekitError('RK_TOOL_FAILED', {
      tool: name,
      reason,
      hint: 'Check that this server serves that plugin.',
    });
  };
}

/** What a server says of a failed call; undefined for every other error, and for a server that says no more than a text. */
export function toolFailureOf(error: unknown): ToolFailure | undefined {
  if (!(error instanceof RolekitError) || error.code !== 'RK_TOOL_FAILED') return undefined;
  return error.data.failure as ToolFailure | undefined;
}

const MAX_TEXT = 500;

function textOf(content: unknown): string | undefined {
  const [first] = Array.isArray(content) ? content : [];
  return isObject(first) && typeof first.text === 'string' ? first.text.slice(0, MAX_TEXT) : undefined;
}
