import { describe, expect, test } from 'vitest';
import { draw } from './draw-chart.ts';
import { chart, rowsOf } from './testing.ts';

const XY = { x: 'x', y: 'y' };

/** The words of a chart, in the order of the file. */
async function words(changes: Record<string, unknown> = {}): Promise<string[]> {
  const { svg } = await draw(chart(changes));
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(
    ([, text]) =>
      text
        ?.replaceAll(/<[^>]+>/g, ' ')
        .replaceAll(/ +/g, ' ')
        .trim() ?? '',
  );
}

describe('the picture', () => {
  test('says unit, source, time and query', async () => {
    const text = (await words({ source: { connector: 'snowflake', asOf: '2026-11-20T10:00:31.5Z' } })).join('\n');
    expect(text).toContain('Unit: users per week. Source: snowflake, as of 2026-11-20 10:00 UTC.');
    expect(text).toContain('Query: SELECT week, users FROM weekly');
    expect(text).not.toContain('SANDBOX');
  });

  test('says that its data are demo data, in words and as a badge', async () => {
    const text = await words({ source: { connector: 'snowflake', environment: 'sandbox' } });
    expect(text).toContain('SANDBOX: DEMO DATA');
    expect(text.join('\n')).toContain('Source: snowflake, sandbox with demo data.');
  });

  test('says how many rows it leaves out and why', async () => {
    const rows = rowsOf(['2026-01-05', 1], ['2026-01-12', null], ['2026-01-19', 3], ['', 4]);
    const { notes, dropped, svg } = await draw(chart({ ...XY, rows }));
    expect(notes[0]).toBe('2 of 4 rows are not drawn (1 without x, 1 without y).');
    expect(dropped).toBe(2);
    expect(svg).toContain('2 of 4 rows are not drawn');
  });

  test('holds nothing that runs or loads, and no markup of its input', async () => {
    const evil = '</text><script>alert(1)</script>"&\u0007';
    const rows = rowsOf([evil, 1], [`${evil}2`, 2]);
    const { svg } = await draw(chart({ ...XY, type: 'bar', title: evil, unit: evil, query: evil, rows }));
    expect(svg).not.toMatch(/<script|<image|<foreignObject|href=|url\(|\son\w+=/i);
    expect(svg).not.toContain('\u0007');
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;');
  });

  test('is the same bytes for the same input', async () => {
    const [one, other] = [await draw(chart()), await draw(chart())];
    expect(other.svg).toBe(one.svg);
  });

  test('shows the beginning of a long query and holds all of it', async () => {
    const query = `SELECT ${Array.from({ length: 400 }, (_, i) => `column_${i}`).join(', ')} FROM wide`;
    const { svg, wholeQueryShown } = await draw(chart({ query }));
    expect(wholeQueryShown).toBe(false);
    expect(svg).toContain('the whole query is in the metadata of this file');
    expect(svg).toContain('column_399 FROM wide');
  });

  test('sorts dates and writes them as days with the year once', async () => {
    const text = await words();
    expect(text.filter((value) => /Oct|2026$/.test(value))).toEqual(['5 Oct 2026', '12 Oct', '19 Oct']);
  });

  test('starts bars at zero, and says when a line does not', async () => {
    const rows = rowsOf(['2026-01-05', 980], ['2026-01-12', 990], ['2026-01-19', 1000]);
    expect(await words({ ...XY, type: 'bar', rows })).toContain('0');
    expect((await draw(chart({ ...XY, rows }))).notes).toEqual(['The axis does not start at zero.']);
  });

  test('breaks a line where a week is missing, and not at weekends of working days', async () => {
    const weeks = ['2026-01-05', '2026-01-12', '2026-01-19', '2026-02-02', '2026-02-09'];
    const gap = await draw(chart({ ...XY, rows: rowsOf(...weeks.map((week): [string, number] => [week, 0])) }));
    expect(gap.notes).toEqual(['No value for 2026-01-26: the line is broken there.']);
    const workdays = ['05', '06', '07', '08', '09', '12', '13', '14'].map((day): [string, number] => [
      `2026-01-${day}`,
      0,
    ]);
    expect((await draw(chart({ ...XY, rows: rowsOf(...workdays) }))).notes).toEqual([]);
  });

  test('breaks a line at a row without a value, also in a series too short to have a rhythm', async () => {
    const rows = rowsOf(['2026-10-19', 0], ['2026-10-26', 1], ['2026-11-02', null], ['2026-11-09', 2]);
    const { notes } = await draw(chart({ ...XY, rows }));
    expect(notes).toEqual([
      '1 of 4 rows are not drawn (1 without y).',
      'No value for 2026-11-02: the line is broken there.',
    ]);
  });

  test('says a missing period once, whether a row names it or not', async () => {
    const weeks = ['2026-01-05', '2026-01-12', '2026-01-19', '2026-02-02', '2026-02-09'];
    const rows = rowsOf(...weeks.map((week): [string, number] => [week, 0]), ['2026-01-26', null]);
    expect((await draw(chart({ ...XY, rows }))).notes).toEqual([
      '1 of 6 rows are not drawn (1 without y).',
      'No value for 2026-01-26: the line is broken there.',
    ]);
  });

  test('keeps categories as given and sorts periods', async () => {
    const given = await words({ ...XY, type: 'bar', rows: rowsOf(['Team', 2], ['Business', 3], ['Enterprise', 1]) });
    expect(given.filter((value) => /^[TBE]/.test(value))).toEqual(['Team', 'Business', 'Enterprise']);
    const periods = await words({ ...XY, type: 'bar', rows: rowsOf(['2026-Q2', 2], ['2025-Q4', 3], ['2026-Q1', 1]) });
    expect(periods.filter((period) => /^20/.test(period))).toEqual(['2025-Q4', '2026-Q1', '2026-Q2']);
  });

  test('writes the changes of a waterfall with their signs', async () => {
    const rows = rowsOf(['Q1 2026', 174990], ['Volume and mix', -88783], ['Price', 10031], ['Q2 2026', 96238]);
    const text = await words({ ...XY, type: 'waterfall', unit: 'US dollars', rows });
    for (const value of ['174,990', '−88,783', '+10,031', '96,238']) expect(text).toContain(value);
  });

  test('takes numbers that the warehouse sends as text', async () => {
    const { alt } = await draw(chart({ ...XY, rows: rowsOf(['2026-01-05', '12.50'], ['2026-01-12', '-3']) }));
    expect(alt).toContain('2026-01-05 12.5, 2026-01-12 −3.0');
  });

  test('tells in words what it shows', async () => {
    const { alt } = await draw(
      chart({
        source: { connector: 'snowflake', environment: 'sandbox' },
        annotations: [
          { x: '2026-10-12', xTo: '2026-10-16', label: 'No iOS events' },
          { y: 900, label: 'Goal' },
        ],
      }),
    );
    expect(alt).toBe(
      'Line chart: Users fell. users per week by week: 2026-10-05 1,006, 2026-10-12 787, 2026-10-19 982. Marked: No iOS events (2026-10-12 to 2026-10-16), Goal (900). Demo data of a sandbox.',
    );
  });

  test('draws 2,000 points', async () => {
    const rows = Array.from({ length: 2000 }, (_, i): [number, number] => [i, (i * 7919) % 1000]);
    expect(await draw(chart({ ...XY, type: 'scatter', rows: rowsOf(...rows) }))).toMatchObject({
      drawn: 2000,
      dropped: 0,
    });
  });
});

test('a waterfall whose labels are rounded says so, and gives its changes with signs', async () => {
  const rows = rowsOf(['Before', 20000], ['Volume', -1000.4], ['Price', 500.2], ['After', 19499.8]);
  const { notes, alt } = await draw(chart({ ...XY, type: 'waterfall', unit: 'US dollars', rows }));
  expect(notes).toEqual(['The labels are rounded; the values add up.']);
  expect(alt).toContain('Before 20,000, Volume −1,000, Price +500, After 19,500');
});

test('lines beside a highlighted one have their names at their ends, apart from each other', async () => {
  const rows = rowsOf(
    ...['2026-01-05', '2026-01-12'].flatMap((week): [string, number, string][] => [
      [week, 100, 'ios'],
      [week, 101, 'android'],
      [week, 102, 'web'],
    ]),
  );
  const { svg } = await draw(chart({ ...XY, rows, series: 's', highlight: 'ios' }));
  const heights = ['web', 'android', 'ios'].map((name) => {
    const [, y = ''] = new RegExp(`<text[^>]*translate\\([\\d.]+,([\\d.]+)\\)[^>]*>${name}</text>`).exec(svg) ?? [];
    return Number(y);
  });
  expect((heights[1] ?? 0) - (heights[0] ?? 0)).toBeGreaterThanOrEqual(14);
  expect((heights[2] ?? 0) - (heights[1] ?? 0)).toBeGreaterThanOrEqual(14);
});

test.each(['bar', 'line', 'stacked_bar'])(
  '%s: a category may be called like anything that an object has',
  async (type) => {
    const names = ['constructor', 'toString', '__proto__', 'hasOwnProperty'];
    const rows = rowsOf(
      ...names.flatMap((name): [string, number, string][] => [
        [name, 1, 'a'],
        [name, 2, name],
      ]),
    );
    expect(await words({ ...XY, type, rows, series: 's' })).toEqual(expect.arrayContaining(names));
  },
);

test('an event, a threshold and a unit too', async () => {
  const annotations = [
    { x: '2026-10-05', label: 'constructor' },
    { y: 900, label: 'toString' },
  ];
  expect(await words({ annotations })).toEqual(expect.arrayContaining(['constructor', 'toString']));
  const rows = [{ x: 1 }, { x: 2 }, { x: 5 }];
  expect(await words({ type: 'histogram', x: 'x', y: undefined, rows, unit: 'constructor' })).toContain('constructor');
});

test('a day can be highlighted as it is written in the rows', async () => {
  const { svg } = await draw(chart({ type: 'bar', highlight: '2026-10-12' }));
  expect(svg.match(/fill="#8b939d"/g)).toHaveLength(2);
  expect(svg.match(/<path[^>]*fill="#1261a6"/g)).toHaveLength(1);
});
