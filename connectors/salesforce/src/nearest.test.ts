import { describe, expect, it } from 'vitest';
import { didYouMean } from './nearest.ts';

const FIELDS = ['Id', 'Name', 'CloseDate', 'StageName', 'NextStep', 'Region__c', 'Recurring_Revenue__c'];

describe('didYouMean', () => {
  it('stays silent when nothing is near', () => {
    expect(didYouMean('Zebra', FIELDS)).toBe('');
  });

  it.each([
    ['Nmae', '`Name`'],
    ['close_date', '`CloseDate`'],
    ['Region', '`Region__c`'],
    ['Stage', '`StageName`'],
    ['recurringrevenue', '`Recurring_Revenue__c`'],
  ])('finds what %s stands for', (wrong, right) => {
    expect(didYouMean(wrong, FIELDS)).toContain(right);
  });
});
