/** Code points that a person does not see and a model reads, as first and last of each range. */
const HIDDEN: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0d],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const EMOJI_BEFORE = /(?:\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;
const JOINER = 0x200d;

/** Where a text has characters that cannot be seen. A joiner inside an emoji is fine. */
export function hiddenCharacters(text: string): { offset: number; codePoint: string }[] {
  const found: { offset: number; codePoint: string }[] = [];
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.codePointAt(offset) ?? 0;
    if (isHidden(code) && !(code === JOINER && joinsEmoji(text, offset))) {
      found.push({ offset, codePoint: `U+${code.toString(16).toUpperCase().padStart(4, '0')}` });
    }
    if (code > 0xffff) offset++;
  }
  return found;
}

function isHidden(code: number): boolean {
  // Nearly all text is plain ASCII.
  if (code >= 0x20 && code < 0x7f) return false;
  return HIDDEN.some(([first, last]) => code >= first && code <= last);
}

function joinsEmoji(text: string, offset: number): boolean {
  return (
    EMOJI_BEFORE.test(text.slice(Math.max(0, offset - 4), offset)) &&
    EMOJI_AFTER.test(text.slice(offset + 1, offset + 3))
  );
}
