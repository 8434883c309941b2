import { tokenCost, toolsetDigest } from '@rolekit/sdk/bundle';
import { html } from '@rolekit/sdk/internal';
import { writeContractReport } from '@rolekit/sdk/internal/plugin';
import type { ContractClaim, PluginComponent } from '@rolekit/sdk/plugin';
import { describe, expect, test } from 'vitest';
import { toolsFile } from '../../test/pack-plugin.ts';
import { testRegistry } from '../../test/start-registry.ts';
import { installLines } from '../install-lines.ts';

const page = { accept: 'text/html,application/xhtml+xml' };
const HOSTILE = '<img src=x onerror=alert(1)>"\'&';

test('what is put in a page is text, whatever it looks like', () => {
  expect(html`<p title="${'"x'}">${HOSTILE}${[html`<b>${'<'}</b>`, null, false, 0]}</p>`.text).toBe(
    '<p title="&quot;x">&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;<b>&lt;</b>0</p>',
  );
});

describe('a page', () => {
  test('never shows what a publisher or a visitor wrote as markup', async () => {
    const registry = await testRegistry();
    await registry.publish({
      displayName: HOSTILE,
      description: HOSTILE,
      tools: [{ name: 'crm_query', description: HOSTILE }],
      skills: { evil: HOSTILE },
      files: { 'README.md': HOSTILE },
    });
    for (const path of [
      '/',
      '/acme/sales',
      `/?q=${encodeURIComponent(HOSTILE)}`,
      `/?role=${encodeURIComponent(HOSTILE)}`,
      `/x/${encodeURIComponent(HOSTILE)}`,
    ]) {
      const { body } = await registry.get(path, page);
      expect([path, body.includes('<img src=x')]).toEqual([path, false]);
      expect([path, body.includes('onerror')]).toEqual([path, true]);
    }
  });

  test('says how a version was tested, with every waiver and whose word it is', async () => {
    const registry = await testRegistry();
    await registry.publish();
    expect((await registry.get('/acme/sales', page)).body).toContain('Not stated: its publisher sent no test report');
    expect((await registry.get('/v1/plugins/acme/sales/versions/1.0.0')).json().contract).toBeNull();
    const reason = 'Its <filters> are the product.';
    const contract: ContractClaim = {
      format: 1,
      suite: 1,
      plugin: 'acme/sales',
      version: '1.0.1',
      toolsetDigest: toolsFile().toolsetDigest,
      level: 'strict',
      seed: 7,
      connectors: ['crm'],
      checks: ['names', 'token-cost'],
      passed: 41,
      skipped: 3,
      playbooks: 2,
      waivers: [{ check: 'token-cost', tool: 'crm_query', reason }],
    };
    await registry.publish({ version: '1.0.1', files: { 'contract-report.json': writeContractReport(contract) } });
    const { body } = await registry.get('/acme/sales', page);
    expect(body).toContain('<dt>Folders</dt><dd>none on your machine</dd>');
    expect(body).toContain(
      'Tested at <strong>strict</strong>: 41 results passed, 3 skipped, 1 waived, 2 playbooks passed.',
    );
    expect(body).toContain('Reported by its publisher; this registry did not run the tests.');
    expect(body).toContain('<code>token-cost</code> of <code>crm_query</code>: Its &lt;filters&gt; are the product.');
    expect((await registry.get('/v1/plugins/acme/sales/versions/1.0.1')).json().contract).toEqual(contract);
  });

  test('answers who decides: what it writes, asks for and reaches, and which servers it brings', async () => {
    const registry = await testRegistry();
    await registry.publish({
      remote: { wiki: 'https://wiki.example/mcp' },
      tools: [{ name: 'crm_query' }, { name: 'crm_update_deal', access: 'write' }],
      config: [
        {
          name: 'site',
          title: 'Your <site>',
          description: 'Its address.',
          env: 'CRM_SITE',
          secret: false,
          required: true,
        },
        { name: 'key', title: 'API key', description: 'Of the site.', env: 'CRM_KEY', secret: true, required: true },
      ],
      hosts: ['config:site', 'files.crm.example'],
    });
    const { body } = await registry.get('/acme/sales', page);
    expect(body).toContain(
      '<dt>Reaches</dt><dd>what the setting “Your &lt;site&gt;” names <code>files.crm.example</code> </dd>',
    );
    expect(body).toContain('<dt>Writes</dt><dd>with 1 tool, each time after a person approved</dd>');
    expect(body).toContain('<dt>Asks for</dt><dd>Your &lt;site&gt;, API key (secret)</dd>');
    expect(body).toContain('It uses remote servers:</strong> <code>https://wiki.example/mcp</code>');
  });

  test('says of several apps what each asks for, once it is connected', async () => {
    const registry = await testRegistry();
    const field = { description: 'Of the app.', secret: true, required: true };
    const [crm, chat] = [
      toolsFile({ config: [{ ...field, name: 'key', title: 'API key', env: 'CRM_KEY' }] }),
      toolsFile({
        connector: 'chat',
        tools: [{ name: 'chat_search' }],
        config: [{ ...field, name: 'token', title: 'Token', env: 'CHAT_TOKEN' }],
      }),
    ];
    const connectors = [...crm.connectors, ...chat.connectors];
    const entries = connectors.flatMap(({ tools }) => tools);
    const tokens = tokenCost(entries.map(({ definition }) => definition));
    const tools = { ...crm, connectors, toolsetDigest: toolsetDigest(entries), tokens };
    await registry.publish({ files: { 'tools.json': JSON.stringify(tools) } });
    expect((await registry.get('/acme/sales', page)).body).toContain(
      '<dt>Asks for</dt><dd>of each app that you connect: <strong>CRM</strong> API key (secret); <strong>chat</strong> Token (secret)</dd>',
    );
  });

  test('runs no script and loads nothing from elsewhere', async () => {
    const registry = await testRegistry();
    await registry.publish();
    for (const path of ['/', '/acme/sales', '/none/none']) {
      const answer = await registry.get(path, page);
      expect(answer.headers['content-security-policy']).toBe(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      );
      expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
      expect(answer.body).not.toMatch(/<script|style=|https?:\/\/(?!localhost)/);
    }
    expect((await registry.get('/assets/rolekit.css')).headers['content-type']).toBe('text/css; charset=utf-8');
    expect((await registry.get('/favicon.ico')).headers['content-type']).toBe('image/svg+xml');
  });

  test('says what is not there, to people as a page and to programs as JSON', async () => {
    const registry = await testRegistry();
    const people = await registry.get('/acme/sales', page);
    expect([people.statusCode, people.body]).toEqual([404, expect.stringContaining('There is no plugin acme/sales.')]);
    expect((await registry.get('/acme/sales')).json().error.code).toBe('RK_PLUGIN_UNKNOWN');
    expect((await registry.get('/v1/none', page)).json().error.code).toBe('RK_ROUTE_UNKNOWN');
  });
});

