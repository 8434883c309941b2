import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeConnection } from '../../settings/profiles.ts';
import { temporaryFolder } from '../../temporary-folder.fixture.ts';
import { shelf } from '../../testing/shelf-connector.ts';
import { toolErrorOf } from '../../tool-error.ts';
import type { HttpOptions, HttpServing } from '../endpoint/http-options.ts';
import { serveHttp } from '../endpoint/serve-http.ts';
import { type Issuer, startIssuer } from '../oauth/issuer.fixture.ts';
import { makePerson } from '../plugin/people.ts';
import { openBrowser } from './desk.fixture.ts';
import { signInVisits } from './sign-in.ts';

let home: string;
let issuer: Issuer;
let library: ReturnType<typeof shelf>;
let serving: HttpServing;
let problems: string[];

beforeEach(async () => {
  home = temporaryFolder();
  issuer = await startIssuer();
  for (const person of ['ada', 'bob']) {
    const own = await makePerson(home, `${issuer.url}|${person}`);
    await writeConnection('shelf', { format: 1, active: 'default', profiles: { default: { values: {} } } }, own);
  }
  library = shelf();
  serving = await serve();
});
afterEach(async () => {
  await serving.close();
  await issuer.close();
});

async function serve(options: Partial<HttpOptions> = {}): Promise<HttpServing> {
  problems = [];
  return serveHttp(library.plugin, {
    env: {},
    home,
    onProblem: (text) => void problems.push(text),
    oauth: { issuer: issuer.url, requiredScopes: ['shelf'] },
    approvalPage: { clientId: 'page' },
    ...options,
  });
}

/** A call of the agent that works for `person`; it has a token of theirs, and nobody can be asked through it. */
async function call(person: string, args: object = { id: 'b1', title: 'New' }) {
  const token = await issuer.token(serving.url, { sub: person, scope: 'shelf' });
  const response = await fetch(serving.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: `Bearer ${token}`,
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'shelf_update_book', arguments: args },
    }),
  });
  const text = await response.text();
  return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text).result;
}

async function linkOf(person: string): Promise<string> {
  const error = toolErrorOf(await call(person));
  expect(error).toMatchObject({ kind: 'approval_required' });
  return error?.approvalUrl ?? '';
}

const newBrowser = () => openBrowser(new URL(serving.url).origin);
const startOf = (link: string) => link.replace(/[0-9a-f]{32}$/, 'sign-in?for=$&');

/** Goes to the issuer, which signs its person in without asking, and gives where it sends the browser back to. */
async function toIssuerAndBack(browser: ReturnType<typeof newBrowser>, link: string): Promise<URL> {
  const away = (await browser.get(startOf(link))).headers.get('location') ?? '';
  expect(new URL(away).origin).toBe(new URL(issuer.url).origin);
  const back = await fetch(away, { redirect: 'manual' });
  return new URL(back.headers.get('location') ?? '');
}

async function signIn(browser: ReturnType<typeof newBrowser>, link: string) {
  return browser.get((await toIssuerAndBack(browser, link)).href, { 'sec-fetch-site': 'cross-site' });
}

describe('the page of a server of several people', () => {
  it('is not there without a client to sign in with, and the refusal names the setting', async () => {
    await serving.close();
    serving = await serve({ approvalPage: true });
    const error = toolErrorOf(await call('ada'));
    expect(error).toMatchObject({ code: 'RK_APPROVAL_REQUIRED' });
    expect(error?.next).toContain('`approvalPage.clientId` (a public client of the authorization server;');
    expect((await newBrowser().get(startOf(`${new URL(serving.url).origin}/approve/${'0'.repeat(32)}`))).status).toBe(
      404,
    );
  });

  it('is not there with a client but without people', async () => {
    const { oauth: _, ...rest } = { home, env: {}, oauth: 0 };
    await expect(serveHttp(library.plugin, { ...rest, approvalPage: { clientId: 'page' } })).rejects.toThrow(
      '`signIn` needs `oauth`, which says who people are',
    );
  });

  it('shows nothing to who is not signed in, whatever token they send', async () => {
    const link = await linkOf('ada');
    const token = await issuer.token(serving.url, { sub: 'ada', scope: 'shelf' });
    const seen = await newBrowser().get(link, { authorization: `Bearer ${token}` });
    expect(seen.text).toContain(`href="sign-in?for=${link.slice(-32)}"`);
    expect(seen.text).not.toContain('Rename');
    const { status } = await newBrowser().post(link, { decision: 'approved' }, { authorization: `Bearer ${token}` });
    expect(status).toBe(401);
  });

  it('lets the person decide whose agent asked', async () => {
    const link = await linkOf('ada');
    const browser = newBrowser();
    const arrived = await signIn(browser, link);
    expect(arrived.text).toContain(`content="0;url=${link.slice(-32)}?here"`);
    expect(issuer.seen).toEqual({ resource: [serving.url], scope: ['shelf'] });
    await browser.decide(link, 'approved');
    expect((await call('bob')).isError).toBe(true);
    expect((await call('ada')).structuredContent).toMatchObject({ item: { title: 'New' } });
    expect(library.seen.applied).toBe(1);
  });

  it('shows nothing to somebody else, who can sign in anew', async () => {
    const link = await linkOf('ada');
    issuer.person = 'bob';
    const browser = newBrowser();
    await signIn(browser, link);
    const seen = await browser.get(link);
    expect([seen.status, seen.text]).toEqual([403, expect.stringContaining('works for somebody else')]);
    expect(seen.text).toContain(`href="sign-in?for=${link.slice(-32)}&amp;anew"`);
    expect((await browser.get(`${startOf(link)}&anew`)).headers.get('location')).toContain('prompt=login');
    const bobs = await linkOf('bob');
    const token = await browser.tokenOf(bobs);
    expect((await browser.post(link, { token, decision: 'approved' })).status).toBe(403);
    await browser.decide(bobs, 'declined');
    expect(toolErrorOf(await call('ada'))?.approvalUrl).toBe(link);
  });
});

