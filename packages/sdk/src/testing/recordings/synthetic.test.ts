import { expect, it } from 'vitest';
import { Synthesizer } from './synthetic.ts';

const made = new Synthesizer([], { origin: 'http://127.0.0.1:1', literals: ['paid', '50'] });

it('keeps the form of long ids, and makes no two of them the same', () => {
  expect(made.text('0015e00000abcDEAAQ')).toMatch(/^\d{4}[a-z]\d{5}[a-z]{3}[A-Z]{5}$/);
  expect(made.text('01b2c3d4-0000-4abc-8def-0123456789ab')).toMatch(/^[0-9a-f-]{36}$/);
  expect(made.text('0015e00000abcDEAAQ')).not.toBe('0015e00000abcDEAAQ');
  const numbers = Array.from({ length: 100 }, (_, index) => made.text(String(index)));
  expect(new Set(numbers).size).toBe(100);
});

it('never makes a number of itself, whatever the key', () => {
  for (let key = 0; key < 100; key++) {
    const synthesizer = new Synthesizer([], { key: Buffer.from([key]) });
    for (let digit = 0; digit < 10; digit++) expect(synthesizer.leaf(digit)).not.toBe(digit);
  }
});

it('keeps what is nobody’s data, and leads links of the API to the replay', () => {
  expect(made.value({ status: 'paid', limit: 50 })).toEqual({ status: 'paid', limit: 50 });
  expect(made.text('http://127.0.0.1:1/v2/orders?limit=50&status=paid')).toBe(
    '{baseUrl}/v2/orders?limit=50&status=paid',
  );
  expect(made.text('http://127.0.0.1:1/v2/orders/Kestrel')).toMatch(/^\{baseUrl\}\/v2\/orders\/synthetic-0\w+$/);
});
