import { parseDate } from '../parse-values.ts';
import { nearest } from '../suggest.ts';
import { GROUPS, isGroup, MONTHS } from './groups.ts';
import type { FiscalYear, Measure, Stage, Words } from './types.ts';

/** The text of a word, or why there is none. */
export type Rendered = { text: string } | { problem: { rule: string; message: string; fix: string } };

const SPELLED = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const STAGE_PARTS = ['label', 'probability', 'exit'] as const;

/**
 * Renders a word as it stands in a skill.
 *
 * @param path `thresholds.silentDays`, as it stands between the braces
 * @param isAlone True for a word that has a line to itself: stages and glossary are then a table and lines.
 */
export function renderWord(words: Words, path: string, isAlone: boolean): Rendered {
  const [group = '', name, part, ...more] = path.split('.');
  if (!isGroup(group)) return unknown(group, GROUPS, 'There is no group', '');
  if (words[group] === undefined) return noGroup(group);
  if (more.length > 0) return unknown(more.join('.'), [], `"${path}" has no part`, '');
  if (group === 'stages') return stageText(words.stages ?? [], name, part, isAlone);
  if (group === 'glossary') return termText(words.glossary ?? {}, name, part, isAlone);
  if (name === undefined)
    return unknown(
      group,
      Object.keys(words[group] ?? {}).map((word) => `${group}.${word}`),
      'A word is missing behind the group',
      '',
    );
  if (group === 'fiscalYear') return fixed(group, name, part, yearTexts(words.fiscalYear as FiscalYear));
  if (group === 'currencies') {
    const { reporting = '', others = [] } = words.currencies ?? {};
    return fixed(group, name, part, { reporting, others: listed(others) });
  }
  if (group === 'style') return styleText(words, name, part);
  const measures = words[group] ?? {};
  const measure = Object.hasOwn(measures, name) ? measures[name] : undefined;
  if (measure === undefined) return unknown(name, Object.keys(measures), `${group} has no word`, `${group}.`);
  return fixed(`${group}.${name}`, part ?? '', undefined, measureTexts(measure, words.currencies?.reporting));
}

function stageText(
  stages: readonly Stage[],
  name: string | undefined,
  part: string | undefined,
  isAlone: boolean,
): Rendered {
  if (name === undefined) return { text: isAlone ? stageTable(stages) : listed(stages.map(({ label }) => label)) };
  const stage = stages.find(({ id }) => id === name);
  if (stage === undefined) {
    const inCategory = stages.filter(({ category }) => category === name);
    if (['open', 'won', 'lost'].includes(name) && part === undefined)
      return inCategory.length > 0
        ? { text: listed(inCategory.map(({ label }) => label)) }
        : {
            problem: {
              rule: 'missing-stage',
              message: `No stage is of the category "${name}".`,
              fix: 'Add one to words.yaml.',
            },
          };
    const meant = nearest(
      name,
      stages.map(({ id }) => id),
    );
    const fix =
      meant === undefined ? 'Add it to words.yaml, or name another stage.' : `Did you mean "stages.${meant}"?`;
    return { problem: { rule: 'missing-stage', message: `There is no stage "${name}".`, fix } };
  }
  const { label, probability, exit } = stage;
  const texts: Record<(typeof STAGE_PARTS)[number], string | undefined> = {
    label,
    probability: probability === undefined ? undefined : `${grouped(probability)}%`,
    exit,
  };
  return fixed(`stages.${name}`, part ?? 'label', undefined, texts);
}

function stageTable(stages: readonly Stage[]): string {
  const has = {
    probability: stages.some(({ probability }) => probability !== undefined),
    exit: stages.some(({ exit }) => exit !== undefined),
  };
  const row = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const head = ['stage', 'is', ...(has.probability ? ['probability'] : []), ...(has.exit ? ['left when'] : [])];
  const rows = stages.map(({ label, category, probability, exit }) =>
    row([
      label,
      category,
      ...(has.probability ? [probability === undefined ? '' : `${grouped(probability)}%`] : []),
      ...(has.exit ? [exit ?? ''] : []),
    ]),
  );
  return [row(head), `|${head.map(() => '---|').join('')}`, ...rows].join('\n');
}

function termText(
  glossary: NonNullable<Words['glossary']>,
  name: string | undefined,
  part: string | undefined,
  isAlone: boolean,
): Rendered {
  const terms = Object.values(glossary).toSorted((a, b) => (a.term.toLowerCase() < b.term.toLowerCase() ? -1 : 1));
  if (name === undefined) {
    if (!isAlone) return { text: listed(terms.map(({ term }) => term)) };
    return {
      text: terms
        .map(
          ({ term, also = [], meaning }) =>
            `- **${term}**${also.length > 0 ? ` (${listed(also, 'or')})` : ''}: ${meaning}`,
        )
        .join('\n'),
    };
  }
  const term = Object.hasOwn(glossary, name) ? glossary[name] : undefined;
  if (term === undefined) return unknown(name, Object.keys(glossary), 'glossary has no word', 'glossary.');
  const also = term.also === undefined ? undefined : listed(term.also);
  return fixed(`glossary.${name}`, part ?? 'term', undefined, { term: term.term, meaning: term.meaning, also });
}