const COOKIE = 'c'.repeat(32);

describe('a sign-in', () => {
  it('counts in the browser that began it, and once', async () => {
    const link = await linkOf('ada');
    const [browser, other] = [newBrowser(), newBrowser()];
    const back = await toIssuerAndBack(browser, link);
    expect((await other.get(back.href)).headers.get('set-cookie')).toBeNull();
    expect((await browser.get(back.href)).text).toContain('You are not signed in');
    const again = await toIssuerAndBack(browser, link);
    expect((await browser.get(again.href)).status).toBe(200);
    expect((await newBrowser().get(again.href)).status).toBe(403);
  });

  it.each([
    ['with a forged state', (back: URL) => back.searchParams.set('state', 'forged'), 'not begun in this browser'],
    ['without a state', (back: URL) => back.searchParams.delete('state'), 'not begun in this browser'],
    [
      'of another issuer',
      (back: URL) => back.searchParams.set('iss', 'https://evil.example'),
      'Another authorization server',
    ],
    [
      'with a code of somebody else',
      (back: URL) => back.searchParams.set('code', 'stolen'),
      'cannot be reached or refused',
    ],
    [
      'that was refused',
      (back: URL) => {
        back.searchParams.delete('code');
        back.searchParams.set('error', '<b>access_denied</b>');
      },
      'answered: &lt;b&gt;access_denied&lt;/b&gt;',
    ],
  ])('%s lets nobody in', async (_, change, said) => {
    const link = await linkOf('ada');
    const browser = newBrowser();
    const back = await toIssuerAndBack(browser, link);
    change(back);
    const seen = await browser.get(back.href);
    expect([seen.status, seen.headers.get('set-cookie')]).toEqual([403, null]);
    expect(seen.text).toContain(said);
    expect((await browser.get(link)).text).not.toContain('Rename');
  });

  it('whose token lacks what every request needs lets nobody in', async () => {
    const link = await linkOf('ada');
    const browser = newBrowser();
    const away = new URL((await browser.get(startOf(link))).headers.get('location') ?? '');
    away.searchParams.set('scope', 'other');
    const back = (await fetch(away, { redirect: 'manual' })).headers.get('location') ?? '';
    expect((await browser.get(back)).text).toContain('was not accepted here');
    expect(problems).toEqual([expect.stringContaining('the token lacks a scope')]);
  });

  it('says so when the authorization server does not answer', async () => {
    const link = await linkOf('ada');
    issuer.down = true;
    const seen = await newBrowser().get(startOf(link));
    expect([seen.status, seen.text]).toEqual([403, expect.stringContaining('cannot be reached')]);
    expect(problems).toHaveLength(1);
  });

  it('that takes too long counts no more', async () => {
    let now = 0;
    const { visit } = signInVisits(
      {
        issuer: issuer.url,
        clientId: 'page',
        scopes: [],
        home,
        resource: () => 'https://x.example/mcp',
        base: () => 'https://x.example',
        isLink: () => true,
        admit: () => ({ principal: 'ada' }),
        onProblem: () => {},
      },
      () => now,
    );
    const begun = await visit({
      name: 'sign-in',
      query: new URLSearchParams({ for: '0'.repeat(32) }),
      cookie: () => COOKIE,
    });
    const url = new URL(begun && 'to' in begun ? begun.to : '');
    expect(url.searchParams.get('redirect_uri')).toBe('https://x.example/approve/signed-in');
    expect(begun?.headers?.['set-cookie']).toMatch(/; HttpOnly; SameSite=Lax; Path=\/approve; Max-Age=600; Secure$/);
    now += 10 * 60_000 + 1;
    const query = new URLSearchParams({ state: url.searchParams.get('state') ?? '', code: 'c' });
    const late = await visit({ name: 'signed-in', query, cookie: () => COOKIE });
    expect(late).toMatchObject({ status: 403, page: { main: { text: expect.stringContaining('took too long') } } });
  });

  it('begins for a link only', async () => {
    const { origin } = new URL(serving.url);
    expect((await newBrowser().get(`${origin}/approve/sign-in?for=https://evil.example`)).status).toBe(403);
    // whoever guesses makes this server ask nobody
    expect((await newBrowser().get(`${origin}/approve/sign-in?for=${'0'.repeat(32)}`)).status).toBe(403);
    expect(issuer.asked).not.toHaveProperty('/.well-known/oauth-authorization-server');
    expect((await newBrowser().get(`${origin}/approve/other`)).status).toBe(404);
  });

  it('asks the authorization server once where it is, however many begin', async () => {
    const link = await linkOf('ada');
    const before = issuer.asked['/.well-known/oauth-authorization-server'] ?? 0;
    const seen = await Promise.all(Array.from({ length: 20 }, () => newBrowser().get(startOf(link))));
    expect(seen.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 303));
    expect((issuer.asked['/.well-known/oauth-authorization-server'] ?? 0) - before).toBe(1);
  });
});
