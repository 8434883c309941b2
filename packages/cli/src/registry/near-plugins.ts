import type { PluginList, PluginSummary, SearchQuery } from '@rolekit/sdk/host';
import { nearest } from '@rolekit/sdk/internal/texts';

const PAGE = 100;
/** A registry with more plugins is not read to its end for a typing mistake. */
const MAX_PAGES = 10;
const MAX_SUGGESTIONS = 3;
/** Shorter words are near to too many. */
const MIN_WORD_LENGTH = 3;

/** Ids of the plugins whose name, or a word of it, is near to a word that found nothing. */
export async function nearPlugins(
  text: string,
  search: (query: Pick<SearchQuery, 'limit' | 'cursor'>) => Promise<PluginList>,
): Promise<string[]> {
  const byWord = new Map<string, string[]>();
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { plugins, next } = await search({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    for (const plugin of plugins) {
      for (const word of wordsOf(plugin)) byWord.set(word, [...(byWord.get(word) ?? []), plugin.id]);
    }
    if (next === null) break;
    cursor = next;
  }
  const words = [text, ...text.split(/\s+/)].filter((word) => word.length >= MIN_WORD_LENGTH);
  const found = words.flatMap((word) => byWord.get(nearest(word, byWord.keys()) ?? '') ?? []);
  return [...new Set(found)].slice(0, MAX_SUGGESTIONS);
}

function wordsOf({ id, name, displayName, connectors }: PluginSummary): Set<string> {
  const parts = [...name.split('-'), ...displayName.split(/\s+/), ...connectors];
  const long = parts.filter((word) => word.length >= MIN_WORD_LENGTH).map((word) => word.toLowerCase());
  return new Set([id, name, displayName.toLowerCase(), ...long]);
}
