// `npm start` as somebody meets it who has just cloned the repository: nothing installed, an empty home.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Clone, makeClone, pressCtrlC, type Started, until } from './clone.ts';
import { exits, processesOf } from './hosts/processes.ts';

let clone: Clone;

beforeAll(async () => {
  clone = await makeClone('newcomer');
});

afterAll(() => clone?.remove());

describe('npm start in a fresh clone', () => {
  let first: Started;

  test('installs, builds and starts, and says so within the first screen', { timeout: 600_000 }, async () => {
    first = clone.npmStart();
    await until(clone.isStarted, first, 540_000);
    expect(first.output()).toContain(clone.registryUrl());
    expect((await fetch(clone.registryUrl())).status).toBe(200);
    expect(first.output().split('\n').length).toBeLessThan(60);
  });

  test('writes nothing to the home but the caches of npm and pnpm', () => {
    const caches = ['.npm', '.cache/pnpm', '.local/share/pnpm', '.local/state/pnpm'];
    expect(filesBelow(clone.home, caches)).toEqual([]);
  });

  test('a second start takes another port and leaves the first alone', async () => {
    const before = clone.registryUrl();
    const second = clone.npmStart();
    await until(() => clone.registryUrl() !== before, second, 120_000);
    const after = clone.registryUrl();
    expect((await fetch(after)).status).toBe(200);
    expect((await fetch(before)).status).toBe(200);
    pressCtrlC(second);
    await expect.poll(() => answers(after), { timeout: 5_000 }).toBe(false);
    expect(await answers(before)).toBe(true);
  });

  test('Ctrl-C stops it within five seconds, without an error and without a process left', async () => {
    pressCtrlC(first);
    await expect.poll(() => [...processesOf(clone.home).values()], { timeout: 5_000 }).toEqual([]);
    expect(await exits(first.child, 5_000)).toBe(true);
    // npm's shell may die of the signal, which a terminal shows as nothing; an error message would be ours.
    expect(['SIGINT', 0]).toContain(first.child.signalCode ?? first.child.exitCode);
    expect(first.output()).not.toMatch(/npm (ERR!|error)/);
  });
});

function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

function filesBelow(base: string, without: readonly string[], folder = ''): string[] {
  return readdirSync(join(base, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (without.includes(path)) return [];
    return entry.isDirectory() ? filesBelow(base, without, path) : [path];
  });
}
