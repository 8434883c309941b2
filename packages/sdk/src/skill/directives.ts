/** What a host does by itself when it loads a skill, before a model has read it. */
export interface Directive {
  kind: 'dynamic-context' | 'import';
  /** As written, on one line, shortened. */
  text: string;
  /** Of the body. */
  offset: number;
}

/**
 * Claude Code's own two forms of a command, wherever they stand: in a comment, in a code fence, in a list. The inline form
 * begins a line or follows white space of any kind.
 */
const BLOCK = /```![\s\S]*?```/g;
const INLINE = /(?<=^|\s)!`[^`]+`/gm;
/** Claude Code attaches the file, or the resource of a server, that such a name leads to. */
const MENTION = /(?<=^|\s)@(?:"([^"\n]+)"|([^\s"]+))/gm;

const MAX_TEXT = 60;

/** Finds in a skill's body what a host runs or attaches. `$ARGUMENTS` and `${CLAUDE_SKILL_DIR}` only put in text. */
export function directivesOf(body: string): Directive[] {
  const commands = [...body.matchAll(BLOCK), ...withoutSpans(body).matchAll(INLINE)].filter(
    ({ 0: raw }) => raw.replace(/[`!\s]/g, '') !== '',
  );
  const mentions = [...body.matchAll(MENTION)].filter(({ 1: quoted, 2: plain = '' }) => isImport(quoted ?? plain));
  return [
    ...commands.map((match) => ({
      kind: 'dynamic-context' as const,
      text: short(body.slice(match.index, match.index + match[0].length)),
      offset: match.index,
    })),
    ...mentions.map((match) => ({ kind: 'import' as const, text: short(match[0]), offset: match.index })),
  ].sort((a, b) => a.offset - b.offset);
}

/** The host passes over commands inside a code span; only a span that follows "!" or "`" is none to it. */
function withoutSpans(body: string): string {
  return body.replace(/`[^`\n]+`/g, (span, offset: number) => {
    const before = body[offset - 1];
    return before === '!' || before === '`' ? span : `\`${' '.repeat(span.length - 2)}\``;
  });
}

/**
 * A path that is written as one. Handles, decorators and names of packages (`@acme/sdk`, `@app.get`, `@2x`) begin with the
 * same sign and lead to no file.
 */
function isImport(name: string): boolean {
  const path = name.replace(/[)\]},.;:!?'`*_]+$/, '');
  if (/^(?:~|\/|\.{1,2}[/\\]|[A-Za-z]:[\\/]|\$\{?\w+\}?[/\\])/.test(path)) return path.length > 1;
  if (/^[\w.-]+:[a-z][a-z0-9+.-]*:\/\//i.test(path)) return true;
  if (/^\.[\w-]+(?:\/|$)/.test(path)) return true;
  return /^(?:[\w.-]+\/)*[\w-]+\.(?:md|mdx|txt|json|jsonc|ya?ml|toml|csv|tsv|pem|key|env|sh|py|[mc]?[jt]sx?|html?|xml|pdf|sql|log|ini|cfg|conf)$/i.test(
    path,
  );
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT - 1)}…` : line;
}
