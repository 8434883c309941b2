import type { PluginTools } from '../plugin/plugin-tools.ts';

/** Milliseconds after the start, which need not wait for it. */
const LATER_MS = 2000;

/** Deletes what is over: kept results, and what is kept of writes, also where nothing is written any more. */
export function sweepLater({ home, tools }: { home: string; tools: PluginTools }): void {
  const { listed } = tools;
  if (listed.some(({ name }) => name.endsWith('_read_results')))
    setTimeout(() => void import('../kept/results-store.ts').then(({ sweep }) => sweep(home)), LATER_MS).unref();
  if (listed.some(({ name }) => !tools.isRead(name)))
    setTimeout(
      () => void import('../write/retention.ts').then(({ forget }) => forget(home, Date.now())),
      LATER_MS,
    ).unref();
}
