// People who sign in on the approval page, with the authorization server on another site: browsers decide which cookies go
// along on the way there and back.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HttpServing } from '../../packages/sdk/src/serve/endpoint/http-options.ts';
import { serveHttp } from '../../packages/sdk/src/serve/endpoint/serve-http.ts';
import { type Issuer, startIssuer } from '../../packages/sdk/src/serve/oauth/issuer.fixture.ts';
import { makePerson } from '../../packages/sdk/src/serve/plugin/people.ts';
import { writeConnection } from '../../packages/sdk/src/settings/profiles.ts';
import { shelf } from '../../packages/sdk/src/testing/shelf-connector.ts';
import { createHome, type Home } from '../hosts/home.ts';
import { openBrowser } from './browser.ts';

let home: Home;
let issuer: Issuer;
let serving: HttpServing;
let browser: Browser;
const library = shelf();

beforeAll(async () => {
  home = createHome('approval-sign-in');
  issuer = await startIssuer();
  for (const person of ['ada', 'bob']) {
    const own = await makePerson(home.path, `${issuer.url}|${person}`);
    await writeConnection('shelf', { format: 1, active: 'default', profiles: { default: { values: {} } } }, own);
  }
  serving = await serveHttp(library.plugin, {
    env: {},
    home: home.path,
    // the issuer is 127.0.0.1: another site
    host: 'localhost',
    oauth: { issuer: issuer.url },
    approvalPage: { clientId: 'page' },
  });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await serving?.close();
  await issuer?.close();
  home?.remove();
});

/** A call of ada's agent. */
async function call() {
  const response = await fetch(serving.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${await issuer.token(serving.url)}`,
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'shelf_update_book', arguments: { id: 'b1', title: 'New' } },
    }),
  });
  const text = await response.text();
  return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text).result;
}

const linkOf = async (): Promise<string> => (await call())._meta['dev.rolekit/error'].approvalUrl;

async function signedIn(as: string): Promise<Page> {
  issuer.person = as;
  const page = await browser.newPage();
  await page.goto(await linkOf());
  await page.getByRole('link', { name: 'Sign in' }).click();
  return page;
}

test('somebody else does not see what an agent wants for ada', async () => {
  const page = await signedIn('bob');
  await page.getByRole('heading', { name: 'This is not yours to approve' }).waitFor();
  expect(await page.getByRole('main').textContent()).not.toContain('Rename');
  issuer.person = 'ada';
  await page.getByRole('link', { name: 'Sign in as another person' }).click();
  await page.getByRole('heading', { name: 'Approve this change?' }).waitFor();
  expect(library.seen.applied).toBe(0);
});

test('ada signs in, approves, and the call is applied', async () => {
  const page = await signedIn('ada');
  await page.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('heading', { name: 'Approved' }).waitFor();
  expect((await call()).structuredContent).toMatchObject({ item: { title: 'New' } });
  expect(library.seen.applied).toBe(1);
});
