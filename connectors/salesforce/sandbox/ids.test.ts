import { describe, expect, it } from 'vitest';
import { idOfDemoRecord, makeId, normalizeId } from './ids.ts';

describe('record ids', () => {
  it('refuse what is not an id', () => {
    expect(normalizeId('abc')).toBeNull();
    expect(normalizeId('001Rk00000000-1')).toBeNull();
    expect(normalizeId('001Rk0000000001IA')).toBeNull();
  });

  it('refuse a wrong checksum', () => {
    expect(normalizeId('001Rk0000000001IAB')).toBeNull();
  });

  it('have the checksum that the vendor gives the same 15 characters', () => {
    // Pairs of real ids from public documentation.
    expect(normalizeId('0017000000hOMCh')).toBe('0017000000hOMChAAO');
    expect(normalizeId('a1G1t00000014ik')).toBe('a1G1t00000014ikEAA');
  });

  it('are the same record in the short and the long form', () => {
    expect(makeId('001', 1)).toBe('001Rk0000000001IAA');
    expect(normalizeId('001Rk0000000001')).toBe('001Rk0000000001IAA');
    expect(normalizeId('001Rk0000000001IAA')).toBe('001Rk0000000001IAA');
  });

  it('follow from the ids of the demo company', () => {
    expect(idOfDemoRecord('006', 'opp-0063')).toBe(makeId('006', 63));
  });
});
