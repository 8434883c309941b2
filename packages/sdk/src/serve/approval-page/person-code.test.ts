import { describe, expect, it } from 'vitest';
import { PersonCode } from './person-code.ts';

describe('the code of a person', () => {
  it('is long enough that five guesses a minute do not find it, and has no signs that look alike', () => {
    expect(new PersonCode().text).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/);
    expect(new PersonCode().text).not.toBe(new PersonCode().text);
  });

  it('says nothing after five wrong guesses, until a minute is over', () => {
    let now = 1000;
    const code = new PersonCode(() => now);
    expect(code.guess(code.text)).toBe('right');
    for (let n = 0; n < 4; n++) expect(code.guess('AAAA-AAAA')).toBe('wrong');
    expect(code.guess('AAAA-AAAA')).toBe('last');
    now += 59_999;
    expect(code.guess(code.text)).toBe('locked');
    now += 1;
    expect(code.guess(code.text)).toBe('right');
  });

  it('is right without its hyphen and in small letters, and wrong with less', () => {
    const code = new PersonCode();
    expect(code.guess(code.text.replace('-', '').toLowerCase())).toBe('right');
    expect(code.guess(code.text.slice(0, 8))).toBe('wrong');
    expect(code.guess('')).toBe('wrong');
  });
});
