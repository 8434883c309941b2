import { expect, test } from 'vitest';
import { RolekitError } from '../errors.ts';
import { TOOL_ERROR } from '../tool-error.ts';
import { type ToolCaller, toolFailureOf, typedCall } from './typed-call.ts';

interface Tools {
  shop_list_orders: { input: { limit?: number }; result: { items: { id: string }[] } };
  shop_get_order: { input: { id: string }; result: { item: { id: string; total: number } } };
}

function callOf(answer: Awaited<ReturnType<ToolCaller['callTool']>>) {
  const asked: unknown[] = [];
  const client: ToolCaller = {
    callTool: async (request) => {
      asked.push(request);
      return answer;
    },
  };
  return { call: typedCall<Tools>(client), asked };
}

test('a call that fails throws what the server says', async () => {
  const failure = { kind: 'not_found', code: 'RK_NOT_FOUND', message: 'orders 7 does not exist.', next: 'List them.' };
  const { call } = callOf({ isError: true, content: [], _meta: { [TOOL_ERROR]: { ...failure, retriable: false } } });
  const error = await call('shop_get_order', { id: '7' }).catch((cause: unknown) => cause);
  expect(error).toMatchObject({
    code: 'RK_TOOL_FAILED',
    message: 'shop_get_order failed: orders 7 does not exist.',
    fix: 'List them.',
  });
  expect(toolFailureOf(error)).toMatchObject({ kind: 'not_found', retriable: false });
});

test.each([
  [{ isError: true, content: [{ type: 'text', text: 'Broken.' }] }, 'shop_get_order failed: Broken.'],
  [{ content: 'odd' }, 'shop_get_order failed: it answered without a structured result'],
  [{ structuredContent: 'odd', _meta: 'odd' }, 'shop_get_order failed: it answered without a structured result'],
])('another server’s %j is an error too, without a failure', async (answer, message) => {
  const error = await callOf(answer)
    .call('shop_get_order', { id: '7' })
    .catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: 'RK_TOOL_FAILED', message });
  expect(toolFailureOf(error)).toBeUndefined();
});

test('other errors hold no failure of a tool', () => {
  expect(toolFailureOf(new RolekitError('RK_INVALID_REQUEST', { reason: 'r', hint: 'h' }))).toBeUndefined();
  expect(toolFailureOf(undefined)).toBeUndefined();
});

test('input goes as it is, and the structured result comes back', async () => {
  const { call, asked } = callOf({ structuredContent: { items: [{ id: 'o1' }] } });
  const { items } = await call('shop_list_orders');
  expect(items.map(({ id }) => id)).toEqual(['o1']);
  await call('shop_get_order', { id: 'o1' });
  expect(asked).toEqual([
    { name: 'shop_list_orders', arguments: {} },
    { name: 'shop_get_order', arguments: { id: 'o1' } },
  ]);
});
