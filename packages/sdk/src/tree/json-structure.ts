/**
 * Shows the braces, brackets and commas of a JSON text that stand outside of its strings, without a parser, which would
 * recurse; true when `see` ended it.
 */
export function scanStructure(text: string, see: (character: string) => boolean): boolean {
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index] ?? '';
    if (inString) {
      if (character === '\\') index++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if ('{}[],'.includes(character) && see(character)) return true;
  }
  return false;
}
