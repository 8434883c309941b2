/** What is wrong in a `words.yaml` or a skill that reads it, what is advised, and the same with the advice followed. */
export interface WordsAdvice {
  code: string;
  fix: string;
  wrong: { yaml?: string; client?: string; skill?: string };
  followed: { yaml?: string; client?: string; skill?: string };
}

const yaml = (code: string, wrong: string, fix: string, followed: string): WordsAdvice => ({
  code: `words/${code}`,
  fix,
  wrong: { yaml: wrong },
  followed: { yaml: followed },
});
const client = (code: string, wrong: string, fix: string, followed: string): WordsAdvice => ({
  code: `words/${code}`,
  fix,
  wrong: { client: wrong },
  followed: { client: followed },
});
const skill = (code: string, wrong: string, fix: string, followed: string): WordsAdvice => ({
  code: `words/${code}`,
  fix,
  wrong: { skill: wrong },
  followed: { skill: followed },
});

const many = (count: number) => Array.from({ length: count }, (_, at) => `  w${at}: { value: 1, about: x }\n`).join('');

export const WORDS_ADVICE: readonly WordsAdvice[] = [
  yaml('syntax', 'currencies: &a { reporting: EUR }\n', 'Write the values out.', 'currencies: { reporting: EUR }\n'),
  yaml('duplicate-key', 'style: {}\nstyle: {}\n', 'Keep one of the two.', 'style: {}\n'),
  yaml('too-large', `# ${'x'.repeat(140_000)}\n`, 'Shorten it.', '# x\n'),
  yaml(
    'unknown-key',
    'currencys: { reporting: EUR }\n',
    'Did you mean "currencies"?',
    'currencies: { reporting: EUR }\n',
  ),
  yaml('missing', 'currencies: {}\n', 'Add currencies.reporting, a string.', 'currencies: { reporting: EUR }\n'),
  yaml('type', 'currencies: { reporting: 3 }\n', 'Write a string.', 'currencies: { reporting: EUR }\n'),
  yaml('currency', 'currencies: { reporting: EURO }\n', 'Did you mean "EUR"?', 'currencies: { reporting: EUR }\n'),
  yaml(
    'range',
    'fiscalYear: { startMonth: 13, startDay: 1, named: end }\n',
    'Write a whole number from 1 to 12: 2 for February.',
    'fiscalYear: { startMonth: 2, startDay: 1, named: end }\n',
  ),
  yaml(
    'value',
    'fiscalYear: { startMonth: 2, startDay: 1, named: ends }\n',
    'Did you mean "end"?',
    'fiscalYear: { startMonth: 2, startDay: 1, named: end }\n',
  ),
  yaml(
    'missing-unit',
    'targets: { coverage: { value: 3, about: x } }\n',
    'Add "unit": "percent", "currency", "x", or what is counted.',
    'targets: { coverage: { value: 3, unit: x, about: x } }\n',
  ),
  yaml(
    'unit',
    'targets: { coverage: { value: 3, unit: "%", about: x } }\n',
    'Write "days", "percent", "x", "currency", a code such as "EUR", or what is counted, in plural and small letters.',
    'targets: { coverage: { value: 3, unit: percent, about: x } }\n',
  ),
  yaml(
    'name',
    'style: { Tone: { value: plain, about: x } }\n',
    'Write "tone".',
    'style: { tone: { value: plain, about: x } }\n',
  ),
  yaml(
    'empty',
    'style: { tone: { value: "", about: x } }\n',
    'Write it, or remove the key.',
    'style: { tone: { value: plain, about: x } }\n',
  ),
  yaml(
    'line',
    'style:\n  tone:\n    value: >\n      plain\n    about: x\n',
    'Write it on one line, or begin it with ">-".',
    'style:\n  tone:\n    value: >-\n      plain\n    about: x\n',
  ),
  yaml(
    'too-long',
    `glossary: { arr: { term: ${'x'.repeat(90)}, meaning: x } }\n`,
    'Shorten it to 80 characters.',
    'glossary: { arr: { term: ARR, meaning: x } }\n',
  ),
  yaml('too-many', `thresholds:\n${many(201)}`, 'Remove some.', `thresholds:\n${many(200)}`),
  client(
    'definition',
    'thresholds: { silentDays: { value: 45 } }\n',
    'Write the value alone: "silentDays: 30".',
    'thresholds: { silentDays: 45 }\n',
  ),
  skill(
    'unknown',
    'After {{thresholds.silentDay}}.',
    'Did you mean "thresholds.silentDays"?',
    'After {{thresholds.silentDays}}.',
  ),
  skill(
    'missing-stage',
    'Not {{stages.negotation}}.',
    'Did you mean "stages.negotiation"?',
    'Not {{stages.negotiation}}.',
  ),
];
