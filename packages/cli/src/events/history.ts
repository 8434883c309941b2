import { appendFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryLine } from './command-event.ts';

/** Months that it is kept, as the audit log of writes is. */
const MONTHS = 13;

export function historyFolder(home: string): string {
  return join(home, '.rolekit', 'history');
}

/**
 * `~/.rolekit/history/2026-11.jsonl`: what commands did with plugins here, also what was refused or cancelled; private to the
 * user. Written at once, for a process that ends waits for nothing.
 */
export function noteHistory(home: string, lines: readonly HistoryLine[]): void {
  const folder = historyFolder(home);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const month = (lines[0]?.at ?? '').slice(0, 7);
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  appendFileSync(join(folder, `${month}.jsonl`), text, { mode: 0o600 });
  forgetBefore(folder, month);
}

function forgetBefore(folder: string, month: string): void {
  const oldest = new Date(`${month}-01T00:00:00Z`);
  oldest.setUTCMonth(oldest.getUTCMonth() - MONTHS);
  const limit = oldest.toISOString().slice(0, 7);
  for (const name of readdirSync(folder))
    if (/^\d{4}-\d{2}\.jsonl$/.test(name) && name.slice(0, 7) < limit) rmSync(join(folder, name), { force: true });
}
