import { canonicalJson } from '../../digest/canonical.ts';
import type { CalledTool } from '../host.ts';

/** Kind of the error that a call ended in; undefined for a result. */
export function kindOf({ isError, structured }: CalledTool): string | undefined {
  return isError ? (errorOf(structured)?.kind ?? 'an error without a kind') : undefined;
}

/** `not_found: …`: how a problem quotes an answer. */
export function quoted(answer: CalledTool): string {
  return answer.isError ? firstLine(answer.text) : 'a result';
}

/** True for what the server itself did not expect. */
export function isInternal({ isError, structured }: CalledTool): boolean {
  return isError && (errorOf(structured)?.code ?? 'RK_INTERNAL') === 'RK_INTERNAL';
}

export function errorOf(structured: Record<string, unknown>) {
  return structured.error as { kind: string; code: string; message: string; retryAfterSeconds?: number } | undefined;
}

/** What an answer says, without what is new in every answer: the same for two calls that say the same. */
export function essence({ isError, structured }: CalledTool): string {
  if (isError) return `error ${errorOf(structured)?.kind}`;
  // addresses of files and handles are new in every answer
  const { source: _, page, files: __, kept: ___, ...rest } = structured;
  const { next, ...counts } = (page ?? {}) as Record<string, unknown>;
  return canonicalJson({ ...rest, ...(page ? { page: { ...counts, more: next !== undefined } } : {}) });
}

export function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').slice(0, 300);
}

/** Arguments as a problem shows them. */
export function shown(args: unknown): string {
  const text = JSON.stringify(args) ?? String(args);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
