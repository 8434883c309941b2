import { readdirSync } from 'node:fs';
import type { Connector } from '@rolekit/sdk';
import { describeConnector } from '@rolekit/sdk/plugin';
import { expect, it } from 'vitest';

const CONNECTORS = new URL('../connectors/', import.meta.url);
/** Names of numbers that people give in percent. */
const IN_PERCENT =
  /percent|pct|(?:^|_)rate$|[a-z]Rate$|margin|growth|probab|yield|discount|premium|attainment|coverage|wacc|^irr$|perYear|againstPrice|^jump/i;
/** `12.5 is 12.5 %`: the same number on both sides, so no fraction. */
const SAYS_PERCENT = /(-?\d+(?:\.\d+)?) is \1 %/;
const SAYS_FRACTION = /(?<![\d.])0?\.\d+ is \d+(?:\.\d+)? %/;

interface Schema {
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  [key: string]: unknown;
}

/** Paths of the numbers in percent whose description does not say so, and of all descriptions that speak of fractions. */
function unclear(schema: Schema, path = ''): string[] {
  const own = typeof schema.description === 'string' && SAYS_FRACTION.test(schema.description) ? [path] : [];
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const silent = IN_PERCENT.test(name) && isNumber(field) && !SAYS_PERCENT.test(field.description ?? '');
    return [...(silent ? [at] : []), ...unclear(field, at)];
  });
  const parts = [schema.items, ...(schema.anyOf ?? [])].flatMap((part) => (part ? unclear(part, path) : []));
  return [...own, ...fields, ...parts];
}

function isNumber({ type, anyOf }: Schema): boolean {
  const types = [type, ...(anyOf ?? []).map((part) => part.type)].flat();
  return types.includes('number') || types.includes('integer');
}

it('a number in percent that does not say so is found, and one that says fraction', () => {
  const schema = {
    properties: {
      growth: { type: 'number' },
      taxRate: { type: 'number', description: '12.5 is 12.5 %.' },
      rows: { items: { properties: { winPercent: { anyOf: [{ type: 'number' }, { type: 'null' }] } } } },
      jump: { type: 'number', description: '0.5 is 50 %.' },
      marginNote: { type: 'string' },
    },
  };
  expect(unclear(schema)).toEqual(['growth', 'rows.winPercent', 'jump', 'jump']);
});

it.each(readdirSync(CONNECTORS))('each number in percent of %s says that 12.5 is 12.5 %%', async (name) => {
  const { default: connector } = (await import(new URL(`${name}/src/index.ts`, CONNECTORS).href)) as {
    default: Connector;
  };
  const tools = describeConnector(connector).tools.map(({ definition }) => definition);
  expect(tools.length).toBeGreaterThan(0);
  const found = tools.flatMap(({ name: tool, inputSchema, outputSchema }) =>
    [inputSchema, outputSchema].flatMap((schema) => unclear(schema as Schema).map((path) => `${tool}: ${path}`)),
  );
  expect(found).toEqual([]);
});
