const SUFFIX = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';

/** Three characters that say which of the fifteen are capitals, five a character. */
function suffixOf(id15: string): string {
  return [0, 5, 10]
    .map((start) => {
      const capitals = [...id15.slice(start, start + 5)].map((character) => Number(/[A-Z]/.test(character)));
      return SUFFIX.charAt(capitals.reduce((bits, capital, position) => bits | (capital << position), 0));
    })
    .join('');
}

/**
 * A record id in its long form, which is right in any case of letters: a program that folds case loses nothing, because
 * the suffix tells the capitals. The short form is taken as it is.
 *
 * @returns undefined for what is no id, and for a suffix that does not go with the rest
 */
export function longId(text: string): string | undefined {
  if (/^[a-zA-Z0-9]{15}$/.test(text)) return text + suffixOf(text);
  if (!/^[a-zA-Z0-9]{18}$/.test(text)) return undefined;
  const suffix = text.slice(15).toUpperCase();
  const id15 = [...text.slice(0, 15)]
    .map((character, position) => {
      const bits = SUFFIX.indexOf(suffix.charAt(Math.floor(position / 5)));
      return (bits >> (position % 5)) & 1 ? character.toUpperCase() : character.toLowerCase();
    })
    .join('');
  return suffixOf(id15) === suffix ? id15 + suffix : undefined;
}

/** True when both texts are ids of one record, in whichever form. */
export function isSameId(a: string, b: string): boolean {
  return (longId(a) ?? a).slice(0, 15) === (longId(b) ?? b).slice(0, 15);
}
