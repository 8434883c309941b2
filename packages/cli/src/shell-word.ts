/** A word of a command line that is printed to be typed: in quotes where a shell would take it for more than one word. */
export function shellWord(word: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(word) && (process.platform === 'win32' || !word.includes('\\'))) return word;
  // every shell understands double quotes, but looks for variables inside
  return /["$`\\!]/.test(word) && process.platform !== 'win32' ? `'${word.replaceAll("'", `'\\''`)}'` : `"${word}"`;
}
