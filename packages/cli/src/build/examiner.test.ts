import { expect, onTestFinished, test } from 'vitest';
import { Examiner } from './examiner.ts';
import { findSdk } from './sdk-copy.ts';

const sdk = findSdk(import.meta.dirname);
const examined = (text: string) => ({
  text: `${text}\nexport const connector = undefined;`,
  sources: [],
  imports: new Map(),
  sdk,
});

function examiner(): Examiner {
  const fresh = new Examiner();
  onTestFinished(() => fresh.close());
  return fresh;
}

test('code that ends its process says why, and is no reason to blame the code beside it', async () => {
  const both = examiner();
  const told = [both.examine(examined("throw new Error('no')")), both.examine(examined('process.exit(3)'))];
  expect(await Promise.all(told)).toMatchObject([
    { error: { message: 'Error: no' } },
    { failure: 'its process ended with 3 before it said anything.' },
  ]);
  expect(await both.examine(examined(''))).toEqual({ noConnector: true });
});

test('code that ends its process without a failure is told from code that answers', async () => {
  expect(await examiner().examine(examined('process.exit(0)'))).toEqual({
    failure: 'its process ended before it answered.',
    stderr: '',
  });
});

test('what code prints is no answer', async () => {
  expect(await examiner().examine(examined("console.log('{}');"))).toEqual({ noConnector: true });
});

test('a folder is examined once', async () => {
  const one = examiner();
  let times = 0;
  const examine = async () => ({ descriptions: [], findings: [], times: ++times });
  await one.once('/plugin', examine);
  expect(await one.once('/plugin', examine)).toMatchObject({ times: 1 });
});
