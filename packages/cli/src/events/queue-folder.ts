import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where reports wait; each is a file of its own, so that commands beside each other lose nothing. */
export function queueFolder(home: string): string {
  return join(home, '.rolekit', 'reports');
}

/** Files of reports, the oldest first; asked after each command, so that what cannot be read is nothing. */
export function waitingNames(home: string): string[] {
  try {
    return readdirSync(queueFolder(home))
      .filter((name) => name.endsWith('.json'))
      .sort();
  } catch {
    return [];
  }
}