function styleText(words: Words, name: string, part: string | undefined): Rendered {
  const style = Object.hasOwn(words.style ?? {}, name) ? words.style?.[name] : undefined;
  if (style === undefined) return unknown(name, Object.keys(words.style ?? {}), 'style has no word', 'style.');
  const { value } = style;
  const text = typeof value === 'number' ? grouped(value) : typeof value === 'string' ? value : listed(value);
  return fixed(`style.${name}`, part ?? '', undefined, { '': text });
}

function yearTexts({ startMonth, startDay, named }: FiscalYear): Record<string, string> {
  const month = (at: number) => MONTHS[(((at - 1) % 12) + 12) % 12] ?? '';
  const isFirst = startDay === 1;
  const quarters = [0, 1, 2, 3].map((quarter) => {
    const from = startMonth + quarter * 3;
    return isFirst
      ? `Q${quarter + 1} ${month(from)} to ${month(from + 2)}`
      : `Q${quarter + 1} from ${startDay} ${month(from)}`;
  });
  return {
    start: `${startDay} ${month(startMonth)}`,
    startMonth: month(startMonth),
    startDay: String(startDay),
    named: `the year in which it ${named === 'start' ? 'starts' : 'ends'}`,
    quarters: quarters.join(', '),
  };
}

function measureTexts(measure: Measure, reporting: string | undefined): Record<string, string | undefined> {
  const { value, unit: written, per } = measure;
  if (typeof value === 'string') return { '': dayText(value), value };
  const unit = written === 'currency' ? (reporting ?? 'currency') : written;
  const rate = per === undefined ? '' : ` per ${per}`;
  return {
    '': `${withUnit(grouped(value), value, unit)}${rate}`,
    value: String(value),
    // of whole numbers: "30 or more" begins where 29 ends
    lessOne: Number.isInteger(value) ? String(value - 1) : undefined,
    spelled: `${withUnit(SPELLED[value] ?? grouped(value), value, unit)}${rate}`,
    number: SPELLED[value] ?? grouped(value),
  };
}

function withUnit(text: string, value: number, unit: string | undefined): string {
  if (unit === undefined) return text;
  if (unit === 'percent') return `${text}%`;
  if (unit === 'x') return `${text}x`;
  if (/^[A-Z]{3}$/.test(unit)) return `${unit} ${text}`;
  return `${text} ${value === 1 ? singular(unit) : unit}`;
}

function singular(unit: string): string {
  if (unit.endsWith('ies')) return `${unit.slice(0, -3)}y`;
  return unit.endsWith('s') && !unit.endsWith('ss') ? unit.slice(0, -1) : unit;
}

/** `12,345.5` */
function grouped(value: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 }).format(value);
}

/** `30 June 2026` */
function dayText(text: string): string {
  const date = new Date(parseDate(text) ?? 0);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `a, b and c` */
function listed(texts: readonly string[], last = 'and'): string {
  if (texts.length < 2) return texts[0] ?? 'none';
  return `${texts.slice(0, -1).join(', ')} ${last} ${texts.at(-1)}`;
}

/** One of the texts that a word has. */
function fixed(
  group: string,
  name: string,
  part: string | undefined,
  texts: Record<string, string | undefined>,
): Rendered {
  const text = Object.hasOwn(texts, name) && part === undefined ? texts[name] : undefined;
  if (text !== undefined) return { text };
  const known = Object.keys(texts).filter((key) => key !== '' && texts[key] !== undefined);
  if (part !== undefined) return unknown(part, [], `"${group}.${name}" has no part`, '');
  return unknown(name, known, `${group} has no`, `${group}.`);
}

function unknown(name: string, known: readonly string[], what: string, prefix: string): Rendered {
  const meant = nearest(name, known);
  const list = known
    .slice(0, 12)
    .map((item) => `${prefix}${item}`)
    .join(', ');
  const fix =
    meant !== undefined
      ? `Did you mean "${prefix}${meant}"?`
      : list === ''
        ? 'Correct it, or define it in words.yaml.'
        : `Known are ${list}.`;
  return { problem: { rule: 'unknown', message: `${what} "${name}".`, fix } };
}

function noGroup(group: string): Rendered {
  return {
    problem: { rule: 'unknown', message: `words.yaml has no group "${group}".`, fix: `Define ${group} in words.yaml.` },
  };
}
