import { readdir, readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { foreignAnswers } from '../../testing/foreign-requests.ts';
import { toolErrorOf } from '../../tool-error.ts';
import { labels, printer, texts } from '../write/batch/labels.fixture.ts';
import { ARGS, openDesk } from './desk.fixture.ts';

let desk: Awaited<ReturnType<typeof openDesk>>;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

const applied = () => desk.library.seen.applied;

describe('a call that nobody can be asked about', () => {
  it('is refused with the setting named where the page is off', async () => {
    await desk.close();
    desk = await openDesk({}, false);
    const error = toolErrorOf(await desk.call());
    expect(error).toMatchObject({ kind: 'approval_required', next: expect.stringContaining('`approvalPage`') });
    expect(error?.approvalUrl).toBeUndefined();
    expect((await desk.browser().get(`${desk.origin}/approve/x`)).text).toContain('The MCP endpoint is /mcp');
  });

  it('answers with a link, in its text too, and never with the code', async () => {
    const result = await desk.call();
    const link = toolErrorOf(result)?.approvalUrl ?? '';
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/approve\/[0-9a-f]{32}$/);
    expect(result.content).toEqual([{ type: 'text', text: expect.stringContaining(link) }]);
    expect(desk.told.code).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(JSON.stringify(result)).not.toContain(desk.told.code);
    expect(applied()).toBe(0);
  });

  it('gives the same link while a person has not decided, and another for other arguments', async () => {
    const link = await desk.link();
    expect(await desk.link()).toBe(link);
    expect(await desk.link({ ...ARGS, title: 'Other' })).not.toBe(link);
  });

  it('refuses what cannot be shown whole instead of linking to a part of it', async () => {
    expect(toolErrorOf(await desk.call({ ...ARGS, title: 'x'.repeat(7000) }))?.kind).toBe('too_large');
  });
});

describe('a link without the code', () => {
  it('shows nothing of the change, and decides nothing', async () => {
    const link = await desk.link();
    const agent = desk.browser();
    const page = await agent.get(link);
    expect(page.text).toContain('Code from the terminal');
    expect(page.text).not.toMatch(/Rename|Book 1|name="decision"/);
    expect((await agent.post(link, { decision: 'approved', token: 'x' })).status).toBe(401);
    expect((await agent.post(link, { decision: 'approved' }, { cookie: 'rolekit-approver=x' })).status).toBe(401);
    expect(toolErrorOf(await desk.call())?.approvalUrl).toBe(link);
    expect(applied()).toBe(0);
  });

  it('refuses wrong codes, and after five of them the right one too', async () => {
    const link = await desk.link();
    const agent = desk.browser();
    for (const code of ['', 'AAAA-AAAA', 'BBBB-BBBB', 'CCCC-CCCC'])
      expect((await agent.post(link, { code })).status).toBe(403);
    expect((await agent.post(link, { code: 'DDDD-DDDD' })).status).toBe(429);
    const late = await agent.post(link, { code: desk.told.code });
    expect([late.status, late.headers.get('retry-after'), late.headers.get('set-cookie')]).toEqual([429, '60', null]);
    expect(desk.told.problems).toEqual([expect.stringContaining('Too many wrong codes')]);
  });

  it('takes the code as people write it, once for a browser', async () => {
    const link = await desk.link();
    const browser = desk.browser();
    const admitted = await browser.post(link, { code: ` ${desk.told.code.toLowerCase().replace('-', ' ')} ` });
    expect(admitted.status).toBe(303);
    const cookie = admitted.headers.get('set-cookie');
    expect(cookie).toMatch(
      /^rolekit-approver-\d+=[\w-]{32}; HttpOnly; SameSite=Strict; Path=\/approve; Max-Age=43200$/,
    );
    expect((await browser.get(link)).text).toContain('Approve this change?');
    expect((await browser.get(await desk.link({ ...ARGS, id: 'b2' }))).text).toContain('Rename b2');
  });
});

