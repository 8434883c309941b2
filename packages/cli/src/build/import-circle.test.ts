import { expect, test } from 'vitest';
import { importCircle } from './import-circle.ts';

const IMPORTS = new Map([
  ['src/index.ts', ['src/api.ts', 'src/notes.ts']],
  ['src/api.ts', ['src/paging.ts']],
  ['src/paging.ts', ['src/notes.ts', 'src/paging.ts']],
  ['src/notes.ts', ['src/api.ts']],
]);

test('a file in no circle has none, though others have', () => {
  expect(importCircle('src/index.ts', IMPORTS)).toBeUndefined();
});

test('a file nobody knows has none', () => {
  expect(importCircle('src/other.ts', IMPORTS)).toBeUndefined();
});

test('a circle names each file on the way', () => {
  expect(importCircle('src/api.ts', IMPORTS)).toEqual(['src/api.ts', 'src/paging.ts', 'src/notes.ts', 'src/api.ts']);
});

test('a file that imports itself is a circle', () => {
  expect(importCircle('src/paging.ts', IMPORTS)).toEqual(['src/paging.ts', 'src/paging.ts']);
});
