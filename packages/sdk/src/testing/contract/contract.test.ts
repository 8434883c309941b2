import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineConnection, defineConnector } from '../../connector/connector.ts';
import { field } from '../../connector/field.ts';
import { inputSchemaOf } from '../../connector/tool-schemas.ts';
import { RolekitError } from '../../errors.ts';
import { connectInMemory } from '../in-memory.ts';
import { shelf } from '../shelf-connector.ts';
import { sameAnswers } from './checks/same-over-transports.ts';
import { arbitraryOf, hostileInputs, validInputs } from './generate.ts';
import { contract, DEFAULT_BUDGETS } from './run.ts';
import { contractSuite } from './suite.ts';
import { Bench } from './test-bench.ts';

function onlyGet() {
  const { name, title, version, description, connection, tools } = shelf().connector;
  return defineConnector({ name, title, version, description, connection, hosts: [], tools: [tools.shelf_get_book] });
}

describe('a waiver', () => {
  const { connector } = shelf();
  const waiver = { check: 'arguments', reason: 'The names say it all here.' };

  it('without a reason is refused, and so is one of no check', async () => {
    await expect(contract(connector, { waivers: [{ ...waiver, reason: ' ' }] })).rejects.toThrow('gives no reason');
    await expect(contract(connector, { waivers: [{ ...waiver, check: 'argument' }] })).rejects.toThrow('no such check');
  });

  it('shows its reason in the report, and hides no other tool', async () => {
    const waived = await contract(connector, { only: ['arguments'], waivers: [{ ...waiver, tool: 'shelf_get_book' }] });
    expect(waived.passed).toBe(false);
    expect(waived.results.map((result) => [result.of, result.status, result.reason])).toEqual([
      ['shelf_list_books', 'failed', undefined],
      ['shelf_get_book', 'waived', waiver.reason],
      ['shelf_update_book', 'failed', undefined],
    ]);
    expect((await contract(connector, { only: ['arguments'], waivers: [waiver] })).passed).toBe(true);
  });

  it('that nothing needs fails at strict', async () => {
    const report = await contract(onlyGet(), {
      level: 'strict',
      waivers: [{ ...waiver, check: 'names' }],
    });
    expect(report.results.find((result) => result.check === 'waivers')?.problem).toContain('remove its waiver');
    expect(report.waivers).toEqual([{ ...waiver, check: 'names', used: false }]);
  });
});

it('is one test for each check in the runner of one’s own', async () => {
  const tests: [string, () => Promise<void>][] = [];
  const runner = {
    describe: (_: string, body: () => void) => body(),
    it: (name: string, body: () => Promise<void>) => void tests.push([name, body]),
  };
  contractSuite(shelf().connector, { level: 'basic', runner });
  const run = (id: string) => tests.find(([name]) => name.startsWith(`${id}:`))?.[1]();
  await expect(run('descriptions')).rejects.toThrow('shelf_list_books: its description is shorter than 20 characters');
  await expect(run('schemas')).resolves.toBeUndefined();
});

it('has tests of the checks that are asked for, and one of waivers that nothing needs', async () => {
  const tests: [string, () => Promise<void>][] = [];
  const runner = {
    describe: (_: string, body: () => void) => body(),
    it: (name: string, body: () => Promise<void>) => void tests.push([name.split(':')[0] ?? '', body]),
  };
  contractSuite(shelf().connector, { level: 'strict', only: ['names', 'list'], runner });
  expect(tests.map(([name]) => name)).toEqual(['list', 'names']);
  tests.length = 0;
  contractSuite(onlyGet(), { level: 'strict', waivers: [{ check: 'names', reason: 'It was so once.' }], runner });
  await expect(tests.find(([name]) => name === 'waivers')?.[1]()).rejects.toThrow('nothing fails names any more');
});

