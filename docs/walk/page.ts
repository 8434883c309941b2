/** One block of a page that is run: who does it, and a file that they write or the commands of a shell with what these print. */
export type Step =
  | { kind: 'file'; people: string[]; path: string; text: string }
  | {
      kind: 'commands';
      people: string[];
      commands: string[];
      exitCode: number;
      prints: string | undefined;
      /** Runs where the hosts are. */
      withHosts: boolean;
    };

const BLOCK =
  /<!-- (?<who>[a-z]+(?:, [a-z]+)*)(?: writes (?<path>[\w./-]+)|(?<hosts> with hosts)?(?: ends with (?<code>\d+))?) -->\n```(?:sh|json|yaml)\n(?<text>[\s\S]*?)\n```(?:\n\n?```text\n(?<prints>[\s\S]*?)\n```)?/g;

/** The blocks of a page that say who runs them, in their order. */
export function stepsOf(page: string): Step[] {
  return [...page.matchAll(BLOCK)].map(({ groups = {} }) => {
    const { who = '', path, hosts, code, text = '', prints } = groups;
    const people = who.split(', ');
    if (path !== undefined) return { kind: 'file', people, path, text: `${text}\n` };
    const withHosts = hosts !== undefined;
    return { kind: 'commands', people, commands: commandsOf(text), exitCode: Number(code ?? 0), prints, withHosts };
  });
}

/** Lines, joined where one ends with a backslash. */
function commandsOf(text: string): string[] {
  return text
    .replaceAll(/ *\\\n\s*/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** The words of a command line as a shell splits them, quotes taken away. */
export function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) =>
    word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
  );
}

/** What a page prints as a pattern: `…` stands for anything in its line, alone on the last line for any more of them, a date for any. */
export function patternOf(prints: string): RegExp {
  const pattern = prints
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\n…$/, '(?:\\n[^]*)?')
    .replaceAll('…', '[^\\n]*')
    .replaceAll(/\d{4}-\d\d-\d\d/g, '\\d{4}-\\d\\d-\\d\\d');
  return new RegExp(`^${pattern}$`);
}
