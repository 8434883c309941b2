import { type Change, type Passage, partsOf } from '@rolekit/sdk/internal/difference';
import type { Compared } from './compare-versions.ts';
import { isFactual } from './render.ts';

const SIGN = { added: '**New:**', removed: '**Gone:**', changed: '**Changed:**' } as const;

/** A difference as Markdown, for the text of a change request. Texts of the plugin are shown as they are: nothing of them is a link or a tag. */
export function differenceMarkdown(compared: Compared): string {
  const { before, after, same } = compared;
  const title = `## ${plain(`${after.plugin} ${after.version}, compared with ${before.plugin} ${before.version}`)}`;
  if (same) return `${title}\n\nNothing differs: both are the same, byte for byte.`;
  const parts = partsOf(compared).map(({ title: heading, changes, facts }) =>
    [
      `### ${heading}`,
      ...(changes.length === 0 && !isFactual(heading) ? ['As before.'] : []),
      ...changes.map(changeText),
      ...facts.map(plain),
    ].join('\n\n'),
  );
  return [title, ...parts].join('\n\n');
}

function changeText({ change, text, passages = [] }: Change): string {
  return [`- ${SIGN[change]} ${plain(text)}`, ...passages.map(passageText)].join('\n\n');
}

function passageText({ section, lines, truncated }: Passage): string {
  const rows = [...lines, ...(truncated ? ['… and more'] : [])];
  const longest = Math.max(2, ...rows.flatMap((row) => (row.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  const block = [`${fence}diff`, ...rows, fence].map((row) => `  ${row}`).join('\n');
  return section === '' ? block : `  ${plain(section)}:\n\n${block}`;
}

/** Nothing in a text is markup, names an account or refers to an issue. */
function plain(text: string): string {
  return text
    .replace(/[&<>]/g, (found) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[found] ?? found)
    .replace(/[\\`*_[\]~|#!]/g, (found) => `\\${found}`)
    .replaceAll('@', '@<!-- -->')
    .replace(/(https?):\/\//g, '$1:<!-- -->//');
}
