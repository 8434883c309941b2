// The page of `rolekit dev`, as an author uses it: a real browser, a real build, real servers.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createHome, type Home } from '../hosts/home.ts';
import { endProgram, processesOf, startProgram } from '../hosts/processes.ts';
import { rolekitCommand } from '../workspace.ts';
import { openBrowser } from './browser.ts';
import { CONNECTOR, HOSTILE, writeDesk } from './inspector-page.fixture.ts';

const SECRET = 'desk-token-4711';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let home: Home;
let code: string;
let dev: ChildProcessWithoutNullStreams;
let printed = '';
let url: string;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  home = createHome('inspector');
  const source = join(home.cwd, 'desk');
  code = writeDesk(source);
  const [command, args] = rolekitCommand('dev', source);
  dev = startProgram(command, args, { ...home, env: { ...home.env, DESK_TOKEN: SECRET, ROLEKIT_STORE: 'file' } });
  for (const stream of [dev.stdout, dev.stderr])
    stream.on('data', (text) => {
      printed += text;
    });
  await vi.waitFor(() => expect(printed).toMatch(/^ready {2}3 tools/m), { timeout: 60_000 });
  url = /^inspector {2}(\S+)$/m.exec(printed)?.[1] ?? 'not printed';
  browser = await openBrowser();
  page = await open(browser, {});
});

afterAll(async () => {
  await browser?.close();
  if (dev) await endProgram(dev);
  home?.remove();
});

async function open(from: Browser, options: Parameters<Browser['newContext']>[0]): Promise<Page> {
  const opened = await (await from.newContext(options)).newPage();
  opened.on('console', (message) => complaints.push(message.text()));
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.goto(url);
  await opened.getByRole('button', { name: 'Call', exact: true }).waitFor();
  return opened;
}

const show = async (tool: string) => {
  await page.getByRole('button', { name: tool }).click();
  await page.getByRole('heading', { name: tool, level: 2 }).waitFor();
};
const call = () => page.getByRole('button', { name: 'Call', exact: true }).click();
const result = () => page.getByRole('region', { name: 'Result' });
const answered = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text }).waitFor();
const messages = () => page.locator('#wire summary');
const servers = () => [...processesOf(home.path).values()].filter((line) => line.includes('main.mjs')).length;

