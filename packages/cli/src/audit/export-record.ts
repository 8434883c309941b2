import { existsSync } from 'node:fs';
import { open, readFile, truncate } from 'node:fs/promises';
import { RolekitError } from '@rolekit/sdk';
import type { AuditQuery, RegistryClient } from '@rolekit/sdk/host';
import { recordItems } from './record-file.ts';

export interface ExportedRecord {
  file: string;
  registry: string;
  /** Lines that were added. */
  lines: number;
  /** The last line of the file; 0 when it has none. */
  last: number;
}

export type ExportFilters = Pick<AuditQuery, 'since' | 'namespace' | 'type' | 'from' | 'until'>;

const PAGE = 1000;

/**
 * Writes the record into a file, a JSON object on each line; one that is there is continued. A whole export ends with the
 * checkpoint that the registry signs for it.
 *
 * @throws RK_CONFLICT when the file is of another record, RK_FILE
 */
export async function exportRecord(
  registry: Pick<RegistryClient, 'url' | 'audit' | 'signAudit'>,
  file: string,
  { since: start = 0, ...filters }: ExportFilters,
): Promise<ExportedRecord> {
  const known = await lastLine(file);
  const isWhole = start === 0 && Object.values(filters).every((value) => value === undefined);
  const signed = isWhole ? await registry.signAudit() : undefined;
  let since = known?.seq ?? start;
  let lines = 0;
  const output = await open(file, 'a', 0o600);
  try {
    for (;;) {
      const page = (await registry.audit({ ...filters, since, limit: PAGE })).lines;
      const fresh = signed === undefined ? page : page.filter(({ seq }) => seq <= signed.seq);
      const [first] = fresh;
      if (isWhole && lines === 0 && first !== undefined && known !== undefined && first.prev !== known.hash)
        throw new RolekitError('RK_CONFLICT', {
          reason: `${file} ends with another line ${known.seq} than this registry has; it is of another record, or one was rewritten.`,
        });
      await output.appendFile(fresh.map((line) => `${JSON.stringify(line)}\n`).join(''));
      lines += fresh.length;
      since = fresh.at(-1)?.seq ?? since;
      if (fresh.length < PAGE) break;
    }
    if (signed !== undefined && lines > 0) await output.appendFile(`${JSON.stringify({ checkpoint: signed })}\n`);
    await output.sync();
  } finally {
    await output.close();
  }
  return { file, registry: registry.url, lines, last: since };
}

/** Where to go on; a line that was cut off is removed. */
async function lastLine(file: string): Promise<{ seq: number; hash: string } | undefined> {
  if (!existsSync(file)) return undefined;
  await cutUnfinished(file);
  let last: { seq: number; hash: string } | undefined;
  for await (const item of recordItems(file)) if ('line' in item) last = item.line;
  return last;
}

async function cutUnfinished(file: string): Promise<void> {
  const bytes = await readFile(file);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) await truncate(file, end);
}
