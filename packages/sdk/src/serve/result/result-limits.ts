/** Bytes of all notes of a result; a vendor's warnings can be many. */
const NOTE_BYTES = 4096;
/** Characters of an error's message or fix; a vendor's own may be a whole page. */
const MAX_ERROR_LENGTH = 4000;

/** A table or text within the budget of its result, cut at the end of a line, and saying so. */
export function withinBudget(text: string, budget: number): string {
  // no character has more than three bytes for each of its code units
  if (text.length * 3 <= budget || Buffer.byteLength(text) <= budget) return text;
  const cut = Buffer.from(text)
    .subarray(0, budget)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
  const line = cut.lastIndexOf('\n');
  return `${line > 0 ? cut.slice(0, line) : cut}\n[this text is cut; the structured result is whole]`;
}

/** The first notes, as many as fit, and how many do not. */
export function fewNotes(notes: string[]): string[] {
  let bytes = 0;
  const fitting = notes.findIndex((note) => {
    bytes += Buffer.byteLength(note);
    return bytes > NOTE_BYTES;
  });
  if (fitting < 0) return notes;
  return [...notes.slice(0, fitting), `${notes.length - fitting} more notes are left out.`];
}

/** What an error says, short enough to be read. */
export function shortened(text: string): string {
  return text.length > MAX_ERROR_LENGTH
    ? `${text.slice(0, MAX_ERROR_LENGTH)}… (${text.length - MAX_ERROR_LENGTH} more characters)`
    : text;
}