it('keeps secrets out of the report, which quotes what tools say', async () => {
  const key = 'k3y-of-the-shelf';
  const connection = defineConnection({
    config: { key: field(z.string(), { title: 'Key', description: 'Any.', env: 'SHELF_KEY', secret: true }) },
    open: ({ config }) => config,
  });
  const get = connection.item({
    name: 'shelf_get_book',
    title: 'Get a book',
    description: 'One book of the shelf.',
    item: z.object({}),
    examples: [{ title: 'It', input: {} }],
    handler: (_, { key }) => {
      const reason = `it does not take ${Buffer.from(key).toString('base64')}`;
      throw new RolekitError('RK_FORBIDDEN', { connector: 'shelf', reason });
    },
  });
  const about = { name: 'shelf', title: 'Shelf', version: '1.0.0', description: 'Books.' };
  const connector = defineConnector({ ...about, connection, hosts: [], tools: [get] });
  const sandbox = async () => ({
    name: 'shelf',
    baseUrl: 'http://127.0.0.1:9',
    environment: 'sandbox' as const,
    credentials: {},
    values: { key },
    stats: () => ({ reads: 0, writes: 0 }),
    close: async () => {},
  });
  const { results } = await contract(connector, { sandbox, only: ['examples', 'secrets'] });
  expect(results.map(({ problem }) => problem)).toEqual([
    expect.stringContaining('it does not take [secret]'),
    expect.stringContaining('shelf_get_book said a secret'),
  ]);
});

describe('generated input', () => {
  const { connector } = shelf();
  const served = { description: { ...connector, config: [], hosts: [], tools: [] }, load: async () => connector };
  const subject = (name: 'shelf_list_books') => {
    const tool = connector.tools[name];
    const inputSchema = {
      type: 'object',
      properties: { stars: { type: 'integer', minimum: 1, maximum: 5 }, order: { enum: ['up', 'down'] } },
    };
    const entry = {
      access: 'read',
      enabled: true,
      digest: '',
      definition: { name, description: '', inputSchema },
    } as const;
    return {
      name,
      access: 'read',
      tool,
      entry,
      examples: [],
      takes: (args: unknown) => inputSchemaOf(tool).safeParse(args).success,
    } as const;
  };

  it('fits the schema when it is valid, and is the same for the same seed', async () => {
    const inputs = await validInputs(subject('shelf_list_books'), 3, 10);
    expect(inputs).toHaveLength(10);
    expect(inputs.every((input) => connector.tools.shelf_list_books.input.safeParse(input).success)).toBe(true);
    expect(await validInputs(subject('shelf_list_books'), 3, 10)).toEqual(inputs);
  });

  it('is made of any pattern and any bounds', async () => {
    const fc = await import('fast-check');
    const properties = {
      ahead: { type: 'string', pattern: '^(?=.*a)\\w+$' },
      wide: { type: 'string', pattern: '^\\p{L}+$' },
      below: { type: 'integer', maximum: -5000 },
      above: { type: 'integer', exclusiveMinimum: 2_000_000 },
    };
    const made = fc.sample(arbitraryOf(fc, { type: 'object', properties, required: Object.keys(properties) }), {
      seed: 1,
      numRuns: 20,
    });
    expect(made).toHaveLength(20);
    for (const item of made) {
      expect(Object(item).below).toBeLessThanOrEqual(-5000);
      expect(Object(item).above).toBeGreaterThanOrEqual(2_000_000);
    }
  });

  it('breaks the schema when it is hostile, mostly', async () => {
    const inputs = await hostileInputs(subject('shelf_list_books'), 3, 20);
    const refused = inputs.filter((input) => !subject('shelf_list_books').takes(input));
    expect(refused.length).toBeGreaterThan(inputs.length / 2);
    expect(served.description.name).toBe('shelf');
  });
});

it('sees a server that answers one kind of host otherwise', async () => {
  const { connector, plugin } = shelf();
  const [served] = plugin.connectors;
  if (!served) throw new TypeError('no connector');
  const parts = {
    level: 'basic',
    seed: 1,
    budgets: DEFAULT_BUDGETS,
    bundle: undefined,
    sandbox: undefined,
    start: undefined,
  } as const;
  const bench = new Bench({ ...parts, served, connector, folder: '/nonexistent/rolekit' });
  const host = await connectInMemory(plugin);
  expect(await sameAnswers(bench, host, false)).toBeUndefined();
  const fewer = { ...host, listTools: async () => (await host.listTools()).slice(1) };
  expect(await sameAnswers(bench, fewer, false)).toBe('not listed: shelf_list_books');
  await host.close();
});
