import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord } from './shell-word.ts';

it('leaves a plain word as it is', () => {
  for (const word of ['plugins/sales', '--data', 'http://127.0.0.1:4873', 'acme/sales@1.0.0'])
    expect(shellWord(word)).toBe(word);
});

it.skipIf(process.platform === 'win32')('is one word to a shell, and the same', () => {
  for (const word of ['my data', "it's", 'a&b', '$HOME', '`date`', 'say "hi"', 'back\\slash', 'a;b', '*', '', "'$x'"])
    expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
});
