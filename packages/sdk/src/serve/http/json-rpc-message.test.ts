import { describe, expect, it } from 'vitest';
import { parseMessage } from './json-rpc-message.ts';

const message = (params: string, id = '1') => `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":${params}}`;

describe('whole numbers in the arguments of a call keep their digits', () => {
  it.each<[string, unknown]>([
    ['{"arguments":{"id":12345678901234567890}}', { arguments: { id: '12345678901234567890' } }],
    ['{"arguments":{"id":9007199254740993}}', { arguments: { id: '9007199254740993' } }],
    ['{"arguments":{"id":9007199254740991}}', { arguments: { id: 9007199254740991 } }],
    ['{"arguments":{"ids":[[-9007199254740992]]}}', { arguments: { ids: [['-9007199254740992']] } }],
    ['{"arguments":{"x":"9007199254740993"}}', { arguments: { x: '9007199254740993' } }],
    ['{"arguments":[9007199254740993]}', { arguments: ['9007199254740993'] }],
    // another part of the protocol, which says what is a number
    ['{"_meta":{"progressToken":9007199254740992}}', { _meta: { progressToken: 9007199254740992 } }],
    ['"9007199254740993"', '9007199254740993'],
    ['null', null],
  ])('%s', (params, parsed) => {
    expect(parseMessage(message(params))).toEqual({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: parsed });
  });

  it('in each of several messages', () => {
    const text = `[${message('{"arguments":{"id":9007199254740993}}')},5,null]`;
    expect(parseMessage(text)).toMatchObject([{ params: { arguments: { id: '9007199254740993' } } }, 5, null]);
  });

  it('an id stays a number', () => {
    expect(parseMessage(message('{"arguments":{}}', '9007199254740992'))).toMatchObject({ id: 9007199254740992 });
  });
});

it('what is not JSON is none', () => {
  expect(() => parseMessage('{"id":12345678901234567890')).toThrow(SyntaxError);
});
