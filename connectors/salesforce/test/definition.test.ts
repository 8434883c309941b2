import { tokenCost } from '@rolekit/sdk/bundle';
import { describeConnector } from '@rolekit/sdk/plugin';
import { describe, expect, it } from 'vitest';
import salesforce from '../src/index.ts';

const description = describeConnector(salesforce);

describe('what a host sees of the connector', () => {
  it('costs a model less than 2,500 tokens', () => {
    expect(tokenCost(description.tools.map((tool) => tool.definition))).toBeLessThan(2500);
  });

  it('has two tools that write, and none that destroys', () => {
    const writing = description.tools
      .filter((tool) => tool.access !== 'read')
      .map((tool) => [tool.definition.name, tool.access]);
    expect(writing).toEqual([
      ['salesforce_create_record', 'write'],
      ['salesforce_update_record', 'write'],
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
