/** Groups of `words.yaml`, in the order in which people read them. */
export const GROUPS = ['glossary', 'stages', 'fiscalYear', 'currencies', 'thresholds', 'targets', 'style'] as const;

export type Group = (typeof GROUPS)[number];

export function isGroup(text: string): text is Group {
  return (GROUPS as readonly string[]).includes(text);
}

export const MONTHS: readonly string[] = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Days of a month, February as in a leap year. */
export function daysOf(month: number): number {
  return new Date(Date.UTC(2024, month, 0)).getUTCDate();
}
