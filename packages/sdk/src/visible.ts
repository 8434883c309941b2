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
