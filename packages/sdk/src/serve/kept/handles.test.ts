import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { resultTools } from '../../connector/results-tools.ts';
import { RolekitError } from '../../errors.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { connectInMemory, type InMemoryHost, type InMemoryOptions } from '../../testing/in-memory.ts';
import { type Orders, orders } from '../write/orders.fixture.ts';
import { sweep } from './results-store.ts';
import { saveTool } from './results-tool.ts';

let home: string;
beforeEach(() => {
  home = temporaryFolder();
});

async function withHost(
  options: InMemoryOptions & { size?: number; note?: string },
  use: (host: InMemoryHost, app: Orders) => Promise<void>,
): Promise<void> {
  const { size, note, ...rest } = options;
  const app = orders(size, note);
  const host = await connectInMemory(app.plugin, { home, ...rest });
  try {
    await use(host, app);
  } finally {
    await host.close();
  }
}

interface KeptAnswer {
  handle: string;
  rows: number;
  whole: boolean;
  expires: string;
}

async function keep(host: InMemoryHost, args: Record<string, unknown> = {}): Promise<KeptAnswer> {
  const { structured, text, isError } = await host.call('orders_list_orders', { keep: true, limit: 5, ...args });
  expect(isError, text).toBe(false);
  return structured.kept as KeptAnswer;
}

async function files(): Promise<string[]> {
  const root = join(home, '.rolekit', 'results');
  const folders = await readdir(root).catch(() => []);
  return (await Promise.all(folders.map((folder) => readdir(join(root, folder))))).flat();
}

describe('a handle', () => {
  it('that is unknown says how to get one', () =>
    withHost({}, async (host) => {
      for (const handle of ['r1', '../../key', `r${'z'.repeat(7)}-${'0'.repeat(32)}`]) {
        const answer = await host.call('orders_read_results', { handle });
        expect(answer.text).toContain(`not_found: A kept result \`${handle}\` of yours does not exist.`);
        expect(answer.text).toContain('Repeat the call that gave it, with `keep: true`.');
      }
    }));

  it('that is over says since when, and its rows are gone', () =>
    withHost({ kept: { ms: -2000 } }, async (host) => {
      const { handle } = await keep(host);
      const answer = await host.call('orders_read_results', { handle });
      expect(answer.text).toMatch(/not_found: The kept result `r.*`, which ended at \d{4}-.*Z, does not exist\./);
      expect(await files()).toEqual([]);
    }));

  it('is of no use to another principal', async () => {
    let handle = '';
    await withHost({ principal: 'anna' }, async (host) => {
      ({ handle } = await keep(host));
    });
    await withHost({ principal: 'ben' }, async (host) => {
      expect((await host.call('orders_read_results', { handle })).text).toContain('not_found: A kept result');
      expect((await host.call('orders_save_results', { handle, title: 'x', format: 'csv' })).isError).toBe(true);
    });
    await withHost({ principal: 'anna' }, async (host) => {
      expect((await host.call('orders_read_results', { handle })).isError).toBe(false);
    });
  });

  it('is of no use over another connection', async () => {
    let handle = '';
    await withHost({ env: { ORDERS_SHOP: 'one' } }, async (host) => {
      ({ handle } = await keep(host));
    });
    await withHost({ env: { ORDERS_SHOP: 'two' } }, async (host) => {
      expect((await host.call('orders_read_results', { handle })).text).toContain(
        'belongs to another connection (production) than this one',
      );
    });
  });

  it('outlives the server that gave it', async () => {
    let handle = '';
    await withHost({}, async (host) => {
      ({ handle } = await keep(host));
    });
    await withHost({}, async (host, app) => {
      const { structured } = await host.call('orders_read_results', { handle, limit: 1 });
      expect(structured.page).toMatchObject({ returned: 1, total: 120 });
      expect(app.pages).toBe(0);
    });
  });

  it('is not given where nothing could read it', async () => {
    const app = orders();
    const plugin = { ...app.plugin, policy: { denyTools: ['orders_read_results'] } };
    const host = await connectInMemory(plugin, { home });
    expect((await host.call('orders_list_orders', { keep: true })).text).toContain(
      '`keep` needs orders_read_results, which is off in the plugin orders.',
    );
    expect(await files()).toEqual([]);
    await host.close();
  });

  it('is private on disk', () =>
    withHost({}, async (host) => {
      await keep(host);
      const root = join(home, '.rolekit', 'results');
      const [principal = ''] = await readdir(root);
      expect((await stat(join(root, principal))).mode & 0o777).toBe(0o700);
      const names = await readdir(join(root, principal));
      expect(names).toHaveLength(2);
      for (const name of names) expect((await stat(join(root, principal, name))).mode & 0o777).toBe(0o600);
    }));
});

