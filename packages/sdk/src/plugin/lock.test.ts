import { describe, expect, it } from 'vitest';
import { TOOLS } from '../bundle/bundle.fixture.ts';
import { parseLock, writeLock } from './lock.ts';
import { parseTools, writeTools } from './tools.ts';
import type { Lock } from './types.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const connector = { plugin: 'acme/crm', range: '^1.0.0', version: '1.2.0', digest: DIGEST, toolsetDigest: DIGEST };
const lock: Lock = { format: 1, connectors: { news: connector, crm: connector }, toolsetDigest: DIGEST, tokens: 12 };

describe('a lock', () => {
  it('that is broken says where', () => {
    const { findings } = parseLock(writeLock(lock).replace('"format": 1', '"format": 2').replace('1.2.0', '^1.2.0'));
    expect(findings.map(({ code, line, message }) => [code, line, message])).toEqual([
      ['lock/value', 2, 'format is not 1.'],
      ['lock/version', 7, 'The version "^1.2.0" is a range; a plugin has one exact version.'],
    ]);
  });

  it('is written the same whatever the order of its connectors', () => {
    const other = { ...lock, connectors: { crm: connector, news: connector } };
    expect(writeLock(lock)).toBe(writeLock(other));
    expect(parseLock(writeLock(lock)).lock).toEqual(lock);
  });

  it('names the generator of the host files, and need not when it is an old one', () => {
    expect(parseLock(writeLock({ ...lock, generator: 1 })).lock?.generator).toBe(1);
    expect(parseLock(writeLock(lock)).lock).not.toHaveProperty('generator');
    const { findings } = parseLock(writeLock({ ...lock, generator: 0 }));
    expect(findings.map(({ code }) => code)).toEqual(['lock/value']);
  });
});

describe('a tools.json', () => {
  it('that is broken says where', () => {
    const text = writeTools(TOOLS)
      .replace('"access": "read"', '"access": "reed"')
      .replace('"format": 1', '"fromat": 1');
    expect(parseTools(text).findings.map(({ code, line, fix }) => [code, line, fix])).toEqual([
      ['tools/missing', 1, 'Write 1.'],
      ['tools/value', 16, 'Did you mean "read"?'],
      ['tools/unknown-key', 2, 'Did you mean "format"?'],
    ]);
  });

  it('reads back what was written', () => {
    expect(parseTools(writeTools(TOOLS))).toEqual({ tools: TOOLS, findings: [] });
  });
});