describe('a tool', () => {
  test('is found by its words, with its access and what its definition costs', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('closes');
    const tools = page.getByRole('navigation').getByRole('button');
    expect(await tools.filter({ visible: true }).allTextContents()).toEqual([
      expect.stringMatching(/^desk_close_ticket\s+write\s*≈ \d+ tokens$/),
    ]);
    await page.getByRole('searchbox').fill('zeppelin');
    expect(await page.getByText('Nothing matches.').isVisible()).toBe(true);
    await page.getByRole('searchbox').fill('');
  });

  test('is a form made from its schema, filled with the example of its author', async () => {
    await show('desk_list_tickets');
    expect(
      await page
        .getByLabel(/^state/)
        .locator('option')
        .allTextContents(),
    ).toEqual(['not set', 'open', 'closed']);
    expect(await page.getByLabel(/^state/).inputValue()).toBe('"open"');
    expect(await page.getByRole('textbox', { name: 'labels item' }).inputValue()).toBe('urgent');
    expect(await page.getByLabel(/^since/).getAttribute('type')).toBe('date');
  });

  test('is not called with arguments that are wrong, and the keyboard is at the first', async () => {
    await page.getByLabel(/^most/).fill('many');
    await call();
    await page.getByText('`many` is no number.').waitFor();
    const wrong = page.getByLabel(/^most/);
    expect(await wrong.getAttribute('aria-invalid')).toBe('true');
    expect(
      await wrong.evaluate(
        (input) => input === (globalThis as never as { document: { activeElement: unknown } }).document.activeElement,
      ),
    ).toBe(true);
    await wrong.fill('50');
    await call();
    await page.getByText('Too big: expected number to be <=40').waitFor();
    expect(await messages().count()).toBe(0);
    await page.getByLabel(/^most/).fill('');
  });

  test('answers as people, models and programs see it; what a vendor says stays text', async () => {
    await call();
    await answered(/^Answered [\d.]+ m?s 5 rows 2026-07-28/);
    const table = result().getByRole('table');
    expect(await table.getByRole('columnheader').allTextContents()).toEqual(['id', 'title', 'hours']);
    const cells = await table.getByRole('row').nth(1).getByRole('cell').allTextContents();
    expect(cells).toEqual(['t1', HOSTILE[0], '0']);
    await result()
      .getByRole('tab', { name: /^Text for models, ≈ \d+ tokens$/ })
      .click();
    expect(await result().getByRole('tabpanel').filter({ visible: true }).textContent()).toContain(HOSTILE[1]);
    await page.keyboard.press('ArrowRight');
    const json = await result().getByRole('region', { name: 'Structured result' }).textContent();
    expect(JSON.parse(json ?? '').items[2].title).toContain('onmouseover="globalThis.hacked = true');
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
  });

  test('answers in both eras, each on a server of its own', async () => {
    await page.getByRole('radio', { name: '2025-11-25' }).check();
    await page.getByLabel(/^most/).fill('2');
    await page.getByLabel(/^most/).press('Control+Enter');
    await answered(/^Answered [\d.]+ m?s 2 rows 2025-11-25/);
    expect(await messages().allTextContents()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/to the server: tools\/call desk_list_tickets #\d · [\d,]+ B/),
        expect.stringMatching(/from the server: answer to initialize #\d · [\d.]+ m?s · [\d,]+ B/),
      ]),
    );
    expect(servers()).toBe(2);
  });

  test('leads to its next page', async () => {
    await page.getByLabel(/^most/).fill('');
    await page.getByLabel(/^limit/).fill('2');
    await call();
    await answered('2 of 5 rows');
    await result().getByRole('button', { name: 'Next page' }).click();
    await result().getByRole('cell', { name: 't3' }).waitFor();
  });

  test('says how far it is, and stops when it is cancelled', async () => {
    await show('desk_wait');
    await call();
    await answered('Calling desk_wait: 1 of 4: Counting chairs');
    await result().getByRole('button', { name: 'Cancel' }).click();
    await answered('Cancelled');
    await expect
      .poll(() => messages().allTextContents())
      .toContainEqual(expect.stringContaining('notifications/cancelled'));
  });

  test('is called with JSON too, which a form takes over where it can', async () => {
    await show('desk_list_tickets');
    await page.getByRole('button', { name: 'Edit as JSON' }).click();
    const editor = page.getByLabel('Arguments as JSON');
    await editor.fill('{"most": 1, "labels": ["a", "b"]');
    await page.getByRole('button', { name: 'Edit as form' }).click();
    await page.getByText(/^Not valid JSON: /).waitFor();
    await editor.fill('{"most": 1, "labels": ["a", "b"]}');
    await page.getByRole('button', { name: 'Edit as form' }).click();
    await page.getByLabel(/^most/).waitFor();
    expect(await page.getByRole('textbox', { name: 'labels item' }).count()).toBe(2);
    await page.getByRole('button', { name: 'Remove this labels item' }).first().click();
    expect(await page.getByRole('textbox', { name: 'labels item' }).inputValue()).toBe('b');
    await page.getByRole('button', { name: 'Add to labels' }).click();
    expect(await page.getByRole('textbox', { name: 'labels item' }).count()).toBe(2);
  });
});

describe.each(['2026-07-28', '2025-11-25'])('a write in %s', (era) => {
  test('is made when a person approves its plan, and not when one declines', async () => {
    await page.getByRole('radio', { name: era }).check();
    await show('desk_close_ticket');
    await page.getByLabel(/^id/).fill('t1');
    await page.getByLabel(/^reason/).fill('<b>done</b>');
    await call();
    await page.getByRole('heading', { name: 'Approve this change?' }).waitFor();
    expect(await page.getByRole('region', { name: 'Plan' }).textContent()).toContain('Close ticket t1');
    await page.getByRole('button', { name: 'Decline' }).click();
    await answered(/Error .*asked once/);
    expect(await result().textContent()).toContain('RK_APPROVAL_REFUSED');
    await call();
    await page.getByRole('button', { name: 'Approve' }).click();
    await answered(/Answered .*asked once/);
    expect(await result().getByRole('definition').allTextContents()).toEqual(['t1', '1']);
  });
});

describe('a save', () => {
  test('shows the new tools and keeps what was entered', async () => {
    await show('desk_list_tickets');
    await page.getByLabel(/^most/).fill('3');
    writeFileSync(code, CONNECTOR.replace('desk_wait', 'desk_rest').replace("'Only these.'", "'Only those.'"));
    await page.getByRole('button', { name: 'desk_rest' }).waitFor();
    await page.getByText('Only those.', { exact: true }).waitFor();
    expect(await page.getByLabel(/^most/).inputValue()).toBe('3');
    await expect.poll(servers).toBe(0);
    await call();
    await answered('3 rows');
  });

  test('that breaks the build says where, and leaves the last good one usable', async () => {
    writeFileSync(code, `const half = ;\n${CONNECTOR}`);
    await page.getByRole('status').filter({ hasText: 'Broken src/index.ts:1' }).waitFor();
    expect(await page.locator('#status').textContent()).toContain('The last good build is used.');
    await page.getByRole('tab', { name: 'Findings (1)' }).click();
    expect(await page.getByRole('tabpanel', { name: /^Findings/ }).textContent()).toContain('src/index.ts:1:14');
    await call();
    await answered('3 rows');
    await page.getByRole('tab', { name: 'Log' }).click();
    expect(await page.locator('#log').textContent()).toContain('broken  Waiting for the next save.');
    writeFileSync(code, CONNECTOR);
    await page.getByRole('button', { name: 'desk_wait' }).waitFor();
    await page.getByRole('tab', { name: 'Findings' }).click();
    expect(await page.getByRole('tabpanel', { name: /^Findings/ }).textContent()).not.toContain('error');
  });
});