describe.each(['2026-07-28', '2025-11-25'] as const)('rows kept for a %s client', (era) => {
  it('are all rows, and the answer shows the first of them', () =>
    withHost({ era }, async (host, app) => {
      const { structured, text } = await host.call('orders_list_orders', { keep: true, limit: 5 });
      expect(structured).toMatchObject({
        page: { returned: 5, total: 120, truncated: true },
        kept: { rows: 120, whole: true },
      });
      expect(text).toContain('[5 of 120 rows]');
      expect(text).toContain('120 rows are kept until ');
      expect(app.pages).toBe(3);
    }));

  it('are walked to their end without loss, at any page size and budget', () =>
    withHost({ era, resultBytes: 700 }, async (host, app) => {
      const { handle } = await keep(host, { limit: 2 });
      const before = app.pages;
      for (const limit of [7, 50]) {
        const ids: string[] = [];
        let cursor: string | undefined;
        do {
          const { structured } = await host.call('orders_read_results', {
            handle,
            limit,
            ...(cursor ? { cursor } : {}),
          });
          expect(JSON.stringify(structured.items).length).toBeLessThan(720);
          ids.push(...(structured.items as { id: string }[]).map(({ id }) => id));
          cursor = (structured.page as { next?: string }).next;
        } while (cursor);
        expect(ids).toEqual(Array.from({ length: 120 }, (_, index) => `o${index + 1}`));
      }
      expect(app.pages).toBe(before);
    }));

  it('are filtered, ordered and cut to fields', () =>
    withHost({ era }, async (host) => {
      const { handle } = await keep(host);
      const { structured } = await host.call('orders_read_results', {
        handle,
        where: [
          { field: 'amount', op: '>=', value: 11.5 },
          { field: 'customer.address.city', op: 'in', value: ['Oslo'] },
          { field: 'note', op: 'empty' },
        ],
        orderBy: '-amount',
        fields: ['id', 'amount'],
      });
      expect(structured.items).toEqual([
        { id: 'o120', amount: '12.0' },
        { id: 'o118', amount: '11.8' },
        { id: 'o116', amount: '11.6' },
      ]);
    }));

  it('are aggregated exactly, by group', () =>
    withHost({ era }, async (host) => {
      const { handle } = await keep(host);
      const { structured } = await host.call('orders_read_results', {
        handle,
        groupBy: ['region'],
        measures: [
          { op: 'count' },
          { op: 'sum', field: 'amount' },
          { op: 'min', field: 'amount' },
          { op: 'max', field: 'units' },
          { op: 'avg', field: 'units' },
          { op: 'distinct', field: 'customer.address.city' },
          { op: 'count', field: 'note' },
        ],
        orderBy: '-sum_amount',
      });
      expect(structured.items).toEqual([
        {
          region: 'east',
          count: 40,
          sum_amount: 246,
          min_amount: '0.3',
          max_units: 120,
          avg_units: 61.5,
          'distinct_customer.address.city': 2,
          count_note: 0,
        },
        {
          region: 'south',
          count: 40,
          sum_amount: 242,
          min_amount: '0.2',
          max_units: 119,
          avg_units: 60.5,
          'distinct_customer.address.city': 2,
          count_note: 0,
        },
        {
          region: 'north',
          count: 40,
          sum_amount: 238,
          min_amount: '0.1',
          max_units: 118,
          avg_units: 59.5,
          'distinct_customer.address.city': 2,
          count_note: 1,
        },
      ]);
      const distinct = await host.call('orders_read_results', { handle, groupBy: ['region'] });
      expect(distinct.structured.items).toEqual([{ region: 'north' }, { region: 'south' }, { region: 'east' }]);
    }));

  it('of a call with fields have just those', () =>
    withHost({ era }, async (host) => {
      const { handle } = await keep(host, { fields: ['id', 'units'] });
      const answer = await host.call('orders_read_results', { handle, where: [{ field: 'unit', op: '=', value: 1 }] });
      expect(answer.text).toBe(
        'invalid_request: unknown field `unit`; Did you mean `units`?\nNext: There are: id, units.',
      );
    }));
});

