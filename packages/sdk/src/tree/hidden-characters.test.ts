import { describe, expect, it } from 'vitest';
import { hiddenCharacters, lengthOf } from './hidden-characters.ts';

describe('hiddenCharacters', () => {
  it.each([
    ['a zero-width space between Latin letters', 'pass\u200bword', 'U+200B'],
    ['a joiner between Latin letters', 'a\u200db', 'U+200D'],
    ['a non-joiner after a blank', 'می \u200cb', 'U+200C'],
    ['a second non-joiner', 'می\u200c\u200cسازد', 'U+200C'],
    ['a right-to-left override', 'a\u202eb', 'U+202E'],
    ['an isolate', 'a\u2066b', 'U+2066'],
    ['a variation selector after a letter', 'a\ufe0f', 'U+FE0F'],
    ['a second variation selector', '☑\ufe0f\ufe0f', 'U+FE0F'],
    ['a supplementary variation selector after an emoji', '😀\u{e0101}', 'U+E0101'],
    ['a tag without a flag', 'a\u{e0041}', 'U+E0041'],
    ['a tag behind a smile', '😀\u{e0067}', 'U+E0067'],
    ['a byte order mark inside', 'a\ufeffb', 'U+FEFF'],
    ['a Hangul filler', 'a\u3164b', 'U+3164'],
    ['a soft hyphen', 'a\u00adb', 'U+00AD'],
    ['a NUL', 'a\0b', 'U+0000'],
    ['the first half of a pair', 'a\ud83d', 'U+D83D'],
    ['the second half of a pair', '\udc69b', 'U+DC69'],
  ])('finds %s', (_, text, codePoint) => {
    expect(hiddenCharacters(text).map((found) => found.codePoint)).toContain(codePoint);
  });

  it('finds tags that spell what is no flag', () => {
    expect(hiddenCharacters('🏴\u{e0072}\u{e006d}\u{e007f}')).toHaveLength(3);
  });

  it.each([
    ['Persian with a non-joiner', 'گزارش می\u200cسازد و کار\u200cها'],
    ['an Arabic abbreviation with a joiner', 'ه\u200d.ش'],
    ['Hindi half forms', 'क्\u200dष और र्\u200dय, क्\u200cष'],
    ['Bengali ya-phalaa', 'র\u200d্যাম'],
    ['Sinhala conjuncts', 'ශ්\u200dරී'],
    ['Malayalam', 'അവന്\u200d'],
    ['Khmer word breaks', 'ភាសា\u200bខ្មែរ'],
    ['Mongolian selectors', 'ᠭ\u180bᠠ'],
    ['a family and a judge', '👩🏽‍💻 ❤️‍🔥 🏳️‍🌈 🧑‍⚖️ 🐈‍⬛'],
    ['a keycap and a text form', '1️⃣ ☑︎ ☑️ ©️'],
    [
      'the flags of England and Wales',
      '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
    ],
  ])('lets %s be', (_, text) => {
    expect(hiddenCharacters(text)).toEqual([]);
  });
});

it('counts code points', () => {
  expect(lengthOf('📦𠮷a')).toBe(3);
});
