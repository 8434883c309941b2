/** Whether a text can have a section with an id at all: a look that loads no parser. */
export function mayHaveSections(text: string): boolean {
  return /\{\s*#/.test(text);
}
