import type { Result } from '@modelcontextprotocol/server';

/** What the official server makes of results in one era: read from an answer of its own, not written again here. */
export interface Frames {
  /** Around the id of a `tools/list` answer. */
  list: { before: string; after: string };
  /** What it adds to every result. */
  extra: Record<string, unknown>;
}

const PLACE = 'rolekit-id';

/** From its answer to `tools/list`, as the message that it sent. */
export function framesOf(answer: { result: Record<string, unknown>; [member: string]: unknown }): Frames {
  const text = JSON.stringify({ ...answer, id: PLACE });
  const at = text.lastIndexOf(JSON.stringify(PLACE));
  const { tools: _, ttlMs: __, cacheScope: ___, ...extra } = answer.result;
  return { list: { before: text.slice(0, at), after: text.slice(at + PLACE.length + 2) }, extra };
}

/** The message that answers a call, in the words and order of the official server. */
export function callAnswer(id: string | number, result: Result, { extra }: Frames): string {
  const { _meta: own, content, structuredContent, isError, ...others } = result;
  const { _meta: added, ...rest } = extra;
  const body = { content, structuredContent, isError, ...others, ...rest };
  // what a result says of itself stands before what the official server says of itself
  const whole = own ? { _meta: { ...own, ...(added as object | undefined) }, ...body } : { ...body, _meta: added };
  return JSON.stringify({ result: whole, jsonrpc: '2.0', id });
}
