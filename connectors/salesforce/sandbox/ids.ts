const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const CHECK_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const INSTANCE = 'Rk';

/** The three checksum characters of a 15-character id: one bit for each capital letter, five bits a character. */
function checksum(id15: string): string {
  let suffix = '';
  for (let block = 0; block < 3; block += 1) {
    let bits = 0;
    for (let position = 0; position < 5; position += 1) {
      const character = id15.charAt(block * 5 + position);
      if (character >= 'A' && character <= 'Z') bits |= 1 << position;
    }
    suffix += CHECK_DIGITS.charAt(bits);
  }
  return suffix;
}

function base62(value: number, width: number): string {
  let text = '';
  for (let left = value; text.length < width; left = Math.floor(left / 62)) text = DIGITS.charAt(left % 62) + text;
  return text;
}

/** Makes the 18-character id of the record with a number (from 1) in the object with a key prefix. */
export function makeId(keyPrefix: string, number: number): string {
  const id15 = `${keyPrefix}${INSTANCE}${base62(number, 10)}`;
  return id15 + checksum(id15);
}

/** The first 15 characters in the case that the suffix tells; null when they do not go with it. */
function restoreCase(text: string): string | null {
  let id15 = '';
  for (let position = 0; position < 15; position += 1) {
    const bits = CHECK_DIGITS.indexOf(text.charAt(15 + Math.floor(position / 5)).toUpperCase());
    const isCapital = bits >= 0 && ((bits >> (position % 5)) & 1) === 1;
    const character = text.charAt(position);
    id15 += isCapital ? character.toUpperCase() : character.toLowerCase();
  }
  return id15 + checksum(id15) === id15 + text.slice(15).toUpperCase() ? id15 : null;
}

/**
 * Brings a 15- or 18-character id into the 18-character form. The long form is right in any case of letters, because
 * its suffix tells which are capitals.
 * @returns null for anything that is not an id, including a wrong suffix.
 */
export function normalizeId(text: string): string | null {
  if (!/^[0-9A-Za-z]{15}([0-9A-Za-z]{3})?$/.test(text)) return null;
  const id15 = text.length === 15 ? text : restoreCase(text);
  return id15 === null ? null : id15 + checksum(id15);
}

/** The Salesforce id of a record of the demo company: `acc-0007` of an object with prefix `001`. */
export function idOfDemoRecord(keyPrefix: string, demoId: string): string {
  return makeId(keyPrefix, Number(demoId.slice(demoId.lastIndexOf('-') + 1)));
}
