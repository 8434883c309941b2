import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { PolicyDocument, PolicyLevel, PolicyLevelName } from './document.ts';
import { judge, type PluginFacts, policyError, refusalText, settingsOfPolicy } from './judge.ts';
import { parsePolicy } from './parse.ts';

const NOW = new Date('2026-11-30T12:00:00Z');
const SALES: PluginFacts = {
  id: 'acme/sales',
  version: '1.2.0',
  publisher: 'ci-acme',
  publishedAt: '2026-11-30T00:00:00Z',
  signatures: ['registry'],
  access: ['read', 'write'],
  hosts: ['api.salesforce.com', '*.my.salesforce.com', 'config:instanceUrl'],
  folders: ['~/Rolekit/sales', 'config:folder'],
  components: ['server', 'hook'],
  remotes: ['https://mcp.acme.example'],
};

const at = (document: PolicyDocument, level: PolicyLevelName = 'registry'): PolicyLevel => ({
  level,
  source: `the ${level}`,
  document,
});
const rulesOf = (document: PolicyDocument, facts = SALES) =>
  judge([at(document)], facts, NOW).map(({ rule, value }) => `${rule} ${value}`);

describe('each rule refuses what it names, and nothing else', () => {
  it.each<[PolicyDocument, string[]]>([
    [{}, []],
    [{ plugins: { allow: ['acme/*'] } }, []],
    [{ plugins: { allow: ['acme/sales'], deny: ['acme/sal*'] } }, ['plugins.deny acme/sales']],
    [{ plugins: { allow: ['acme/analytics'] } }, ['plugins.allow acme/sales']],
    [{ plugins: { allow: [] } }, ['plugins.allow acme/sales']],
    [{ plugins: { deny: ['acme/sale'] } }, []],
    [{ namespaces: { allow: ['acme', 'rolekit'] } }, []],
    [{ namespaces: { deny: ['ac*'] } }, ['namespaces.deny acme']],
    [{ publishers: { allow: ['ci-*'] } }, []],
    [{ publishers: { allow: ['ada'] } }, ['publishers.allow ci-acme']],
    [{ signatures: ['registry'] }, []],
    [{ signatures: ['registry', 'provenance'] }, ['signatures provenance']],
    [{ access: { allow: ['read'] } }, ['access.allow write']],
    [{ access: { deny: ['destructive'] } }, []],
    [{ networkHosts: { allow: ['*.salesforce.com', 'config:*'] } }, []],
    [
      { networkHosts: { allow: ['*.my.salesforce.com', 'config:instanceUrl'] } },
      ['networkHosts.allow api.salesforce.com'],
    ],
    [{ networkHosts: { allow: ['*.salesforce.com'] } }, ['networkHosts.allow config:instanceUrl']],
    [{ networkHosts: { deny: ['eu.my.salesforce.com'] } }, ['networkHosts.deny *.my.salesforce.com']],
    [{ networkHosts: { deny: ['*.example.com'] } }, []],
    [{ folders: { allow: ['~/Rolekit', 'config:*'] } }, []],
    [{ folders: { allow: ['~/Rolekit/sal'] } }, ['folders.allow ~/Rolekit/sales', 'folders.allow config:folder']],
    [{ folders: { deny: ['~/Rolekit/sales/keys'] } }, ['folders.deny ~/Rolekit/sales']],
    [{ components: { allow: ['server'] } }, ['components.allow hook']],
    [{ components: { deny: ['server'] } }, ['components.deny server']],
    [{ remoteServers: { allow: [] } }, ['remoteServers.allow https://mcp.acme.example']],
    [{ remoteServers: { allow: ['https://mcp.acme.example'] } }, []],
    [{ minimumAgeHours: 12 }, []],
    [{ minimumAgeHours: 13 }, ['minimumAgeHours 2026-11-30T00:00:00Z']],
  ])('%j', (document, expected) => {
    expect(rulesOf(document)).toEqual(expected);
  });

  it.each<[PolicyDocument, string]>([
    [{ plugins: { deny: ['evil/x'] } }, 'plugins not known'],
    [{ namespaces: { allow: ['acme'] } }, 'namespaces not known'],
    [{ publishers: { deny: ['mallory'] } }, 'publishers not known'],
    [{ signatures: ['registry'] }, 'signatures registry'],
    [{ minimumAgeHours: 1 }, 'minimumAgeHours not known'],
  ])('what is not known passes no rule about it: %j', (document, expected) => {
    const facts = { ...SALES, id: undefined, publisher: undefined, publishedAt: undefined, signatures: undefined };
    expect(rulesOf(document, facts)).toEqual([expected]);
  });

  it('a folder that leads out of an allowed one is not below it', () => {
    expect(rulesOf({ folders: { allow: ['~/Rolekit'] } }, { ...SALES, folders: ['~/Rolekit/../.ssh'] })).toEqual([
      'folders.allow ~/Rolekit/../.ssh',
    ]);
  });
});

