import { forgetOld } from './audit-log.ts';
import { forgetExpired } from './batch/journal.ts';

/** Deletes months of the audit log and journals of batches whose time is over. */
export async function forget(home: string, now: number): Promise<void> {
  await forgetOld(home, new Date(now).toISOString());
  await forgetExpired(home, now);
}
