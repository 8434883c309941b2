import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { type Chunk, mergeChunks } from './merge-chunks.ts';

/** As the bundler leaves them: a start, what calls need, two connectors, and what is loaded when it is needed. */
const CHUNKS: Chunk[] = [
  {
    name: 'main.mjs',
    text: 'import{a as e}from"./chunk-1.mjs";import{a as r}from"./chunk-2.mjs";var c=async()=>[(await import("./chunk-3.mjs")).callTool(),(await import("./chunk-6.mjs")).default,(await import("./chunk-7.mjs")).default,e(),r,await(await import("./chunk-10.mjs")).late(),(await import("./chunk-9.mjs")).late()];export{c as answer};\n',
  },
  { name: 'chunk-1.mjs', text: 'var t=0;function n(){return t++}export{n as a};\n' },
  { name: 'chunk-2.mjs', text: 'import{a as o}from"./chunk-1.mjs";var n=`two ${o()}`;export{n as a};\n' },
  {
    name: 'chunk-3.mjs',
    text: 'import{a as n,b as t}from"./chunk-4.mjs";function o(){return`call ${n()} ${t}`}export{o as callTool};\n',
    part: 'calls',
  },
  {
    name: 'chunk-4.mjs',
    text: 'import{a as r}from"./chunk-1.mjs";var n=r(),t="shared";function o(){return n}export{o as a,t as b};\n',
  },
  { name: 'chunk-5.mjs', text: 'var n="only of connectors";export{n as a};\n' },
  {
    name: 'chunk-6.mjs',
    text: 'import{b as n}from"./chunk-4.mjs";import{a as t}from"./chunk-5.mjs";var o=`shop ${n} ${t}`;export{o as default};\n',
    part: 'connector',
  },
  {
    name: 'chunk-7.mjs',
    text: 'import{a as n}from"./chunk-5.mjs";var o=`desk ${n}`;export{o as default};\n',
    part: 'connector',
  },
  { name: 'chunk-8.mjs', text: 'var n="for some";export{n as a};\n' },
  {
    name: 'chunk-9.mjs',
    text: 'import{a as n}from"./chunk-8.mjs";import{b as t}from"./chunk-4.mjs";var o=()=>`${n} ${t}`;export{o as late};\n',
  },
  { name: 'chunk-10.mjs', text: 'import{a}from"./chunk-4.mjs";export{a as late};\n' },
];

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

async function answerOf(chunks: readonly Chunk[]): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'rolekit-chunks-'));
  folders.push(folder);
  for (const { name, text } of chunks) writeFileSync(join(folder, name), text);
  return (await import(pathToFileURL(join(folder, 'main.mjs')).href)).answer();
}

test('two parts that others import under one name are refused, as one would be lost', async () => {
  const again = { name: 'chunk-11.mjs', text: 'var n=1;export{n as callTool};\n', part: 'calls' as const };
  const main = { name: 'main.mjs', text: 'import("./chunk-3.mjs");import("./chunk-11.mjs");\n' };
  await expect(mergeChunks([main, ...CHUNKS.slice(1), again])).rejects.toMatchObject({ code: 'RK_INTERNAL' });
});

test('a start loads two files and a first call two more; what only some calls need stays apart', async () => {
  const merged = await mergeChunks(CHUNKS);
  expect(merged.map(({ name }) => name).sort()).toEqual([
    'chunk-1.mjs',
    'chunk-3.mjs',
    'chunk-6.mjs',
    'chunk-7.mjs',
    'chunk-8.mjs',
    'chunk-9.mjs',
    'main.mjs',
  ]);
  const importsOf = (name: string) =>
    [...(merged.find((chunk) => chunk.name === name)?.text ?? '').matchAll(/from"\.\/([\w.-]+)"/g)].map(([, to]) => to);
  expect([...new Set(importsOf('main.mjs'))]).toEqual(['chunk-1.mjs']);
  expect(importsOf('chunk-3.mjs')).toEqual(['chunk-1.mjs']);
  expect([...new Set(importsOf('chunk-6.mjs'))]).toEqual(['chunk-3.mjs']);
});

test('the merged server does what it did, with one copy of each part', async () => {
  const before = await answerOf(CHUNKS);
  expect(before).toEqual([
    'call 1 shared',
    'shop shared only of connectors',
    'desk only of connectors',
    2,
    'two 0',
    1,
    'for some shared',
  ]);
  expect(await answerOf(await mergeChunks(CHUNKS))).toEqual(before);
});