describe('the list', () => {
  test('of an empty registry says how to publish', async () => {
    const registry = await testRegistry();
    expect((await registry.get('/')).body).toContain('rolekit publish --registry http://localhost');
  });

  test('finds, filters and pages', async () => {
    const registry = await testRegistry();
    for (let at = 0; at < 25; at += 1)
      await registry.publish({ name: `plugin-${String.fromCharCode(97 + at)}`, skills: {} });
    const first = (await registry.get('/')).body;
    expect(first.match(/class="card"/g)).toHaveLength(24);
    const next = /rel="next" href="([^"]+)"/.exec(first)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const second = (await registry.get(next)).body;
    expect(second.match(/class="card"/g)).toHaveLength(1);
    expect(second).toContain('acme/plugin-y');
    expect((await registry.get('/?q=nothing-like-it')).body).toContain('Nothing matches.');
    expect((await registry.get('/?q=a')).body).toContain('Search for at least two letters.');
    expect((await registry.get('/?q=&role=')).statusCode).toBe(200);
  });
});

test('the page of a plugin shows what it can do and how to install it', async () => {
  const registry = await testRegistry();
  await registry.publish({
    tools: [{ name: 'crm_query' }, { name: 'crm_delete', access: 'destructive', enabled: false }],
  });
  const { body } = await registry.get('/acme/sales');
  for (const text of [
    'review-forecast',
    'crm_query',
    '<span class="badge destructive">destructive</span>',
    'off by default',
    'crm.example',
    'codex plugin add sales@rolekit',
    'gemini extensions install http://localhost/git/acme/sales.git --consent',
    'chat.mcp.gallery.serviceUrl',
  ]) {
    expect(body).toContain(text);
  }
  await registry.publish({ version: '2.0.0', tools: [{ name: 'crm_query', description: 'Other.' }] });
  expect((await registry.get('/acme/sales')).body).toContain('Changes since 1.0.0');
  expect((await registry.get('/acme/sales?version=1.0.0')).body).toContain('crm_delete');
  expect((await registry.get('/acme/sales?version=9.0.0')).statusCode).toBe(404);
});

