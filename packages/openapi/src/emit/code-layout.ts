/** A call or object in one line, and with its last object over several. */
export interface Expression {
  inline: string;
  broken: string;
}

const MAX_WIDTH = 112;

/** `api.get(path, ORDER, { query })` */
export function callOf(head: string, args: readonly string[], members: readonly string[]): Expression {
  const first = args.join(', ');
  if (members.length === 0) return { inline: `${head}(${first})`, broken: `${head}(${first})` };
  const comma = first === '' ? '' : ', ';
  return {
    inline: `${head}(${first}${comma}{ ${members.join(', ')} })`,
    broken: `${head}(${first}${comma}{\n${members.map((member) => `${member},`).join('\n')}\n})`,
  };
}

export function around(before: string, { inline, broken }: Expression, after: string): Expression {
  return { inline: `${before}${inline}${after}`, broken: `${before}${broken}${after}` };
}

/** The expression after this text, as it fits into a line. */
export function fitted(before: string, { inline, broken }: Expression, after = ''): string {
  const isShort = !inline.includes('\n') && before.length + inline.length + after.length < MAX_WIDTH;
  return `${before}${isShort ? inline : broken}${after}`;
}

/** A function that answers one expression: in its line, or below its arrow. */
export function arrowOf(name: string, parameters: string, expression: Expression, isAsync: boolean): string {
  const head = `${name}: ${isAsync ? 'async ' : ''}${parameters} =>`;
  const { inline } = expression;
  const isShort = !inline.includes('\n') && head.length + inline.length < MAX_WIDTH;
  return isShort ? `${head} ${inline},` : `${head}\n${fitted('', expression, ',')}`;
}

/** Members between brackets: in one line where they fit. */
export function inOneLine(open: string, members: readonly string[], close: string): string {
  const space = open.endsWith('{') ? ' ' : '';
  const inline = `${open}${space}${members.join(', ')}${space}${close}`;
  if (inline.length < MAX_WIDTH && !inline.includes('\n')) return inline;
  return `${open}\n${members.map((member) => `${member},`).join('\n')}\n${close}`;
}
