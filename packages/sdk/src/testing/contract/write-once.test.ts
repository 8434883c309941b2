import { expect, it } from 'vitest';
import type { Exchange } from '../faults/index.ts';
import { judge } from './checks/write-once.ts';

const CREATE: Exchange = {
  method: 'POST',
  path: '/orders',
  signIn: false,
  page: false,
  fault: undefined,
  forwarded: true,
  status: 200,
  body: 'digest',
  idempotencyKey: undefined,
  aborted: false,
};
const LOST: Exchange = { ...CREATE, fault: 'drop', status: undefined };
const DONE = { isError: false, structured: { item: { id: 'o1' } }, text: 'o1' };
const error = (code: string) => ({ isError: true, structured: { error: { kind: 'conflict', code } }, text: code });

it('takes only one word for a write whose answer was lost', () => {
  expect(judge(error('RK_WRITE_UNKNOWN'), [LOST])).toBeUndefined();
  expect(judge(error('RK_CONFLICT'), [LOST])).toContain(
    'nobody knows whether it was done, but it answered RK_CONFLICT',
  );
  expect(judge(DONE, [LOST])).toBe('the answer was lost, but it says that it is done');
});

it('takes a result where the vendor was asked again, or where a part is called unknown', () => {
  expect(judge(DONE, [LOST, { ...CREATE, method: 'GET', path: '/orders/o1' }])).toBeUndefined();
  expect(
    judge(DONE, [
      { ...LOST, idempotencyKey: 'k' },
      { ...CREATE, idempotencyKey: 'k' },
    ]),
  ).toBeUndefined();
  expect(judge({ ...DONE, structured: { item: { outcome: 'unknown' } } }, [LOST])).toBeUndefined();
});

it('takes no second create without a key', () => {
  expect(judge(DONE, [LOST, CREATE])).toBe('POST /orders was sent again without an idempotency key');
});

it('lets a POST that only reads be sent again', () => {
  const isWrite = ({ path }: { path: string }) => path !== '/graphql?operation=order';
  const read: Exchange = { ...CREATE, path: '/graphql?operation=order' };
  expect(judge(DONE, [read, read, LOST, CREATE], isWrite)).toBe(
    'POST /orders was sent again without an idempotency key',
  );
  expect(judge(error('RK_WRITE_UNKNOWN'), [read, read, LOST], isWrite)).toBeUndefined();
});

it('says when no change was seen', () => {
  expect(judge(DONE, [])).toEqual({ missing: 'its write was not seen on the way to the vendor' });
});
