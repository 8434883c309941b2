import { expect, test } from 'vitest';
import { readSessionLine, splitWords } from './session-line.ts';

test.each([
  ['shop_get_order --id "o1', 'The quote " is not closed.'],
  ['shop_get_order --approve yes', '`--approve yes` is no answer.'],
  ['shop_get_order --approve', '`--approve ` is no answer.'],
  ['shop_get_order --help', 'A session only calls tools.'],
  ['shop_get_order o1', 'Unexpected argument `o1`.'],
  ['call --id o1', 'No tool given.'],
])('%s is refused', (line, message) => {
  expect(() => readSessionLine(line)).toThrow(message);
});

test('words are split as in a shell, and nothing in them is run', () => {
  expect(splitWords(`a 'b c' "d \\"e\\" $(x)" f\\ g ''`)).toEqual(['a', 'b c', 'd "e" $(x)', 'f g', '']);
});

test('empty lines and comments call nothing', () => {
  expect([readSessionLine(''), readSessionLine('  # a note')]).toEqual([undefined, undefined]);
});

test('the answer of the person is no argument of the tool', () => {
  expect(readSessionLine('rolekit call shop_add_order --total 5 --approve decline')).toMatchObject({
    call: { tool: 'shop_add_order', flags: [['total', '5']] },
    approve: 'decline',
  });
});
