import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RegistryError } from '../errors.ts';
import { openStore, type Place } from '../store/open-store.ts';
import { orCoded } from '../store/storage-errors.ts';
import { checkFiles } from './files.ts';
import { checkGit } from './git.ts';
import { checkHistory } from './history.ts';
import { checkPlugins } from './plugins.ts';
import { Findings, type VerifyReport } from './report.ts';

export type { RefusedToday, VerifyArea, VerifyProblem, VerifyReport } from './report.ts';

/** Of a data folder that no registry is running on. */
export interface VerifyOptions extends Place {
  /** Makes again what follows from events and archives: repositories, search, pointers, files that nothing refers to. */
  repair?: boolean;
  /** Told before each step. */
  onStep?: (step: string) => void;
}

/**
 * Compares everything in a data folder with everything else: events, rows, archives, repositories, search. It changes nothing
 * unless it is told to repair, but brings the database to today's schema.
 *
 * @throws RK_DATA_IN_USE when a registry runs on the folder
 * @throws RK_OPTION when there is no registry in it
 * @throws RK_DATABASE_BROKEN when the database cannot be read at all
 * @example
 * const { problems } = await verifyRegistry({ dataDir: '.rolekit/registry' });
 */
export async function verifyRegistry({
  repair = false,
  onStep = () => {},
  ...place
}: VerifyOptions): Promise<VerifyReport> {
  const { dataDir, database } = place;
  if (database === undefined && !existsSync(join(dataDir, 'catalogue.sqlite'))) {
    throw new RegistryError('RK_OPTION', {
      reason: `There is no registry in ${dataDir}.`,
      hint: 'Name its data folder with --data.',
    });
  }
  return orCoded(async () => {
    const store = await openStore(place);
    const findings = new Findings();
    try {
      const { catalogue, blobs } = store;
      onStep('database');
      for (const problem of await catalogue.integrity())
        findings.add('database', 'catalogue.sqlite', problem, 'Restore the data folder from a backup.');
      onStep('events');
      await checkHistory(catalogue, findings);
      onStep('versions');
      await checkPlugins({ catalogue, blobs, repair, findings });
      onStep('files');
      await checkFiles({ catalogue, blobs, repair, findings });
      onStep('git');
      await checkGit({ root: join(dataDir, 'git'), catalogue, blobs, repair, findings });
      const { problems, refusedToday, skipped, bytes, versions } = findings;
      return { dataDir, events: await catalogue.head(), versions, bytes, problems, refusedToday, skipped };
    } finally {
      await store.close();
    }
  });
}
