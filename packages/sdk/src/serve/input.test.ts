import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseInput } from './input.ts';

const schema = z.object({ text: z.string().optional(), tags: z.array(z.record(z.string(), z.string())).optional() });

describe('text that is not well-formed Unicode is refused wherever it stands', () => {
  const refusal = expect.objectContaining({
    code: 'RK_INVALID_REQUEST',
    message: expect.stringContaining('not well-formed Unicode'),
  });
  it.each([
    ['a value', { text: 'half \ud83d' }],
    ['a value in a list', { tags: [{ a: 'b' }, { a: '\udc00' }] }],
    ['a name', { tags: [{ '\ud800': 'b' }] }],
    ['a name that is not known', { '\ud800': 1 }],
    ['the arguments themselves', '\ud800'],
  ])('%s', (_, args) => {
    const parse = () => parseInput(schema, args);
    expect(parse).toThrow(refusal);
  });

  it('whole characters pass, also those written as pairs', () => {
    expect(parseInput(schema, { text: '😀', tags: [{ '😀': '\\ud83d' }] }).input).toEqual({
      text: '😀',
      tags: [{ '😀': '\\ud83d' }],
    });
  });
});