test('a storm of saves ends with the last one, and leaves one server for the calls', async () => {
  await show('desk_list_tickets');
  for (let save = 1; save <= 12; save++) {
    writeFileSync(code, CONNECTOR.replace('desk_wait', `desk_wait${save}`));
    await page.getByRole('button', { name: 'Call', exact: true }).click({ delay: save * 10 });
  }
  await page.getByRole('button', { name: 'desk_wait12' }).waitFor();
  await page.getByRole('button', { name: 'Call', exact: true }).press('Enter');
  await expect.poll(servers).toBe(1);
  writeFileSync(code, CONNECTOR);
  await page
    .getByRole('button', { name: 'desk_wait', exact: false })
    .filter({ hasText: /^desk_wait\s/ })
    .waitFor();
});

test('the messages of a host are shown beside those of the page', async () => {
  const [command, args] = rolekitCommand('dev', join(home.cwd, 'desk'), '--stdio');
  const served = startProgram(command, args, {
    ...home,
    env: { ...home.env, DESK_TOKEN: SECRET, ROLEKIT_STORE: 'file' },
  });
  let log = '';
  served.stderr.on('data', (text) => {
    log += text;
  });
  const clientInfo = { name: 'host', version: '1.0.0' };
  const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
  served.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 'h1', method: 'initialize', params: hello })}\n`);
  await vi.waitFor(() => expect(log).toMatch(/^ready {2}3 tools/m), { timeout: 60_000 });
  const other = await (await browser.newContext()).newPage();
  await other.goto(/^inspector {2}(\S+)$/m.exec(log)?.[1] ?? 'not printed');
  const lines = other.locator('#wire summary');
  await lines.nth(1).waitFor();
  expect(await lines.allTextContents()).toEqual([
    expect.stringMatching(/^→to the server: initialize host #h1 · \d+ B$/),
    expect.stringMatching(/^←from the server: answer to initialize host #h1 · [\d.]+ m?s · [\d,]+ B$/),
  ]);
  await other.context().close();
  await endProgram(served);
});

describe.each([
  ['wide', 'light', 1440],
  ['wide', 'dark', 1440],
  ['narrow', 'light', 360],
  ['narrow', 'dark', 360],
] as const)('for everyone: %s and %s', (_, colorScheme, width) => {
  test('axe finds nothing in any state', async () => {
    const other = await open(browser, { colorScheme, viewport: { width, height: 900 }, bypassCSP: true });
    const check = async () => {
      const found = (await other.evaluate(
        `${AXE}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]))`,
      )) as unknown[];
      expect(found).toEqual([]);
      expect(await other.evaluate('document.documentElement.scrollWidth')).toBe(width);
    };
    await check();
    await other.getByRole('button', { name: 'Call', exact: true }).click();
    await other.getByRole('region', { name: 'Result' }).getByRole('table').waitFor();
    await other.locator('#wire summary').first().click();
    await check();
    await other.getByRole('button', { name: 'desk_close_ticket' }).click();
    await other.getByRole('heading', { name: 'desk_close_ticket' }).waitFor();
    await other.getByRole('button', { name: 'Empty' }).click();
    await other.getByRole('button', { name: 'Call', exact: true }).click();
    await other.getByText('Required: give a value.').first().waitFor();
    await check();
    await other.getByLabel(/^id/).fill('t1');
    await other.getByLabel(/^reason/).fill('done');
    await other.getByRole('button', { name: 'Call', exact: true }).click();
    await other.getByRole('heading', { name: 'Approve this change?' }).waitFor();
    await check();
    await other.context().close();
  });
});

describe('the page', () => {
  test('shows nothing without the token of this run', async () => {
    const other = await (await browser.newContext()).newPage();
    await other.goto(url.replace(/#.*/, ''));
    await other.getByText('Open the address that rolekit dev printed.').waitFor();
    expect(await other.content()).not.toContain('desk');
    await other.context().close();
  });

  test('never shows the secret of a connection, nor its own token', async () => {
    const text = await page.content();
    expect(text).toContain('desk_list_tickets');
    expect(text).not.toContain(SECRET);
    expect(text).not.toContain(new URL(url).hash.slice(1));
    expect(page.url()).not.toContain(new URL(url).hash.slice(1));
  });

  test('leaves no server behind when it is closed', async () => {
    await page.context().close();
    await expect.poll(servers).toBe(0);
  });

  test('asks for nothing that its own policy forbids', () => {
    expect(complaints).toEqual([]);
  });
});
