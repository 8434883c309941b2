import { expect, test } from 'vitest';
import { timeBandTicks, timeTicks } from './time-labels.ts';

const time = (iso: string) => Date.parse(iso.length === 10 ? `${iso}T00:00:00Z` : iso);
const words = (ticks: { lines: string[] }[]) => ticks.map(({ lines }) => lines.join(' '));

test('few days are labelled each, with the year where it changes', () => {
  expect(words(timeTicks(['2025-12-22', '2025-12-29', '2026-01-05'].map(time)))).toEqual([
    '22 Dec 2025',
    '29 Dec',
    '5 Jan 2026',
  ]);
});

test('quarters, months and years are named as such', () => {
  expect(words(timeTicks(['2025-10-01', '2026-01-01', '2026-04-01'].map(time)))).toEqual(['Q4 2025', 'Q1 2026', 'Q2']);
  expect(words(timeTicks(['2025-12-01', '2026-01-01', '2026-02-01'].map(time)))).toEqual([
    'Dec 2025',
    'Jan 2026',
    'Feb',
  ]);
  expect(words(timeTicks(['2024-01-01', '2025-01-01'].map(time)))).toEqual(['2024', '2025']);
});

test('hours keep their day', () => {
  expect(words(timeTicks(['2026-10-12T22:00:00Z', '2026-10-12T23:00:00Z', '2026-10-13T00:30:00Z'].map(time)))).toEqual([
    '22:00 12 Oct 2026',
    '23:00',
    '00:30 13 Oct 2026',
  ]);
});

test('three years of days are labelled at beginnings of months', () => {
  const days = Array.from({ length: 1085 }, (_, day) => time('2023-12-01') + day * 86_400_000);
  expect(words(timeTicks(days))).toEqual([
    'Jan 2024',
    'Apr',
    'Jul',
    'Oct',
    'Jan 2025',
    'Apr',
    'Jul',
    'Oct',
    'Jan 2026',
    'Apr',
    'Jul',
    'Oct',
  ]);
});

test('bars are labelled at their own places only', () => {
  const days = Array.from({ length: 30 }, (_, day) => time('2026-09-01') + day * 86_400_000);
  const ticks = timeBandTicks(days);
  expect(ticks.every(({ value }) => days.includes(value))).toBe(true);
  expect(words(ticks).slice(0, 2)).toEqual(['1 Sep 2026', '4 Sep']);
});