describe('levels', () => {
  test('a lower level takes away, and gives nothing back', () => {
    const company = at({ owner: 'Acme IT, security@acme.example', namespaces: { allow: ['rolekit'] } });
    const user = at({ namespaces: { allow: ['acme'] }, plugins: { allow: ['acme/*'] } }, 'user');
    const [first, ...rest] = judge([company, user], SALES, NOW);
    expect(rest).toEqual([]);
    expect(first && refusalText(first)).toBe(
      '`namespaces.allow` does not have acme (policy of Acme IT, security@acme.example)',
    );
  });

  test('a refusal names the rule, the value, the level and the owner', () => {
    const company = at({ owner: 'Acme IT, security@acme.example', namespaces: { deny: ['acme'] } });
    const error = policyError('acme/sales@1.2.0', judge([company], SALES, NOW));
    expect(error.message).toBe(
      'The policy of the registry does not allow acme/sales@1.2.0: `namespaces.deny` has acme.',
    );
    expect(error.fix).toBe('Ask Acme IT, security@acme.example.');
    expect(error.data).toMatchObject({
      refused: [{ rule: 'namespaces.deny', value: 'acme', level: 'registry', owner: 'Acme IT, security@acme.example' }],
    });
  });

  test('of numbers and switches the strictest counts', () => {
    const levels = [
      at({
        minimumAgeHours: 24,
        offline: { statusMaxAgeHours: 48 },
        snapshot: { expired: 'open' },
        signatures: ['registry'],
      }),
      at({ minimumAgeHours: 12, offline: { statusMaxAgeHours: 72 }, audit: { report: true } }, 'machine'),
      at(
        { snapshot: { expired: 'closed' }, writes: 'deny', signatures: ['registry'], audit: { report: false } },
        'user',
      ),
    ];
    expect(settingsOfPolicy(levels)).toEqual({
      signatures: ['registry'],
      minimumAgeHours: 24,
      statusMaxAgeHours: 48,
      expired: 'closed',
      writes: 'deny',
      report: true,
    });
    expect(settingsOfPolicy([]).report).toBe(false);
    expect(settingsOfPolicy(levels.slice(0, 1)).expired).toBe('open');
    expect(settingsOfPolicy([]).expired).toBe('closed');
  });

  const listOf = (...values: string[]) => fc.option(fc.subarray(values), { nil: undefined });
  const rule = (...values: string[]) =>
    fc.option(fc.record({ allow: listOf(...values), deny: listOf(...values) }), { nil: undefined });
  const documents: fc.Arbitrary<PolicyDocument> = fc
    .record({
      plugins: rule('acme/sales', 'acme/*', 'evil/x', 'acme/analytics'),
      namespaces: rule('acme', 'a*', 'evil'),
      publishers: rule('ci-acme', 'ci-*', 'ada'),
      access: rule('read', 'write', 'destructive'),
      networkHosts: rule('api.salesforce.com', '*.salesforce.com', 'config:*', 'eu.my.salesforce.com'),
      folders: rule('~/Rolekit', '~/Rolekit/sales', 'config:*', '~'),
      components: rule('server', 'hook', 'agent'),
      remoteServers: rule('https://mcp.acme.example', 'https://other.example'),
      signatures: listOf('registry', 'publisher'),
      minimumAgeHours: fc.option(fc.integer({ min: 0, max: 24 }), { nil: undefined }),
      audit: fc.option(fc.record({ report: fc.boolean() }), { nil: undefined }),
    })
    .map((document) => JSON.parse(JSON.stringify(document)) as PolicyDocument);

  test('whatever lower levels say, what a higher one refuses stays refused (1,000 random documents)', () => {
    fc.assert(
      fc.property(documents, documents, documents, (registry, machine, user) => {
        const all = [at(registry), at(machine, 'machine'), at(user, 'user')];
        for (const { document } of all) parsePolicy(document, (text) => new Error(text));
        const refused = judge(all, SALES, NOW);
        for (const level of all) {
          const alone = judge([level], SALES, NOW);
          expect(refused.filter(({ source }) => source === level.source)).toEqual(alone);
          if (alone.length > 0) expect(refused).not.toEqual([]);
        }
        expect(settingsOfPolicy(all).report).toBe(all.some(({ document }) => document.audit?.report === true));
        // and what every level allows is allowed
        if (all.every((level) => judge([level], SALES, NOW).length === 0)) expect(refused).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('an entry more in a deny list, or one less in an allow list, never allows more', () => {
    fc.assert(
      fc.property(documents, fc.constantFrom('plugins', 'namespaces', 'access', 'components'), (document, name) => {
        const before = judge([at(document)], SALES, NOW).length > 0;
        const list = document[name] ?? {};
        const tighter = { ...document, [name]: { ...list, allow: (list.allow ?? []).slice(1) } };
        if (before) expect(judge([at(tighter)], SALES, NOW)).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
