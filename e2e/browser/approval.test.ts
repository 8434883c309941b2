// A write of an agent that cannot ask, approved and declined by a person in a browser: the built plugin over HTTP.
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStage, type Stage } from '../connected-registry.ts';
import { createHome, type Home } from '../hosts/home.ts';
import { endProgram, startProgram } from '../hosts/processes.ts';
import { rolekitCommand } from '../workspace.ts';
import { type ForeignSite, openBrowser, openForeignSite } from './browser.ts';

const ACCOUNT = '001Rk0000000001IAA';

type Answer = {
  isError?: boolean;
  content: { text: string }[];
  structuredContent?: { items?: { Description: string | null }[] };
  _meta?: { 'dev.rolekit/error'?: { kind: string; approvalUrl?: string } };
};

let home: Home;
let stage: Stage;
let server: ChildProcessWithoutNullStreams;
let printed = '';
let serving: { url: string; token: string };
let browser: Browser;
let person: BrowserContext;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  home = createHome('approval-page');
  stage = await openStage(home);
  await stage.connect();
  const [command, args] = rolekitCommand('run', stage.bundle, '--http');
  server = startProgram(command, args, home);
  server.stderr.on('data', (text) => {
    printed += text;
  });
  serving = JSON.parse(
    await new Promise<string>((resolve) => server.stdout.once('data', (line) => resolve(`${line}`))),
  );
  browser = await openBrowser();
  person = await browser.newContext({ colorScheme: 'dark', viewport: { width: 420, height: 900 } });
  page = await person.newPage();
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
});

afterAll(async () => {
  await browser?.close();
  if (server) await endProgram(server);
  await stage?.close();
  home?.remove();
});

/** A client of 2025 that sends each call by itself: nobody can be asked through it. */
async function call(name: string, args: object): Promise<Answer> {
  const response = await fetch(serving.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${serving.token}`,
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }),
  });
  const text = await response.text();
  return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text).result;
}

const update = (text: string) => call('salesforce_update_record', { id: ACCOUNT, fields: { Description: text } });
const errorOf = ({ _meta }: Answer) => _meta?.['dev.rolekit/error'];

async function linkTo(text: string): Promise<string> {
  const answer = await update(text);
  expect(errorOf(answer)?.kind).toBe('approval_required');
  const link = errorOf(answer)?.approvalUrl ?? '';
  expect(answer.content[0]?.text).toContain(link);
  return link;
}

async function description(): Promise<string | null | undefined> {
  const soql = `SELECT Description FROM Account WHERE Id = '${ACCOUNT}'`;
  return (await call('salesforce_query', { soql })).structuredContent?.items?.[0]?.Description;
}

const code = () => /this code once: (\S+)/.exec(printed)?.[1] ?? 'not printed';

describe('the link of a write', () => {
  test('shows nothing to a browser without the code, in whichever site it is', async () => {
    await page.goto(await linkTo('Prefers calls'));
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Your agent asks for an approval');
    expect(await page.getByRole('main').textContent()).not.toContain('Prefers calls');
    await page.getByLabel('Code from the terminal').fill('AAAA-AAAA');
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('That is not the code.');
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  });

  test('lets a person approve: the same call is applied, once', async () => {
    await page.goto(await linkTo('Prefers calls'));
    await page.getByLabel('Code from the terminal').fill(code().toLowerCase());
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Approve this change?' }).waitFor();
    expect(await page.getByText('SANDBOX').textContent()).toBe('SANDBOX');
    const values = page.getByRole('table', { name: 'What changes' });
    expect(await values.getByRole('rowheader').allTextContents()).toEqual(['Description']);
    expect(await values.getByRole('cell').last().textContent()).toBe('Prefers calls');
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('heading', { name: 'Approved' }).waitFor();
    expect(await description()).not.toBe('Prefers calls');

    expect((await update('Prefers calls')).isError).not.toBe(true);
    expect(await description()).toBe('Prefers calls');
    await page.reload();
    expect(await page.getByRole('main').textContent()).toContain('has repeated its call');
    // the record holds it already, so that a repeated call has nothing to approve
    expect(errorOf(await update('Prefers calls'))?.kind).toBe('invalid_request');
    expect(audited('Prefers calls')).toEqual(['applying page', 'applied page']);
  });

  test('opened from another site asks for no second code, and lets a person decline', async () => {
    const link = await linkTo('Prefers <b>letters</b>');
    const site: ForeignSite = await openForeignSite();
    await page.goto(site.url);
    await page.setContent(`<a href="${link}">approve</a>`);
    await page.getByRole('link').click();
    await page.getByRole('heading', { name: 'Approve this change?' }).waitFor();
    expect(await page.getByRole('cell').last().textContent()).toBe('"Prefers <b>letters</b>"');
    await page.getByRole('button', { name: 'Decline' }).click();
    await page.getByRole('heading', { name: 'Declined' }).waitFor();
    await site.close();

    expect(errorOf(await update('Prefers <b>letters</b>'))?.kind).toBe('approval_refused');
    expect(await description()).toBe('Prefers calls');
    expect(audited('Prefers <b>letters</b>')).toEqual([]);
  });

  test('cannot be framed by another site, nor answered by a form of its', async () => {
    const link = await linkTo('Framed');
    await page.goto(link);
    const token = await page.locator('input[name=token]').inputValue();
    const site = await openForeignSite();
    const foreign = await person.newPage();
    await foreign.goto(site.url);
    await foreign.setContent(`<iframe src="${link}"></iframe>`, { waitUntil: 'commit' });
    await expect.poll(() => foreign.frames().at(-1)?.url()).toMatch(/^chrome-error:/);
    // even one that knows what the page's own form says
    await foreign.setContent(
      `<form method="post" action="${link}"><input name="token" value="${token}"><button name="decision" value="approved">x</button></form>`,
    );
    const [response] = await Promise.all([
      foreign.waitForResponse((item) => item.url() === link),
      foreign.getByRole('button').click(),
    ]);
    expect(response.status()).toBe(403);
    await site.close();
    expect(errorOf(await update('Framed'))?.approvalUrl).toBe(link);
  });

  test('loads nothing and breaks none of its own rules', () => {
    expect(complaints).toEqual([]);
  });
});

/** What the audit log says of the change to this value. */
function audited(value: string): string[] {
  const folder = join(home.path, '.rolekit', 'audit');
  const lines = readdirSync(folder).flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ after }) => after?.Description === value)
    .map(({ state, approvedBy }) => `${state} ${approvedBy}`);
}
