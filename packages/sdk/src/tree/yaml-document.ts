import { type Document, type LineCounter, parseDocument, visit } from 'yaml';

/** A YAML text as its tree; undefined for one that nests so deep that its parser runs out of stack. */
export function yamlDocument(text: string, lineCounter: LineCounter): Document | undefined {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Aliases let a short text stand for a huge one, and a reader loses what stands where. */
export function hasAlias(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
    },
    Value: (_, node) => {
      if ('anchor' in node && node.anchor !== undefined) found = true;
    },
  });
  return found;
}

export function yamlFix(code: string): string {
  if (code === 'DUPLICATE_KEY') return 'Keep one of the two.';
  if (code === 'TAB_AS_INDENT') return 'Indent with spaces.';
  return 'Put a value that has ": " or starts with a special character in double quotes.';
}