describe('a person with the code', () => {
  it('sees what changes, from the values that the server read', async () => {
    const link = await desk.link();
    const { text } = await (await desk.person(link)).get(link);
    expect(text).toContain('<title>Approve this change? · reading</title>');
    expect(text).toContain('<bdi>Rename b1</bdi>');
    expect(text).toContain('<td class="before"><bdi>Book 1</bdi></td><td class="after"><bdi>New</bdi></td>');
    expect(text).toMatch(/within (9|10) minutes/);
  });

  it('sees markup and what is invisible as text', async () => {
    const title = `</bdi><script>alert(1)</script>"'&\u202e\u200b\u2800\ufe0f\u3164`;
    const link = await desk.link({ ...ARGS, title });
    const { text } = await (await desk.person(link)).get(link);
    expect(text).toContain(
      '&quot;&lt;/bdi&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\&quot;&#39;&amp;\\u{202e}\\u{200b}\\u{2800}\\u{fe0f}\\u{3164}&quot;',
    );
    expect(text).not.toMatch(/<script/);
  });

  it('approves: the same call is applied once, and asked about anew after that', async () => {
    const link = await desk.link();
    const person = await desk.person(link);
    expect((await person.decide(link, 'approved')).status).toBe(303);
    expect((await person.get(link)).text).toContain('Go back to your agent');
    expect(applied()).toBe(0);
    const done = await desk.call();
    expect(done.structuredContent).toMatchObject({ item: { title: 'New' } });
    expect((await person.get(link)).text).toContain('has repeated its call');
    const again = await desk.link();
    expect(again).not.toBe(link);
    expect(applied()).toBe(1);
  });

  it('declines: the next call is told so, and changes nothing', async () => {
    const link = await desk.link();
    const person = await desk.person(link);
    await person.decide(link, 'declined');
    expect((await person.get(link)).text).toContain('Nothing was changed, and the agent knows.');
    expect(toolErrorOf(await desk.call())).toMatchObject({
      kind: 'approval_refused',
      message: expect.stringContaining('the person declined it'),
    });
    expect(applied()).toBe(0);
  });

  it('cannot approve after declining, nor decline after approving', async () => {
    const [first, second] = [await desk.link(), await desk.link({ ...ARGS, id: 'b2' })];
    const person = await desk.person(first);
    const [one, two] = [await person.tokenOf(first), await person.tokenOf(second)];
    await person.post(first, { token: one, decision: 'declined' });
    await person.post(first, { token: one, decision: 'approved' });
    await person.post(second, { token: two, decision: 'approved' });
    await person.post(second, { token: two, decision: 'declined' });
    expect(toolErrorOf(await desk.call())?.kind).toBe('approval_refused');
    expect((await desk.call({ ...ARGS, id: 'b2' })).isError).not.toBe(true);
    expect(applied()).toBe(1);
  });

  it('that sends the form twice approves once', async () => {
    const link = await desk.link();
    const person = await desk.person(link);
    const fields = { token: await person.tokenOf(link), decision: 'approved' };
    await Promise.all([person.post(link, fields), person.post(link, fields)]);
    await desk.call();
    await person.post(link, fields);
    expect(toolErrorOf(await desk.call())?.kind).toBe('approval_required');
    expect(applied()).toBe(1);
  });

  it('approves these arguments only', async () => {
    const link = await desk.link();
    await (await desk.person(link)).decide(link, 'approved');
    expect(toolErrorOf(await desk.call({ ...ARGS, title: 'Other' }))?.kind).toBe('approval_required');
    expect(toolErrorOf(await desk.call({ ...ARGS, id: 'b2' }))?.kind).toBe('approval_required');
    expect(applied()).toBe(0);
    // the order of arguments is nothing that a person sees
    expect((await desk.call({ title: 'New', id: 'b1' })).isError).not.toBe(true);
  });

  it('approves one of two calls at once', async () => {
    const link = await desk.link();
    await (await desk.person(link)).decide(link, 'approved');
    const answers = await Promise.all([desk.call(), desk.call()]);
    expect(answers.map((answer) => toolErrorOf(answer)?.kind ?? 'applied').toSorted()).toEqual([
      'applied',
      'approval_required',
    ]);
    expect(applied()).toBe(1);
  });

  it('approves the plan that was shown, whatever the app holds by then', async () => {
    const link = await desk.link();
    desk.library.books.set('b1', { id: 'b1', title: 'Meanwhile', stars: 3 });
    const person = await desk.person(link);
    expect((await person.get(link)).text).toContain('<bdi>Book 1</bdi>');
    await person.decide(link, 'approved');
    await desk.call();
    const [audited] = await auditOf();
    expect(audited).toMatchObject({ before: { title: 'Book 1' }, after: { title: 'New' } });
  });

  it('is named by the audit log as the one who approved on the page', async () => {
    const link = await desk.link();
    await (await desk.person(link)).decide(link, 'approved');
    await desk.call();
    expect((await auditOf()).map(({ state, approvedBy }) => [state, approvedBy])).toEqual([
      ['applying', 'page'],
      ['applied', 'page'],
    ]);
  });
});

describe('a batch', () => {
  it('is shown whole, and each of its items is applied once', async () => {
    await desk.close();
    const vendor = printer();
    desk = await openDesk({}, {}, labels(vendor));
    const args = { texts: texts(12) };
    const link = await desk.link(args, 'labels_print_labels');
    const person = await desk.person(link);
    const { text } = await person.get(link);
    expect(text.match(/<tr><th scope="row">/g)).toHaveLength(12);
    expect(text).toMatch(/<caption>What is created<\/caption>[\s\S]*l12/);
    await person.decide(link, 'approved');
    expect((await desk.call(args, 'labels_print_labels')).isError).not.toBe(true);
    expect(vendor.printed).toEqual(texts(12));
    await desk.link(args, 'labels_print_labels');
    expect(vendor.printed).toHaveLength(12);
  });
});

