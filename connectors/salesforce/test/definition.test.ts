import { tokenCost } from '@rolekit/sdk/bundle';
import { describeConnector } from '@rolekit/sdk/plugin';
import { describe, expect, it } from 'vitest';
import salesforce from '../src/index.ts';

const description = describeConnector(salesforce);

describe('what a host sees of the connector', () => {
  it('costs a model less than 2,500 tokens', () => {
    const shown = description.tools.filter((tool) => tool.enabled);
    expect(tokenCost(shown.map((tool) => tool.definition))).toBeLessThan(2500);
  });

  it('has four tools that write, two of them many records and off by default, and none that destroys', () => {
    const writing = description.tools
      .filter((tool) => tool.access !== 'read')
      .map((tool) => [tool.definition.name, tool.access, tool.enabled]);
    expect(writing).toEqual([
      ['salesforce_create_record', 'write', true],
      ['salesforce_update_record', 'write', true],
      ['salesforce_create_records', 'write', false],
      ['salesforce_update_records', 'write', false],
    ]);
  });

  it('needs one setting, the others by the way to sign in, and keeps two secret', () => {
    expect(description.config.filter((field) => field.required).map((field) => field.name)).toEqual(['clientId']);
    expect(description.config.filter((field) => field.secret).map((field) => field.name)).toEqual([
      'clientSecret',
      'refreshToken',
    ]);
  });
});
