/** Code points that a person does not see and a model reads, and halves of pairs, as first and last of each range. */
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
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const ZERO_WIDTH_SPACE = 0x200b;
const NON_JOINER = 0x200c;
const JOINER = 0x200d;

/** Scripts whose letters join, and in which a joiner changes what is read. */
const CURSIVE =
  '[\\p{Script=Arabic}\\p{Script=Syriac}\\p{Script=Mandaic}\\p{Script=Nko}\\p{Script=Mongolian}\\p{Script=Adlam}\\p{Script=Hanifi_Rohingya}]';
/** Canonical combining class 9: the sign that mutes a vowel, after or before which Indic scripts write joiners. */
const VIRAMA =
  /^[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d3b\u0d3c\u0d4d\u0dca\u1039\u103a\u1714\u1734\u17d2\u1a60\u1b44\u1baa\u1bab\u1bf2\u1bf3\ua806\ua8c4\ua953\ua9c0\uaaf6\uabed\u{10a3f}\u{11046}\u{1107f}\u{110b9}\u{11133}\u{11134}\u{111c0}\u{11235}\u{112ea}\u{1134d}\u{11442}\u{114c2}\u{115bf}\u{1163f}\u{116b6}\u{1172b}\u{11839}\u{1193d}\u{119e0}\u{11a34}\u{11a47}\u{11a99}\u{11c3f}\u{11d44}\u{11d45}\u{11d97}]$/u;
const CURSIVE_BEFORE = new RegExp(`(?=${CURSIVE}|\\p{Mn})[\\p{L}\\p{Mn}]$`, 'u');
const CURSIVE_AFTER = new RegExp(`^(?=${CURSIVE})\\p{L}`, 'u');
/** South-east Asian scripts have no blanks between words; this marks where a line may break. */
const WITHOUT_BLANKS = /^(?=[\p{Script=Khmer}\p{Script=Thai}\p{Script=Lao}\p{Script=Myanmar}])[\p{L}\p{M}\p{N}]$/u;

const EMOJI_BEFORE = /(?:\p{Extended_Pictographic}|\ufe0f|\p{Emoji_Modifier})$/u;
const EMOJI_AFTER = /^\p{Extended_Pictographic}/u;
/** The flags of England, Scotland and Wales, the only ones that Unicode recommends to write with tags. */
const TAGGED_FLAG =
  /\u{1f3f4}\u{e0067}\u{e0062}(?:\u{e0065}\u{e006e}\u{e0067}|\u{e0073}\u{e0063}\u{e0074}|\u{e0077}\u{e006c}\u{e0073})\u{e007f}/gu;

export interface HiddenCharacter {
  /** In UTF-16 units, as a string's index. */
  offset: number;
  /** `U+200B` */
  codePoint: string;
}

/**
 * Where a text has characters that cannot be seen. Those that a script cannot be written without are fine where it needs
 * them: joiners between letters of Arabic and in Indic clusters, inside an emoji, and an emoji's own selector.
 */