test('install lines name the marketplace that lists the plugin', () => {
  const lines = (hidden: boolean) =>
    installLines({ registryUrl: 'http://127.0.0.1:4873/', namespace: 'acme', plugin: 'sales', hidden }).map((entry) => [
      entry.host,
      ...entry.lines,
    ]);
  expect(lines(false)).toEqual([
    ['codex', 'codex plugin marketplace add http://127.0.0.1:4873/git/all.git', 'codex plugin add sales@rolekit'],
    [
      'claude',
      'claude plugin marketplace add http://127.0.0.1:4873/git/all.git',
      'claude plugin install sales@rolekit',
    ],
    [
      'copilot',
      'copilot plugin marketplace add http://127.0.0.1:4873/git/all.git',
      'copilot plugin install sales@rolekit',
    ],
    ['gemini', 'gemini extensions install http://127.0.0.1:4873/git/acme/sales.git --consent'],
    [
      'vscode',
      '"chat.plugins.marketplaces": ["http://127.0.0.1:4873/git/all.git"],',
      '"chat.mcp.gallery.serviceUrl": "http://127.0.0.1:4873"',
    ],
  ]);
  expect(lines(true)[1]).toEqual([
    'claude',
    'claude plugin marketplace add http://127.0.0.1:4873/git/acme.git',
    'claude plugin install sales@rolekit-acme',
  ]);
});

test('a page says what hosts run of a plugin, before how to install it', async () => {
  const registry = await testRegistry();
  const components: PluginComponent[] = [
    { kind: 'hook', path: 'hooks/hooks.json', reason: 'Notes <when> a session starts.', hosts: ['claude', 'codex'] },
    { kind: 'context', path: 'GEMINI.md', reason: 'Says how to answer.' },
  ];
  const files = { 'hooks/hooks.json': '{"hooks":{}}', 'GEMINI.md': 'Be brief.' };
  await registry.publish({ components, files });
  const { body } = await registry.get('/acme/sales', page);
  expect(body).toContain('Runs on your machine');
  expect(body).toContain('Notes &lt;when&gt; a session starts.');
  expect(body).toContain('In Claude Code, Codex');
  expect(body).toContain('In every host that supports it');
  expect(body.indexOf('Runs on your machine')).toBeLessThan(body.indexOf('id="install"'));
  const detail = (await registry.get('/v1/plugins/acme/sales/versions/latest')).json();
  expect(detail.components).toEqual(components);
});

test('a page of a plugin without components does not speak of them', async () => {
  const registry = await testRegistry();
  await registry.publish();
  expect((await registry.get('/acme/sales', page)).body).not.toContain('Runs on your machine');
  expect((await registry.get('/v1/plugins/acme/sales/versions/latest')).json().components).toEqual([]);
});

test('the page of a plugin shows the arguments of each tool, closed until somebody asks', async () => {
  const registry = await testRegistry();
  const where = {
    type: 'array',
    description: HOSTILE,
    items: { type: 'object', properties: { field: { type: 'string' } }, required: ['field'] },
  };
  const properties = { soql: { type: 'string', description: 'The `SELECT`.' }, kind: { enum: ['a', 'b'] }, where };
  await registry.publish({
    tools: [
      {
        name: 'crm_query',
        input: { type: 'object', properties, required: ['soql'] },
        examples: [{ title: HOSTILE, input: { soql: 'SELECT "Id" <b>' } }],
      },
      { name: 'crm_ping', input: { type: 'object', properties: {} } },
    ],
  });
  const { body } = await registry.get('/acme/sales', page);
  expect(body).toContain(
    '<details class="arguments"><summary>3 arguments<span class="hidden"> of crm_query</span></summary>',
  );
  expect(body).toContain('<dt><code>soql</code> string, required</dt>\n<dd>The <code>SELECT</code>.</dd>');
  expect(body).toContain('<dt><code>kind</code> string</dt>\n<dd> <span class="quiet">one of a, b</span></dd>');
  expect(body).toContain('<dt><code>where</code> object[]</dt>\n<dd>&lt;img src=x');
  expect(body).toContain('<dl><dt><code>field</code> string, required</dt>\n<dd></dd></dl></dd>');
  expect(body).toMatch(
    /<dt>Example: &lt;img src=x.*<\/dt>\n<dd><code>\{&quot;soql&quot;:&quot;SELECT \\&quot;Id\\&quot; &lt;b&gt;&quot;\}<\/code><\/dd>/,
  );
  expect(body).toContain('<p class="quiet">No arguments</p>');
});
