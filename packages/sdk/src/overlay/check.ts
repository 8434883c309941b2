import type { Finding } from '../finding.ts';
import { Places } from '../tree/line-columns.ts';
import { mayHaveSections } from './section-id.ts';
import { sectionsOf } from './sections.ts';

/** Finds ids of sections that cannot be amended: of a wrong form, or more than once in the folder of one skill. */
export function checkSections(files: readonly { path: string; text: string }[]): Finding[] {
  const owners = new Map<string, string>();
  return files.flatMap(({ path, text }) => {
    if (!mayHaveSections(text)) return [];
    const { sections, findings } = sectionsOf(text, path);
    const places = new Places(text);
    const again = sections.flatMap(({ id, start }): Finding[] => {
      const other = owners.get(id);
      owners.set(id, other ?? path);
      if (other === undefined) return [];
      const message = `The skill has a section "${id}" in ${other} too.`;
      const fix = 'Rename one: an amendment names one section.';
      return [{ code: 'section/twice', severity: 'warning', message, file: path, ...places.at(start), fix }];
    });
    return [...findings, ...again];
  });
}