export function hiddenCharacters(text: string): HiddenCharacter[] {
  const found: HiddenCharacter[] = [];
  let flags: Set<number> | undefined;
  for (let offset = 0; offset < text.length; offset++) {
    const code = text.codePointAt(offset) ?? 0;
    if (isHidden(code)) {
      if (code >= 0xe0000) flags ??= offsetsOfFlags(text);
      if (!isNeeded(code, text, offset) && flags?.has(offset) !== true)
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

function isNeeded(code: number, text: string, offset: number): boolean {
  const before = lastCharacter(text, offset);
  const after = String.fromCodePoint(text.codePointAt(offset + 1) ?? 0x20);
  if (code === NON_JOINER || code === JOINER) {
    if (code === JOINER && joinsEmoji(text, offset)) return true;
    if (VIRAMA.test(before)) return true;
    if (VIRAMA.test(after) && /\p{L}/u.test(before)) return true;
    const isBefore = CURSIVE_BEFORE.test(before);
    const isAfter = CURSIVE_AFTER.test(after);
    // A joiner alone shows the joined form of a letter, as abbreviations do; a non-joiner stands between two.
    return code === JOINER ? isBefore || (isAfter && !isHidden(before.codePointAt(0) ?? 0)) : isBefore && isAfter;
  }
  if (code === ZERO_WIDTH_SPACE) return WITHOUT_BLANKS.test(before) && WITHOUT_BLANKS.test(after);
  // Text or picture: after what has both forms. A digit's is that of a keycap.
  if (code === 0xfe0e || code === 0xfe0f)
    return /[#*0-9]/.test(before) ? after === '\u20e3' : /[\p{Emoji}\p{S}]/u.test(before);
  if (code >= 0x180b && code <= 0x180f) return /(?=\p{Script=Mongolian})\p{L}/u.test(before);
  return false;
}

function lastCharacter(text: string, end: number): string {
  const low = text.charCodeAt(end - 1);
  const isPair = low >= 0xdc00 && low <= 0xdfff;
  return text.slice(Math.max(0, end - (isPair ? 2 : 1)), end);
}

function joinsEmoji(text: string, offset: number): boolean {
  return (
    EMOJI_BEFORE.test(text.slice(Math.max(0, offset - 4), offset)) &&
    EMOJI_AFTER.test(text.slice(offset + 1, offset + 3))
  );
}

function offsetsOfFlags(text: string): Set<number> {
  const offsets = new Set<number>();
  for (const { 0: flag, index } of text.matchAll(TAGGED_FLAG))
    for (let at = 2; at < flag.length; at += 2) offsets.add(index + at);
  return offsets;
}

/** The first characters of a text that is longer, with `…` for the rest; no character is halved. */
export function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const characters = [...text];
  if (characters.length <= length) return text;
  return `${characters
    .slice(0, length - 1)
    .join('')
    .trimEnd()}…`;
}

/** How many characters a text has as Unicode counts them: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length++;
  return length;
}

const UNSEEN = /[\p{Cf}\p{Cc}\p{Co}\p{Default_Ignorable_Code_Point}\u2028\u2029\u2800]/gu;
/** A word, also one of several parts as an address has. */
const WORD = /[\p{L}\p{M}\p{N}_]+(?:[.@][\p{L}\p{M}\p{N}_]+)*/gu;
/** Scripts with letters that look like Latin ones. */
const LOOKALIKE = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}]/gu;

/** What cannot be seen is spelled out; in a word with Latin letters, also what may only look like them. */
export function visible(text: string): string {
  return text
    .replaceAll(UNSEEN, spelled)
    .replaceAll(WORD, (word) => (/\p{Script=Latin}/u.test(word) ? word.replaceAll(LOOKALIKE, spelled) : word));
}

/** Two underscores within a word, as in `Region__c`, are no emphasis; a word in angle brackets that is no element is no tag. */
const ELEMENT =
  'a|b|i|p|s|u|br|hr|em|h[1-6]|ul|ol|li|td|tr|th|img|del|ins|sub|sup|div|pre|svg|code|span|font|form|link|math|meta|base|body|head|html|style|table|title|input|video|audio|embed|image|strong|script|strike|iframe|button|object|center|details|marquee|blockquote|picture|source|template|textarea|select|option|label';
const MARKUP = new RegExp(`\`|\\*\\*|~~|(?<!\\w)__|__(?!\\w)|\\](?=[([:])|<(?=/|!|\\?|(?:${ELEMENT})\\b)`, 'gi');

/** Links, tags, code and emphasis that runs on are spelled out: a host that renders Markdown or HTML shows the text as it is. */
export function withoutMarkup(text: string): string {
  return text.replaceAll(MARKUP, (found) => [...found].map(spelled).join(''));
}

/** A character by its number. */
function spelled(char: string): string {
  return `\\u{${char.codePointAt(0)?.toString(16)}}`;
}

/** Longest name in a text that a person decides by, in characters. */
const MAX_NAME = 80;

/** A vendor's name for something, in quotes on one line: cut to `max` characters, and no address that a host could link. */
export function quotedName(name: string, max = MAX_NAME): string {
  const points = [...name.replaceAll(/\s+/g, ' ').trim()];
  const short = points.length > max ? `${points.slice(0, max).join('')}…` : points.join('');
  return withoutMarkup(visible(JSON.stringify(short))).replaceAll(/:(?=\/\/)/g, spelled);
}

/** A text that begins with a capital: `list orders` is `List orders`. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