describe('what is asked of kept rows', () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ['an unknown field to group by', { groupBy: ['regoin'] }, 'unknown field `regoin`; Did you mean `region`?'],
    ['an unknown field to show', { fields: ['amuont'] }, 'unknown field `amuont`; Did you mean `amount`?'],
    [
      'an order by what the groups do not have',
      { groupBy: ['region'], measures: [{ op: 'sum', field: 'units' }], orderBy: 'units' },
      'unknown field `units`; Did you mean `sum_units`?',
    ],
    [
      'a number where there is text',
      { where: [{ field: 'region', op: '=', value: 3 }] },
      'where `region`: it holds text, not 3.',
    ],
    [
      'text where there are numbers',
      { where: [{ field: 'units', op: '>', value: 'many' }] },
      'where `units`: it holds number, not "many".',
    ],
    ['no value', { where: [{ field: 'units', op: '>' }] }, '`>` needs one value'],
    ['no list', { where: [{ field: 'units', op: 'in', value: 1 }] }, '`in` needs a list'],
    [
      'a sum of text',
      { measures: [{ op: 'sum', field: 'region' }] },
      '`sum` of `region`: it holds text, not only numbers.',
    ],
    ['a sum of nothing', { measures: [{ op: 'sum' }] }, '`sum` needs a field.'],
    ['a value of no kind', { where: [{ field: 'units', op: '=', value: { $gt: 1 } }] }, '`=` needs one value'],
    ['a list of lists', { where: [{ field: 'units', op: 'in', value: [[1]] }] }, '`in` needs a list'],
    [
      'too many conditions',
      { where: Array.from({ length: 21 }, () => ({ field: 'id', op: 'filled' })) },
      'There are 21 conditions, and at most 20 are tested.',
    ],
    ['an unknown operator', { where: [{ field: 'id', op: 'like', value: 'x' }] }, '`where.0.op` must be one of'],
  ];
  it.each(cases)('is refused for %s', (_, args, reason) =>
    withHost({}, async (host) => {
      const { handle } = await keep(host);
      const answer = await host.call('orders_read_results', { handle, ...args });
      expect(answer.isError).toBe(true);
      expect(answer.text).toContain(reason);
    }),
  );
});

describe('the limits of kept rows', () => {
  it('keep as many rows as may be, say so, and go on with a cursor', () =>
    withHost({ kept: { rows: 50 } }, async (host) => {
      const { structured, text } = await host.call('orders_list_orders', { keep: true, limit: 5 });
      expect(structured.kept).toMatchObject({ rows: 50, whole: false });
      expect(text).toContain('Not all rows were kept: a kept result has at most 50 rows');
      const { handle } = structured.kept as KeptAnswer;
      const sum = await host.call('orders_read_results', { handle, measures: [{ op: 'count' }] });
      expect(sum.text).toContain('Only the first 50 rows were kept: counts and sums are of a part.');
      const rest = await keep(host, { cursor: (structured.page as { next: string }).next });
      const { structured: first } = await host.call('orders_read_results', { handle: rest.handle, limit: 1 });
      expect(first.items).toMatchObject([{ id: 'o51' }]);
    }));

  it('hold in bytes', () =>
    withHost({ kept: { bytes: 2000 } }, async (host) => {
      const kept = await keep(host);
      expect(kept.whole).toBe(false);
      const [rows = ''] = (await files()).filter((name) => name.endsWith('.jsonl'));
      const [principal = ''] = await readdir(join(home, '.rolekit', 'results'));
      const { size } = await stat(join(home, '.rolekit', 'results', principal, rows));
      expect(size).toBeLessThanOrEqual(2000);
      expect(size).toBeGreaterThan(1700);
    }));

  it('leave space on the disk', () =>
    withHost({ kept: { freeBytes: Number.MAX_SAFE_INTEGER } }, async (host) => {
      const { text } = await host.call('orders_list_orders', { keep: true });
      expect(text).toContain('rows cannot be kept there (ENOSPC)');
      expect(text).toContain('Next: Read page by page, without `keep`.');
      expect(await files()).toEqual([]);
    }));

  it('let the oldest make room for the newest', () =>
    withHost({ kept: { results: 2 } }, async (host) => {
      const handles: string[] = [];
      for (let at = 0; at < 4; at++) handles.push((await keep(host)).handle);
      expect(await files()).toHaveLength(4);
      expect((await host.call('orders_read_results', { handle: handles[0] })).isError).toBe(true);
      expect((await host.call('orders_read_results', { handle: handles[3] })).isError).toBe(false);
    }));

  it('that another call still collects are not what makes room', () =>
    withHost({ kept: { results: 1 } }, async (host, app) => {
      const beside: Promise<KeptAnswer>[] = [];
      app.onPage = (from) => {
        if (from === 40 && beside.length === 0) beside.push(keep(host, { region: 'north' }));
      };
      // kept while the first call is at its second page, and the last one that fits
      app.onNext = () => Promise.all(beside);
      const first = await keep(host);
      const { structured } = await host.call('orders_read_results', { handle: first.handle, limit: 1 });
      expect(structured.page).toMatchObject({ total: 120 });
      const [other] = await Promise.all(beside);
      expect((await host.call('orders_read_results', { handle: other?.handle })).text).toContain('not_found');
    }));

  it('that are gone from the disk are not found', () =>
    withHost({}, async (host) => {
      const { handle } = await keep(host);
      const root = join(home, '.rolekit', 'results');
      const [folder = ''] = await readdir(root);
      await rm(join(root, folder, `${handle}.jsonl`));
      expect((await host.call('orders_read_results', { handle })).text).toContain('not_found: A kept result');
    }));

  it('are read whole, whatever ends a line elsewhere', () =>
    withHost({ size: 2, note: 'one\u2028two\u2029three\nfour\r\u0085five' }, async (host) => {
      const { handle } = await keep(host);
      const { structured } = await host.call('orders_read_results', { handle });
      expect((structured.items as { note: string }[])[0]?.note).toBe('one\u2028two\u2029three\nfour\r\u0085five');
    }));

  it('leave nothing behind when the app fails, and what is there when it may pass', () =>
    withHost({}, async (host, app) => {
      app.onPage = (from) => {
        if (from === 80) throw new RolekitError('RK_FORBIDDEN', { connector: 'orders', reason: 'no' });
      };
      expect((await host.call('orders_list_orders', { keep: true })).text).toContain('forbidden: orders refused: no');
      expect(await files()).toEqual([]);
      app.onPage = (from) => {
        if (from === 80) throw new RolekitError('RK_RATE_LIMITED', { connector: 'orders', seconds: 9 });
      };
      const { structured, text } = await host.call('orders_list_orders', { keep: true });
      expect(structured.kept).toMatchObject({ rows: 80, whole: false });
      expect(text).toContain('Not all rows were kept: orders asks to wait 9 s');
      app.onPage = () => {};
      const { structured: rest } = await host.call('orders_list_orders', {
        keep: true,
        cursor: (structured.page as { next: string }).next,
      });
      expect(rest).toMatchObject({ kept: { rows: 40, whole: false } });
    }));

  it('sweep what is over of everybody, and nothing else', async () => {
    await withHost({ kept: { ms: -2000 }, principal: 'anna' }, async (host) => void (await keep(host)));
    await withHost({ principal: 'ben' }, async (host) => void (await keep(host)));
    await sweep(home);
    expect(await files()).toHaveLength(2);
  });
});

