import { tokenCost } from '@rolekit/sdk/bundle';
import { describeConnector } from '@rolekit/sdk/plugin';
import { describe, expect, it } from 'vitest';
import hubspot from '../src/index.ts';

const description = describeConnector(hubspot);
const on = description.tools.filter((tool) => tool.enabled);

describe('what a host sees of the connector', () => {
  it('has twelve tools that cost a model less than 2,600 tokens', () => {
    expect(on).toHaveLength(12);
    expect(tokenCost(on.map((tool) => tool.definition))).toBeLessThan(2600);
  });

  it('has four tools that write, and none that destroys', () => {
    const writing = description.tools.filter((tool) => tool.access !== 'read');
    expect(writing.map((tool) => [tool.definition.name, tool.access])).toEqual([
      ['hubspot_create_objects', 'write'],
      ['hubspot_update_objects', 'write'],
      ['hubspot_create_associations', 'write'],
      ['hubspot_create_activity', 'write'],
    ]);
  });

  it('keeps token, client secret and refresh token secret', () => {
    expect(description.config.filter((field) => field.secret).map((field) => field.name)).toEqual([
      'accessToken',
      'clientSecret',
      'refreshToken',
    ]);
  });
});