describe('a decision', () => {
  it('does not count once its time is over', async () => {
    await desk.close();
    desk = await openDesk({ approvalMs: -1 });
    const link = await desk.link();
    const person = await desk.person(link);
    expect((await person.get(link)).status).toBe(404);
    expect((await person.decide(link, 'approved')).status).not.toBe(303);
    expect(await desk.link()).not.toBe(link);
    expect(applied()).toBe(0);
  });

  it('needs a link that this server gave out', async () => {
    const link = await desk.link();
    const person = await desk.person(link);
    const forged = `${link.slice(0, -4)}0000`;
    expect((await person.get(forged)).status).toBe(404);
    expect((await person.post(forged, { token: await person.tokenOf(link), decision: 'approved' })).status).toBe(403);
    expect((await person.get(`${desk.origin}/approve`)).status).toBe(404);
    expect((await person.get(`${desk.origin}/approve/../mcp`)).status).toBe(401);
  });

  it('needs the form of this browser for this link', async () => {
    const [link, other] = [await desk.link(), await desk.link({ ...ARGS, id: 'b2' })];
    const [person, second] = [await desk.person(link), await desk.person(link)];
    for (const token of ['', await person.tokenOf(other), await second.tokenOf(link)])
      expect((await person.post(link, { token, decision: 'approved' })).status).toBe(403);
    expect((await person.post(link, { token: await person.tokenOf(link), decision: 'maybe' })).status).toBe(403);
    expect(toolErrorOf(await desk.call())?.approvalUrl).toBe(link);
  });

  it.each([
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['a page without an origin', { origin: 'null' }],
    ['another site behind a proxy that lost its origin', { 'sec-fetch-site': 'cross-site' }],
    ['a form of another kind', { 'content-type': 'text/plain' }],
  ])('is refused from %s', async (_, headers) => {
    const link = await desk.link();
    const person = await desk.person(link);
    const fields = { token: await person.tokenOf(link), decision: 'approved' };
    expect((await person.post(link, fields, headers)).status).toBeGreaterThanOrEqual(400);
    expect((await desk.browser().post(link, { code: desk.told.code }, headers)).headers.get('set-cookie')).toBeNull();
    expect(toolErrorOf(await desk.call())?.approvalUrl).toBe(link);
    expect(applied()).toBe(0);
  });

  it('is refused from a program that says nothing of where its form is', async () => {
    const link = await desk.link();
    const response = await fetch(link, { method: 'POST', body: new URLSearchParams({ code: desk.told.code }) });
    expect([response.status, response.headers.get('set-cookie')]).toEqual([403, null]);
  });
});

describe('the page', () => {
  it('is kept nowhere, framed by nobody and loads nothing', async () => {
    const { headers } = await desk.browser().get(await desk.link());
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
    );
  });

  it('opened from another site comes up anew, so that the browser sends its cookie', async () => {
    const link = await desk.link();
    const first = await desk.browser().get(link, { 'sec-fetch-site': 'cross-site' });
    expect(first.text).toContain(`<meta http-equiv="refresh" content="0;url=${link.slice(-32)}?here">`);
    const second = await desk.browser().get(`${link}?here`, { 'sec-fetch-site': 'cross-site' });
    expect(second.text).toContain('Code from the terminal');
  });

  it('is refused to another site, however it asks', async () => {
    for (const { what, status, body } of await foreignAnswers(await desk.link()))
      expect([what, status, body]).toEqual([
        what,
        403,
        /Origin|change/.test(what) ? expect.stringContaining('Nothing was decided.') : 'Forbidden: unknown Host.\n',
      ]);
  });

  it('answers under the names of the server only', async () => {
    const link = await desk.link();
    expect((await desk.browser().get(link.replace('127.0.0.1', 'localhost'))).status).toBe(200);
    expect(await statusAt(link, 'evil.example')).toBe(403);
  });

  it('is behind a proxy under the address that was set', async () => {
    await desk.close();
    desk = await openDesk({}, { url: 'https://tools.example.com/crm/' });
    const link = await desk.link();
    expect(link).toMatch(/^https:\/\/tools\.example\.com\/crm\/approve\/[0-9a-f]{32}$/);
    // as the proxy passes it on
    const local = link.replace('https://tools.example.com/crm', desk.origin);
    expect(await statusAt(local, 'tools.example.com')).toBe(200);
    const origin = 'https://tools.example.com';
    const { status, headers } = await desk.browser().post(local, { code: desk.told.code }, { origin });
    expect([status, headers.get('location')]).toEqual([303, link.slice(-32)]);
    expect(headers.get('set-cookie')).toMatch(
      /^rolekit-approver-web=[\w-]+; HttpOnly; SameSite=Strict; Path=\/crm\/approve; Max-Age=43200; Secure$/,
    );
  });

  it('takes no other method and no large form', async () => {
    const link = await desk.link();
    expect((await fetch(link, { method: 'PUT' })).status).toBe(405);
    const big = await desk.browser().post(link, { code: 'x'.repeat(10_000) });
    expect(big.status).toBe(404);
  });
});

function statusAt(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { host } }, (response) => resolve(response.resume().statusCode)).on('error', reject);
  });
}

async function auditOf(): Promise<Record<string, unknown>[]> {
  const folder = join(desk.home, '.rolekit', 'audit');
  const [file = ''] = await readdir(folder);
  const text = await readFile(join(folder, file), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