describe('saving kept rows', () => {
  it('writes a new file in the Rolekit folder, where no cell is a formula', () =>
    withHost({}, async (host) => {
      const { handle } = await keep(host);
      const { structured } = await host.call('orders_save_results', {
        handle,
        title: 'All orders',
        format: 'csv',
        fields: ['id', 'amount', 'note'],
      });
      expect(structured.item).toMatchObject({ path: join(home, 'Rolekit', 'all-orders.csv'), rows: 120 });
      const text = await readFile(join(home, 'Rolekit', 'all-orders.csv'), 'utf8');
      expect(text.split('\r\n').slice(0, 3)).toEqual([
        'id,amount,note',
        'o1,0.1,"\'=HYPERLINK(""http://evil.example"",""x"")"',
        'o2,0.2,',
      ]);
      const again = await host.call('orders_save_results', { handle, title: 'All orders', format: 'jsonl' });
      expect(again.structured.item).toMatchObject({ path: join(home, 'Rolekit', 'all-orders.jsonl') });
      const twice = await host.call('orders_save_results', { handle, title: '../../All orders', format: 'csv' });
      expect(twice.structured.item).toMatchObject({ path: join(home, 'Rolekit', 'all-orders-2.csv') });
    }));

  it('is refused to whoever has another machine than the server', async () => {
    const [, save] = resultTools('orders', {} as never);
    const owner = {
      home,
      principal: 'http:anna',
      connector: 'orders',
      environment: 'sandbox' as const,
      connection: '',
    };
    const call = { input: { handle: 'r', title: 'x', format: 'csv' } } as never;
    await expect(saveTool(save, owner, false).get(call)).rejects.toThrow(
      'files are saved on the server, not on your machine',
    );
  });

  it('is declared with the connector, and listed', async () => {
    const { description } = orders().plugin.connectors[0] ?? { description: undefined };
    expect(description?.folders).toEqual([{ path: '~/Rolekit', access: 'write' }]);
    expect(description?.tools.map(({ definition }) => definition.name)).toEqual([
      'orders_list_orders',
      'orders_get_order',
      'orders_read_results',
      'orders_save_results',
    ]);
  });
});
