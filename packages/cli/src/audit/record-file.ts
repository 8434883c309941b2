import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { RolekitError } from '@rolekit/sdk';
import { type AuditCheckpoint, type AuditLine, auditCheckpoint, auditLine } from '@rolekit/sdk/internal/audit';

/** What a line of an exported file is. */
export type RecordItem = { line: AuditLine } | { checkpoint: AuditCheckpoint } | { unreadable: number };

const MAX_LINE = 1024 * 1024;

/** The items of a file, in order; nothing where there is no file. @throws RK_FILE */
export async function* recordItems(path: string): AsyncGenerator<RecordItem> {
  const input = createReadStream(path, 'utf8');
  try {
    let number = 0;
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (text !== '') yield itemOf(text, number);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const hint = 'Name a file of `rolekit audit export --out <file>`.';
    throw new RolekitError('RK_FILE', { path, reason: `it cannot be read (${String(code)})`, hint }, { cause: error });
  }
}

function itemOf(text: string, number: number): RecordItem {
  const json = text.length > MAX_LINE ? undefined : parsed(text);
  const checkpoint = auditCheckpoint.safeParse((json as { checkpoint?: unknown } | undefined)?.checkpoint);
  if (checkpoint.success) return { checkpoint: checkpoint.data };
  const line = auditLine.safeParse(json);
  return line.success ? { line: line.data } : { unreadable: number };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
