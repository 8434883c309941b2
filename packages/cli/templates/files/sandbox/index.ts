import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { demoNotes, NOW } from './notes.ts';

/** Fills a folder with demo notes, for tests and for trying the connector; it is deleted at the end. */
export async function startSandbox() {
  const folder = await mkdtemp(join(tmpdir(), 'starter-'));
  const notes = [...demoNotes().values()];
  for (const { title, done } of notes) {
    const name = title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replace(/-$/, '');
    await writeFile(join(folder, `${name}.md`), `# ${title}\n\n- [${done ? 'x' : ' '}] done\n`);
  }
  return {
    name: 'starter',
    baseUrl: pathToFileURL(folder).href,
    environment: 'sandbox' as const,
    now: NOW,
    // nobody signs in to a folder
    credentials: {},
    /** The settings with which the connector reaches it. */
    values: { folder },
    stats: () => ({ reads: 0, writes: readdirSync(folder).length - notes.length }),
    // no list comes in pages
    faults: { isPage: () => false },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
