import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { LivePolicy, readOwnPolicy } from './machine-policy.ts';

async function filesOf(...texts: string[]): Promise<string[]> {
  const folder = temporaryFolder();
  onTestFinished(() => rm(folder, { recursive: true }));
  const paths = texts.map((_, index) => join(folder, `policy-${index}.json`));
  await Promise.all(paths.map((path, index) => writeFile(path, texts[index] ?? '')));
  return paths;
}

describe('a policy that cannot be understood denies every tool, and says why', () => {
  it.each([
    ['{', 'is not valid JSON'],
    ['[]', 'is not an object'],
    ['{"write":"deny"}', 'has an unknown entry "write"'],
    ['{"writes":"allow"}', '`writes` is neither "confirm" nor "deny"'],
    ['{"enableTools":[1]}', '`enableTools` has 1, which is neither a name nor a pattern that ends with *'],
    ['{"denyTools":"shop_add_order"}', '`denyTools` is not a list of at most 1000 names'],
    [
      '{"denyTools":["Shop_*_order"]}',
      '`denyTools` has "Shop_*_order", which is neither a name nor a pattern that ends with *',
    ],
    [`{"denyTools":["${'a'.repeat(70_000)}"]}`, 'has more than 65536 bytes'],
  ])('%.40s', async (text, reason) => {
    const [path = ''] = await filesOf(text);
    const policy = readOwnPolicy([path]);
    expect(policy.denied('shop_list_orders', 'read')?.path).toBe(path);
    expect(policy.broken.map(({ message }) => message)).toEqual([expect.stringContaining(reason)]);
  });

  it('also when it is a folder', async () => {
    const policy = readOwnPolicy([tmpdir()]);
    expect(policy.denied('shop_list_orders', 'read')?.problem?.message).toContain('cannot be read (EISDIR)');
  });
});

describe('policies of a machine', () => {
  it('deny nothing where there are none', () => {
    expect(readOwnPolicy(['/nowhere/policy.json']).denied('shop_add_order', 'destructive')).toBeUndefined();
  });

  it('deny by name, by how it begins, and all writes, whichever file says so', async () => {
    const [company = '', own = ''] = await filesOf(
      '{"denyTools":["shop_list_*","*"]}'.replace(',"*"', ''),
      '{"writes":"deny","denyTools":["shop_get_order"]}',
    );
    const { denied } = readOwnPolicy([company, own]);
    expect(denied('shop_list_orders', 'read')).toEqual({ path: company });
    expect(denied('shop_get_order', 'read')).toEqual({ path: own });
    expect(denied('shop_get_orders', 'read')).toBeUndefined();
    expect(denied('shop_add_order', 'write')).toEqual({ path: own });
  });

  it('switch tools on, by name and by how it begins, whichever file says so', async () => {
    const paths = await filesOf('{"enableTools":["shop_list_*"]}', '{"enableTools":["shop_get_order"]}');
    const { enabled } = readOwnPolicy(paths);
    expect(['shop_list_orders', 'shop_get_order', 'shop_get_orders'].map(enabled)).toEqual([true, true, false]);
  });

  it('are told of when they come, change and go', async () => {
    const [path = ''] = await filesOf('{}');
    await rm(path);
    const live = new LivePolicy([path]);
    onTestFinished(() => live.close());
    let told = 0;
    live.onChange(() => told++);
    live.watch();
    const isDenied = () => live.current.denied('shop_add_order', 'write') !== undefined;
    for (const [step, expected] of [
      [() => writeFile(path, '{"writes":"deny"}'), true],
      [() => writeFile(path, '{ "writes": "confirm" }'), false],
      [() => writeFile(path, '{'), true],
      [() => rm(path), false],
    ] as const) {
      await step();
      await expect.poll(isDenied).toBe(expected);
    }
    // nothing is told of files that were not there and stayed so
    expect(told).toBe(4);
  });
});
