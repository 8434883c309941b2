import { AsyncLocalStorage } from 'node:async_hooks';
import { parseHttpDate } from '../../parse-values.ts';

/** What a call heard of the vendor's clock. */
export interface Answered {
  /** Of its first answer, in milliseconds since 1970: nothing that it read is older. */
  at?: number;
}

const calls = new AsyncLocalStorage<Answered>();

/** Runs a call, and notes in `answered` when the vendor says that it answered. */
export function noteAnswers<T>(answered: Answered, work: () => Promise<T>): Promise<T> {
  return calls.run(answered, work);
}

/** Notes the `Date` of an answer for the call that asked. Without one, or with one that is no date, nothing is noted. */
export function noteAnswer(headers: Headers): void {
  const answered = calls.getStore();
  if (!answered) return;
  const at = parseHttpDate(headers.get('date') ?? '');
  if (at !== undefined && at < (answered.at ?? Number.POSITIVE_INFINITY)) answered.at = at;
}
