import { expect, test } from 'vitest';
import { endpointOf } from './endpoint.ts';

const KEYS = { ROLEKIT_EVAL_KEY: '', OPENAI_API_KEY: 'of-openai', ANTHROPIC_API_KEY: 'of-anthropic' };

test.each([
  ['https://api.openai.com/v1', 'openai', 'https://api.openai.com/v1/chat/completions'],
  ['https://models.example.com', 'openai', 'https://models.example.com/v1/chat/completions'],
  ['https://models.example.com/openai/v1/', 'openai', 'https://models.example.com/openai/v1/chat/completions'],
  ['https://a.example/v2/chat/completions', 'openai', 'https://a.example/v2/chat/completions'],
  ['http://127.0.0.1:11434/v1', 'openai', 'http://127.0.0.1:11434/v1/chat/completions'],
  ['https://api.anthropic.com', 'anthropic', 'https://api.anthropic.com/v1/messages'],
  ['https://api.anthropic.com/v1', 'anthropic', 'https://api.anthropic.com/v1/messages'],
  ['https://models.example.com/anthropic', 'anthropic', 'https://models.example.com/anthropic/v1/messages'],
  ['https://models.example.com/v1/messages', 'anthropic', 'https://models.example.com/v1/messages'],
])('%s speaks %s at %s', (endpoint, provider, url) => {
  const found = endpointOf({ endpoint, provider: undefined }, {});
  expect([found.provider, found.url.href]).toEqual([provider, url]);
});

test('what it speaks can be said', () => {
  const { url } = endpointOf({ endpoint: 'https://models.example.com', provider: 'anthropic' }, {});
  expect(url.href).toBe('https://models.example.com/v1/messages');
});

test.each([
  ['https://api.openai.com/v1', 'of-openai'],
  ['https://api.anthropic.com', 'of-anthropic'],
  ['https://models.example.com/v1', undefined],
  ['https://api.openai.com.example/v1', undefined],
  ['http://127.0.0.1:11434/v1', undefined],
])('%s gets the key %s, and no key of another vendor', (endpoint, key) => {
  expect(endpointOf({ endpoint, provider: undefined }, KEYS).key).toBe(key);
});

test('a key for evals goes before that of a vendor', () => {
  const env = { ...KEYS, ROLEKIT_EVAL_KEY: 'of-evals' };
  expect(endpointOf({ endpoint: 'https://api.openai.com/v1', provider: undefined }, env).key).toBe('of-evals');
});
