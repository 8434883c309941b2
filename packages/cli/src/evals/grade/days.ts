/** A day, or a time of one. */
export const DAY = /^(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:?\d{2})?)?$/;

const MONTHS = [
  ['january', 'jan'],
  ['february', 'feb'],
  ['march', 'mar'],
  ['april', 'apr'],
  ['may'],
  ['june', 'jun'],
  ['july', 'jul'],
  ['august', 'aug'],
  ['september', 'sept', 'sep'],
  ['october', 'oct'],
  ['november', 'nov'],
  ['december', 'dec'],
];

/** Patterns of the ways to write a day, in small letters; none for a month that there is not. */
export function dayForms([, year = '', month = '', date = '']: RegExpExecArray): string[] {
  const names = MONTHS[Number(month) - 1]?.join('|');
  if (names === undefined) return [];
  const day = `0?${Number(date)}(?:st|nd|rd|th)?`;
  // another year is another day; most answers leave the year out
  const sameYear = `(?!,? (?!${year}\\b)\\d{4}\\b)`;
  return [
    `(?<!\\d)${year}-${month}-${date}(?!\\d)`,
    `(?<!\\d)${day} (?:of )?(?:${names})\\b\\.?${sameYear}`,
    `\\b(?:${names})\\.? ${day}\\b${sameYear}`,
  ];
}

/** A text as a pattern that finds it. */
export function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
