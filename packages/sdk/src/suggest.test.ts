import { describe, expect, it } from 'vitest';
import { didYouMean, nearest, unknownName } from './suggest.ts';

const FIELDS = ['Id', 'Name', 'CloseDate', 'StageName', 'NextStep', 'Region__c', 'Recurring_Revenue__c'];

describe('didYouMean', () => {
  it('stays silent when nothing is near', () => {
    expect(didYouMean('Zebra', FIELDS)).toBe('');
    expect(didYouMean('??', FIELDS)).toBe('');
    expect(didYouMean('', FIELDS)).toBe('');
  });

  it.each([
    ['Nmae', 'Did you mean `Name`?'],
    ['close_date', 'Did you mean `CloseDate`?'],
    ['Region', 'Did you mean `Region__c`?'],
    ['Stage', 'Did you mean `StageName`?'],
    ['recurringrevenue', 'Did you mean `Recurring_Revenue__c`?'],
  ])('finds what %s stands for', (wrong, said) => {
    expect(didYouMean(wrong, FIELDS)).toBe(said);
  });

  it('knows labels, and shows them beside the name', () => {
    const stages = [
      { name: 'appointmentscheduled', label: 'Appointment scheduled' },
      { name: 'qualifiedtobuy', label: 'Negotiation' },
      { name: 'plain', label: 'plain' },
    ];
    expect(didYouMean('negotiation', stages)).toBe('Did you mean `qualifiedtobuy` (Negotiation)?');
    expect(didYouMean('plian', stages)).toBe('Did you mean `plain`?');
  });

  it('names two when both hold the word', () => {
    expect(didYouMean('Revenue', ['AnnualRevenue__c', 'ExpectedRevenue__c'])).toBe(
      'Did you mean `AnnualRevenue__c` or `ExpectedRevenue__c`?',
    );
  });
});

it('an unknown name is quoted, with what was likely meant', () => {
  expect(unknownName('stge', ['stage'])).toBe('`stge` (Did you mean `stage`?)');
  expect(unknownName('colour', ['stage'])).toBe('`colour`');
});

describe('nearest', () => {
  it.each([
    ['lsit', 'list'],
    ['LIST', 'list'],
    ['serch', 'search'],
    ['wholly-other', undefined],
  ])('of %s is %s', (wrong, near) => {
    expect(nearest(wrong, ['list', 'search', 'describe'])).toBe(near);
  });
});
