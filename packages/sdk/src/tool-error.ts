import type { ErrorKind } from './errors.ts';

/**
 * Where a failed call says, for programs, what its text says for a model. Not in `structuredContent`: clients check that
 * against the tool's output schema, in a failed result too, and would show their own error instead of ours.
 */
export const TOOL_ERROR = 'dev.rolekit/error';

/** Why a call failed. */
export interface ToolErrorData {
  kind: ErrorKind;
  code: string;
  message: string;
  /** What to do now. */
  next: string;
  retriable: boolean;
  /** With it the same call goes on where it stopped. */
  cursor?: string;
  /** With it the same call finishes a batch that was cut off. */
  resume?: string;
  retryAfterSeconds?: number;
  /** Where a person can approve it. */
  approvalUrl?: string;
}

interface AnyResult {
  structuredContent?: unknown;
  _meta?: Record<string, unknown> | undefined;
}

/** Why a call failed; undefined for a result that does not say it, such as one of another server. */
export function toolErrorOf(result: AnyResult): ToolErrorData | undefined {
  return result._meta?.[TOOL_ERROR] as ToolErrorData | undefined;
}

/** What a result says to programs: its envelope, or `{ error }`. */
export function structuredOf(result: AnyResult): Record<string, unknown> {
  const error = toolErrorOf(result);
  return error ? { error } : ((result.structuredContent ?? {}) as Record<string, unknown>);
}
