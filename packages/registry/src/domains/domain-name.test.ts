import { expect, test } from 'vitest';
import { parseDomain } from './domain-name.ts';

test.each([
  ['acme.example', 'acme.example'],
  ['ACME.Example.', 'acme.example'],
  ['plugins.acme.example', 'plugins.acme.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['аcme.example', 'xn--cme-5cd.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['ａｃｍｅ.example', 'acme.example'],
])('%s is the domain %s', (text, domain) => expect(parseDomain(text)).toBe(domain));

test.each([
  'localhost',
  '127.0.0.1',
  '0x7f.1',
  '2130706433',
  '[::1]',
  '::1',
  'acme.example:8080',
  'https://acme.example',
  'acme.example/path',
  'ada@acme.example',
  '_rolekit.acme.example',
  '*.acme.example',
  '-acme.example',
  'acme..example',
  '.acme.example',
  'acme.example?x',
  'acme .example',
  '',
  '.',
  'xn--.example',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(130)}example`,
])('%j is none', (text) => expect(parseDomain(text)).toBeUndefined());
