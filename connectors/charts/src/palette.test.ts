import { expect, test } from 'vitest';
import { DOWN, EVENT, INK, LEVEL, REST, SERIES_COLOURS, SOFT_INK, UP } from './palette.ts';

type Rgb = [red: number, green: number, blue: number];

const linear = (hex: string): Rgb =>
  [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;

/** WCAG contrast on white. */
const contrast = (hex: string): number => {
  const [red, green, blue] = linear(hex);
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
};

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear light. */
const DEFICIENCIES: Record<string, [Rgb, Rgb, Rgb]> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** Distance in OKLab. */
const lab = ([red, green, blue]: Rgb): Rgb => {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
};
const seenBy = (hex: string, matrix: [Rgb, Rgb, Rgb]): Rgb => {
  const light = linear(hex);
  return matrix.map((row) =>
    Math.min(1, Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2])),
  ) as Rgb;
};
const distance = (a: Rgb, b: Rgb): number => Math.hypot(...lab(a).map((part, index) => part - (lab(b)[index] ?? 0)));

test.each([...SERIES_COLOURS, REST, UP, DOWN, LEVEL])('%s stands out from white', (colour) => {
  expect(contrast(colour)).toBeGreaterThanOrEqual(3);
});

test.each([INK, SOFT_INK, EVENT])('words in %s can be read', (colour) => {
  expect(contrast(colour)).toBeGreaterThanOrEqual(4.5);
});

test.each(Object.entries(DEFICIENCIES))('the first six colours differ with %s', (_, matrix) => {
  const first = SERIES_COLOURS.slice(0, 6);
  for (const [index, member] of first.entries()) {
    for (const other of first.slice(index + 1)) {
      expect(distance(seenBy(member, matrix), seenBy(other, matrix)), `${member} and ${other}`).toBeGreaterThan(0.09);
    }
  }
});
