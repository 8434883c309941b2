import { expect, test } from 'vitest';
import { renderWord } from './render.ts';
import { WORDS } from './words.fixture.ts';

test.each([
  ['thresholds.silentDay', 'unknown', 'thresholds has no word "silentDay".', 'Did you mean "thresholds.silentDays"?'],
  [
    'thresholds.constructor',
    'unknown',
    'thresholds has no word "constructor".',
    'Known are thresholds.silentDays, thresholds.pushes, thresholds.since.',
  ],
  [
    'thresholds.pushes.valeu',
    'unknown',
    'thresholds.pushes has no "valeu".',
    'Did you mean "thresholds.pushes.value"?',
  ],
  ['stages.negotation', 'missing-stage', 'There is no stage "negotation".', 'Did you mean "stages.negotiation"?'],
  [
    'stages.negotiation.exit',
    'unknown',
    'stages.negotiation has no "exit".',
    'Known are stages.negotiation.label, stages.negotiation.probability.',
  ],
  [
    'fiscalYear.begin',
    'unknown',
    'fiscalYear has no "begin".',
    'Known are fiscalYear.start, fiscalYear.startMonth, fiscalYear.startDay, fiscalYear.named, fiscalYear.quarters.',
  ],
  [
    'currencies',
    'unknown',
    'A word is missing behind the group "currencies".',
    'Known are currencies.reporting, currencies.others.',
  ],
])('%s is refused', (path, rule, message, fix) => {
  expect(renderWord(WORDS, path, false)).toEqual({ problem: { rule, message, fix } });
});

test('a group that the plugin does not define is refused', () => {
  expect(renderWord({}, 'targets.quota', false)).toEqual({
    problem: { rule: 'unknown', message: 'words.yaml has no group "targets".', fix: 'Define targets in words.yaml.' },
  });
});

test.each([
  ['thresholds.silentDays', '30 days'],
  ['thresholds.silentDays.value', '30'],
  ['thresholds.pushes.spelled', 'three times'],
  ['thresholds.pushes.number', 'three'],
  ['thresholds.pushes.lessOne', '2'],
  ['thresholds.since', '30 June 2026'],
  ['thresholds.since.value', '2026-06-30'],
  ['targets.quota', 'USD 1,250,000 per quarter'],
  ['targets.coverage', '3x'],
  ['targets.winRate', '32.5%'],
  ['fiscalYear.start', '1 January'],
  ['fiscalYear.named', 'the year in which it starts'],
  ['fiscalYear.quarters', 'Q1 January to March, Q2 April to June, Q3 July to September, Q4 October to December'],
  ['currencies.others', 'EUR and GBP'],
  ['stages', 'Discovery, Negotiation, Closed Won and Closed Lost'],
  ['stages.open', 'Discovery and Negotiation'],
  ['stages.negotiation', 'Negotiation'],
  ['stages.negotiation.probability', '75.5%'],
  ['stages.discovery.exit', 'A sponsor is named'],
  ['glossary', 'ARR and Net revenue retention'],
  ['glossary.nrr', 'Net revenue retention'],
  ['glossary.nrr.also', 'NRR and NDR'],
  ['style.tone', 'plain'],
  ['style.order', 'headline, risks and next step'],
])('%s reads %j', (path, text) => {
  expect(renderWord(WORDS, path, false)).toEqual({ text });
});

test('one of what is counted is singular, and a fiscal year may begin within a month', () => {
  const words = {
    fiscalYear: { startMonth: 11, startDay: 15, named: 'end' as const },
    thresholds: { wait: { value: 1, unit: 'days', about: 'x' } },
  };
  expect(renderWord(words, 'thresholds.wait', false)).toEqual({ text: '1 day' });
  expect(renderWord(words, 'fiscalYear.quarters', false)).toEqual({
    text: 'Q1 from 15 November, Q2 from 15 February, Q3 from 15 May, Q4 from 15 August',
  });
});

test('alone on a line, stages are a table and the glossary is lines', () => {
  expect(renderWord(WORDS, 'stages', true)).toEqual({
    text: `| stage | is | probability | left when |
|---|---|---|---|
| Discovery | open | 10% | A sponsor is named |
| Negotiation | open | 75.5% |  |
| Closed Won | won | 100% |  |
| Closed Lost | lost | 0% |  |`,
  });
  expect(renderWord(WORDS, 'glossary', true)).toEqual({
    text: `- **ARR**: Yearly value of running contracts
- **Net revenue retention** (NRR or NDR): What last year's customers pay now`,
  });
});
