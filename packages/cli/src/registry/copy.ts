import type { CopyReport, Place } from '@rolekit/registry';
import type { CommandContext } from '../command.ts';
import type { Out } from '../terminal.ts';
import { loadRegistry } from './load-registry.ts';

export interface Copied extends CopyReport {
  /** Data folder of the copy. */
  dataDir: string;
}

/** Copies a registry, and says how far it is. @param words of the command that does */
export async function copied(words: string, from: Place, to: Place, context: CommandContext): Promise<Copied> {
  const { copyRegistry } = await loadRegistry(words, context);
  const onStep = (step: string) => context.progress.step(`copying ${step}`);
  return { ...(await copyRegistry({ from, to, onStep })), dataDir: to.dataDir };
}

export function renderCopied({ events, versions, archives, copied: fresh, dataDir }: Copied, out: Out): void {
  out.line(`${out.paint.green('copied')}  ${versions} version(s) and ${events} event(s), as they were, to ${dataDir}`);
  out.line(`${archives} archive(s), ${archives - fresh} of them there before.`);
}
