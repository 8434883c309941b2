import { expect, test } from 'vitest';
import { withoutBareImports } from './bare-chunks.ts';

const output = (...inputs: string[]) => ({
  bytes: 1,
  imports: [],
  exports: [],
  inputs: Object.fromEntries(inputs.map((input) => [input, { bytesInOutput: 1 }])),
});
const metafile = {
  inputs: {},
  outputs: {
    'dist/server/chunk-A.mjs': output('dist/index.js', '../../node_modules/zod/index.js'),
    'dist/server/chunk-B.mjs': output('rolekit-connector:shop', 'dist/index.js'),
  },
};
const dropped = (text: string) => withoutBareImports([{ name: 'chunk-C.mjs', text }], metafile)[0]?.text;

test('a chunk of a connector may have effects: its import stays', () => {
  expect(dropped('import"./chunk-B.mjs";f();')).toBe('import"./chunk-B.mjs";f();');
});

test('imports of names, of other packages and text further down stay', () => {
  const text =
    'import{a as b}from"./chunk-A.mjs";import"node:crypto";import c from"os";f("import\\"./chunk-A.mjs\\";");';
  expect(dropped(text)).toBe(text);
});

test('imports for the effects of chunks that have none go, wherever they stand among the others', () => {
  expect(dropped('import"./chunk-A.mjs";import{a}from"./chunk-B.mjs";import"./chunk-A.mjs";a();')).toBe(
    'import{a}from"./chunk-B.mjs";a();',
  );
});
