import type { LogLevel } from '../../connector/tool-call.ts';
import type { Ending } from './call-ending.ts';

export type Log = (level: LogLevel, message: string, logger: string) => void;

/** One call, as it arrived. */
export interface IncomingCall {
  name: string;
  args: unknown;
  principal: string;
  ending: Ending;
  progress(done: number, total?: number, message?: string): void;
  log: Log;
  /** Can this client pass a question on to a person? */
  canAsk: boolean;
  /** Can it open a link for a person? */
  canOpen?: boolean;
  /** The answer to a question asked before, with the state that came with it. */
  answer?: { approved: boolean; action: string; state: string | undefined } | undefined;
}
