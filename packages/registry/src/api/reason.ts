/** One line that people read, in terminals too: no control or invisible characters. */
export const REASON = { type: 'string', minLength: 1, maxLength: 500, pattern: '^[^\\p{C}]*[^\\p{C}\\s][^\\p{C}]*$' };
