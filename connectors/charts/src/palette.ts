/**
 * Colours of series, in order. Each has a contrast of at least 3:1 on white, and the first six stay apart for readers with
 * deuteranopia and protanopia; a test computes both.
 */
export const SERIES_COLOURS = [
  '#1261a6',
  '#c8501e',
  '#1a9e83',
  '#6b1f5b',
  '#7f86e0',
  '#59616b',
  '#8a8f00',
  '#143c64',
] as const;

/** What is not highlighted. */
export const REST = '#8b939d';
export const UP = '#0e7c66';
export const DOWN = '#c8501e';
export const LEVEL = '#1261a6';

export const INK = '#1c2430';
export const SOFT_INK = '#56606d';
export const RULE = '#c9ced6';
export const GRID = '#e6e9ee';
export const RANGE = '#f3d9b8';
export const EVENT = '#7a4a12';
