import type { Blobs } from '../store/blobs.ts';
import type { Catalogue } from '../store/catalogue.ts';
import { FIX, type Findings } from './report.ts';

interface Check {
  catalogue: Catalogue;
  blobs: Blobs;
  repair: boolean;
  findings: Findings;
}

/** Archives that nothing refers to, and uploads without an end. The next start removes them too. */
export async function checkFiles({ catalogue, blobs, repair, findings }: Check): Promise<void> {
  const referred = await catalogue.blobs();
  const { stored, incoming } = await blobs.strays(referred);
  const add = (subject: string, message: string) => findings.add('files', subject, message, FIX.repair, repair);
  for (const digest of stored) add(digest, 'No version refers to this archive.');
  for (const name of incoming) add(`incoming/${name}`, 'An upload did not come to its end.');
  if (repair) await blobs.sweep(referred);
}
