import type { CallToolResult, InputRequiredResult } from '@modelcontextprotocol/server';
import { RolekitError } from '../../errors.ts';
import { errorResult } from '../result/envelope.ts';

type RawResult = CallToolResult | InputRequiredResult;

/** Characters of base64 in a raw tool's result: 8 MiB of content. */
const MAX_BASE64_LENGTH = Math.ceil((8 * 1024 * 1024) / 3) * 4;

/** A raw tool's result, or the error that it is too large. */
export function rawResult(result: RawResult, budget: number): RawResult {
  try {
    checkRaw(result, budget);
    return result;
  } catch (error) {
    if (error instanceof RolekitError) return errorResult(error);
    throw error;
  }
}

/** Holds a result that no envelope was made for to the same budget: its text, its structure and its binary content. */
function checkRaw(result: RawResult, budget: number): void {
  const { content = [], structuredContent } = result as CallToolResult;
  let text = 0;
  let base64 = 0;
  for (const part of content) {
    if (part.type === 'text') text += Buffer.byteLength(part.text);
    else if (part.type === 'image' || part.type === 'audio') base64 += part.data.length;
    else if (part.type === 'resource') {
      if ('text' in part.resource) text += Buffer.byteLength(part.resource.text);
      else base64 += part.resource.blob.length;
    }
  }
  const structured = structuredContent === undefined ? 0 : Buffer.byteLength(JSON.stringify(structuredContent));
  for (const [what, bytes, most] of [
    ['text', text, budget],
    ['structured content', structured, budget],
    ['binary content', base64, MAX_BASE64_LENGTH],
  ] as const) {
    if (bytes <= most) continue;
    throw new RolekitError('RK_TOO_LARGE', {
      reason: `The ${what} of the result has ${bytes} bytes, the budget is ${most}.`,
      hint: 'Ask for less.',
    });
  }
}
