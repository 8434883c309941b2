import { RolekitError } from '@rolekit/sdk';
import type { CommandReport } from '@rolekit/sdk/internal/audit';
import { EXIT, exitCodeOf } from '../exit-codes.ts';
import type { Host } from '../hosts/host-programs.ts';

/** Something that a command does with a plugin; the command fills in what it finds out on the way. */
export interface CommandEvent {
  readonly type: CommandReport['type'] | 'publish';
  /** `namespace/name`; without it nothing is recorded. */
  plugin?: string;
  version?: string;
  digest?: string;
  /** Address of the registry; null for an archive. */
  registry: string | null;
  /** Where it is done; null for a folder, or no place of this machine. */
  readonly places: readonly (Host | null)[];
  /** Places where it was done, whatever came then. */
  readonly done: (Host | null)[];
}

/** One line of the user's history: what became of an event in one place. */
export interface HistoryLine {
  id: string;
  at: string;
  type: CommandEvent['type'];
  outcome: CommandReport['outcome'];
  plugin: string;
  version: string | null;
  digest: string | null;
  registry: string | null;
  host: Host | null;
  /** Why it was not done. */
  code: string | null;
}

type Outcome = Pick<HistoryLine, 'outcome' | 'code'>;

export const DONE: Outcome = { outcome: 'done', code: null };
/** By Ctrl-C. */
export const CANCELLED: Outcome = { outcome: 'cancelled', code: 'RK_INTERRUPTED' };

/** Ends in a refusal, though their exit codes say that they failed. */
const REFUSALS: ReadonlySet<string> = new Set(['RK_SIGNATURE_INVALID', 'RK_DIGEST_MISMATCH', 'RK_FINDINGS']);

/** What became of something that ended in an error: a code, and nothing of its text, which may name anything. */
export function outcomeOf(error: unknown): Outcome {
  const { code, status } = codeOf(error);
  if (code === 'RK_INTERRUPTED') return CANCELLED;
  // 410: its registry withholds it
  const isRefused = status === 410 || REFUSALS.has(code) || exitCodeOf({ code, status }) === EXIT.notAllowed;
  return { outcome: isRefused ? 'refused' : 'failed', code };
}

function codeOf(error: unknown): { code: string; status?: number | undefined } {
  if (error instanceof RolekitError) {
    const { status, registryCode } = error.data;
    const code = typeof registryCode === 'string' ? registryCode : error.code;
    return { code: coded(code), status: typeof status === 'number' ? status : undefined };
  }
  return { code: coded((error as { code?: unknown } | undefined)?.code) };
}

function coded(code: unknown): string {
  return typeof code === 'string' && /^RK_[A-Z_]{1,60}$/.test(code) ? code : 'RK_UNEXPECTED';
}
