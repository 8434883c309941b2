import { expect, test } from 'vitest';
import { draftSteps, type RecordedCall } from './draft-steps.ts';

function call(tool: string, args: Record<string, unknown>, structured: unknown, more: object = {}): RecordedCall {
  return { tool, args, answer: { isError: false, structured, text: '', questions: 0 }, ...more };
}

const page = { returned: 2, truncated: false };
const orders = (...ids: unknown[]) => ({
  items: ids.map((id) => ({ id, customerId: `c-${id}`, note: 'long text' })),
  page,
});

test('an error is expected by its kind, and nothing of it is captured', () => {
  const failed = { isError: true, structured: { error: { kind: 'not_found', id: 'o9' } }, text: '', questions: 0 };
  expect(
    draftSteps([
      call('shop_get_order', { id: 'o9' }, undefined, { answer: failed }),
      call('shop_get_order', { id: 'o9' }, {}),
    ]),
  ).toEqual([
    { id: 'get_order', call: 'shop_get_order', with: { id: 'o9' }, expectError: 'not_found' },
    { id: 'get_order_2', call: 'shop_get_order', with: { id: 'o9' } },
  ]);
});

test('an id that a later call uses is captured where it was seen first, once', () => {
  const steps = draftSteps([
    call('shop_list_orders', {}, orders('o1', 'o2')),
    call('shop_get_order', { id: 'o2' }, { item: { id: 'o2' } }),
    call('shop_update_order', { id: 'o2', customer: 'c-o2' }, {}, { approve: 'accept' }),
  ]);
  expect(steps[0]).toEqual({
    id: 'list_orders',
    call: 'shop_list_orders',
    expect: [{ path: 'page.returned', equals: 2 }],
    capture: { order_id: 'items[1].id' },
  });
  expect(steps.slice(1).map((step) => step.with)).toEqual([
    { id: '${order_id}' },
    { id: '${order_id}', customer: 'c-o2' },
  ]);
  expect(steps[2]?.approve).toBe('accept');
});

test('what was typed before it was seen stays as it was typed, as does a text that is no id', () => {
  const steps = draftSteps([
    call('shop_get_order', { id: 'o1' }, orders('o1', 'o2')),
    call('shop_get_order', { id: 'o1', text: 'long text', limit: 2 }, {}),
  ]);
  expect(steps[1]?.with).toEqual({ id: 'o1', text: 'long text', limit: 2 });
});

test('ids inside a query and in lists are captured, and `${` stands for itself', () => {
  const [first, second] = draftSteps([
    call('crm_list_accounts', {}, { items: [{ Id: '001ABCDEF' }, { 'odd key': { id: 'k-12345' } }], page }),
    call('crm_query', { soql: "WHERE AccountId = '001ABCDEF' AND x = '${y}'", ids: ['001ABCDEF', 'k-12345'] }, {}),
  ]);
  expect(first?.capture).toEqual({ account_id: 'items[0].Id', account_id_2: `items[1]["odd key"].id` });
  expect(second?.with).toEqual({
    soql: "WHERE AccountId = '${account_id}' AND x = '$${y}'",
    ids: ['${account_id}', '${account_id_2}'],
  });
});

test('the next page is read with the cursor of the page before, and its total is expected', () => {
  const next = 'eyJhIjoxfQ.abcdef';
  const [first, second] = draftSteps([
    call('shop_list_orders', {}, { items: [], page: { returned: 2, total: 9, truncated: true, next } }),
    call('shop_list_orders', { cursor: next }, { items: [], page }),
  ]);
  expect(first).toMatchObject({
    expect: [
      { path: 'page.total', equals: 9 },
      { path: 'page.truncated', equals: true },
    ],
    capture: { cursor: 'page.next' },
  });
  expect(second?.with).toEqual({ cursor: '${cursor}' });
});

test('a name that a result has itself is not taken', () => {
  const [first] = draftSteps([
    call('shop_list_x', {}, { items: [{ id: 'i-000001' }], page }),
    call('shop_list_x', { id: 'i-000001' }, {}),
  ]);
  expect(first?.capture).toEqual({ x_id: 'items[0].id' });
});
