import { SalesforceError } from '../errors.ts';

/** A test of the words of a record's searched fields. */
export type TermTest = (words: readonly string[]) => boolean;

type Token = { readonly kind: 'word' | 'phrase' | 'symbol'; readonly text: string };

const malformed = (message: string) => new SalesforceError('MALFORMED_SEARCH', message);

/** Words as the search index knows them: letters and digits, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function tokens(term: string): Token[] {
  const found: Token[] = [];
  const pattern = /\s+|"((?:[^"\\]|\\.)*)"|([()])|((?:[^\s"()\\]|\\.)+)/gs;
  let at = 0;
  for (const match of term.matchAll(pattern)) {
    if (match.index !== at) break;
    at += match[0].length;
    if (match[1] !== undefined) found.push({ kind: 'phrase', text: match[1].replace(/\\(.)/gs, '$1') });
    else if (match[2]) found.push({ kind: 'symbol', text: match[2] });
    else if (match[3]) found.push({ kind: 'word', text: match[3] });
  }
  if (at < term.length)
    throw malformed(`No search term found. The search term must be enclosed in braces, quotes balanced: ${term}`);
  return found;
}

function wordTest(text: string): TermTest {
  const unescaped = text.replace(/\\./gs, '');
  const reserved = /[&|!^~:[\]{}]/.exec(unescaped)?.[0];
  if (reserved)
    throw malformed(
      `unexpected token: '${reserved}'. Reserved characters in a search term are escaped with a backslash`,
    );
  // the index knows no punctuation
  if (unescaped === '') return () => true;
  const parts = text.match(/(?:\\[*?]|[\p{L}\p{N}*?])+/gu) ?? [];
  if (parts.join('').replace(/[*?]/g, '').length < 2)
    throw malformed(`search term must be longer than one character: ${text}`);
  const patterns = parts.map((part) => {
    const source = part.toLowerCase().replace(/\\./g, '').replace(/\*/g, '[^\\s]*').replace(/\?/g, '[^\\s]');
    return new RegExp(`^${source}$`, 'u');
  });
  return (words) => patterns.every((pattern) => words.some((word) => pattern.test(word)));
}

function phraseTest(text: string): TermTest {
  const wanted = wordsOf(text);
  if (wanted.join('').length < 2) throw malformed(`search term must be longer than one character: ${text}`);
  return (words) => words.some((_word, start) => wanted.every((word, offset) => words[start + offset] === word));
}

/** Parses a search term: OR binds weakest, then AND (also between words that stand side by side), then AND NOT. */
export function parseTerm(term: string): TermTest {
  if (wordsOf(term).join('').length < 2) throw malformed(`search term must be longer than one character: ${term}`);
  const list = tokens(term);
  let position = 0;
  const peek = () => list[position];
  const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text.toUpperCase() === word;
  const take = (word: string) => {
    if (!isWord(word)) return false;
    position += 1;
    return true;
  };

  function primary(): TermTest {
    const token = peek();
    if (!token || isWord('AND') || isWord('OR')) throw malformed(`unexpected token: '${token?.text ?? '<EOF>'}'`);
    position += 1;
    if (token.kind === 'phrase') return phraseTest(token.text);
    if (token.kind === 'word') return wordTest(token.text);
    if (token.text !== '(') throw malformed(`unexpected token: '${token.text}'`);
    const inner = anyOf();
    if (peek()?.text !== ')') throw malformed("unexpected token: missing ')'");
    position += 1;
    return inner;
  }

  function allOf(): TermTest {
    const tests = [primary()];
    while (peek() && peek()?.text !== ')' && !isWord('OR')) {
      take('AND');
      const isNegated = take('NOT');
      const test = primary();
      tests.push(isNegated ? (words) => !test(words) : test);
    }
    return (words) => tests.every((test) => test(words));
  }

  function anyOf(): TermTest {
    const tests = [allOf()];
    while (take('OR')) tests.push(allOf());
    return (words) => tests.some((test) => test(words));
  }

  const test = anyOf();
  if (position < list.length) throw malformed(`unexpected token: '${peek()?.text ?? ''}'`);
  return test;
}
