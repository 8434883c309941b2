import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject } from '../json-value.ts';
import type { PolicyDocument } from './document.ts';
import { parsePolicy } from './parse.ts';

const kindOf = (value: unknown) => (Array.isArray(value) || value === null ? 'list' : typeof value);

describe('a document that is not right is refused whole, and says where', () => {
  it.each([
    [[], 'is not an object'],
    [{ plugin: {} }, 'has an unknown entry "plugin"; did you mean "plugins"?'],
    [{ zzz: 1 }, 'has an unknown entry "zzz"'],
    [{ plugins: { deney: [] } }, '`plugins` has an unknown entry "deney"; did you mean "deny"?'],
    [{ plugins: ['acme/sales'] }, '`plugins` is not an object'],
    [{ plugins: { allow: 'acme/*' } }, '`plugins.allow` is not a list of at most 1000 entries'],
    [
      { plugins: { allow: ['acme'] } },
      '`plugins.allow` has "acme", which is not `namespace/name`, or a pattern that ends with *',
    ],
    [
      { namespaces: { deny: ['a/b'] } },
      '`namespaces.deny` has "a/b", which is not a namespace, or a pattern that ends with *',
    ],
    [{ publishers: { deny: [''] } }, '`publishers.deny` has "", which is not the name of a publisher'],
    [{ access: { deny: ['delete'] } }, '`access.deny` has "delete", which is not `read`, `write` or `destructive`'],
    [
      { networkHosts: { deny: ['https://x.example'] } },
      '`networkHosts.deny` has "https://x.example", which is not a host such as `api.example.com`, `*.example.com` or `config:*`',
    ],
    [
      { folders: { allow: ['Rolekit'] } },
      '`folders.allow` has "Rolekit", which is not a folder such as `~/Rolekit`, or `config:*`',
    ],
    [
      { remoteServers: { allow: ['https://mcp.acme.example/mcp'] } },
      '`remoteServers.allow` has "https://mcp.acme.example/mcp", which is not an origin such as `https://mcp.example.com`',
    ],
    [{ signatures: ['me'] }, '`signatures` has "me", which is not `registry`, `publisher` or `provenance`'],
    [{ minimumAgeHours: '24' }, '`minimumAgeHours` is not a number of hours from 0 to 87600'],
    [{ snapshot: { validHours: 0 } }, '`snapshot.validHours` is not a number of hours from 1 to 87600'],
    [{ snapshot: { expired: 'warn' } }, '`snapshot.expired` is neither "closed" nor "open"'],
    [
      { offline: { statusMaxHours: 1 } },
      '`offline` has an unknown entry "statusMaxHours"; did you mean "statusMaxAgeHours"?',
    ],
    [{ registry: { keys: [] } }, '`registry` has no `url`'],
    [{ registry: { url: 'ftp://x' } }, '`registry.url` is not an address such as `https://plugins.example.com`'],
    [{ owner: 'a\u202eb' }, '`owner` is not a line of at most 200 characters'],
    [{ audit: true }, '`audit` is not an object'],
    [{ audit: { report: 'yes' } }, '`audit.report` is neither true nor false'],
    [{ audit: { reports: true } }, '`audit` has an unknown entry "reports"; did you mean "report"?'],
    [{ audit: { keepDays: 30 } }, '`audit` has an unknown entry "keepDays"; it takes report'],
    [{ plugins: { constructor: [] } }, '`plugins` has an unknown entry "constructor"; it takes allow, deny'],
    [JSON.parse('{"plugins":{"__proto__":[]}}'), '`plugins` has an unknown entry "__proto__"; it takes allow, deny'],
  ])('%j', (value, reason) => {
    expect(() => parsePolicy(value, (text) => new Error(text))).toThrow(new Error(reason));
  });

  const WHOLE: Required<PolicyDocument> = {
    owner: 'Acme IT',
    plugins: { allow: ['acme/*'], deny: ['acme/x'] },
    namespaces: { allow: ['acme'], deny: ['evil'] },
    publishers: { allow: ['ci-*'], deny: ['mallory'] },
    signatures: ['registry'],
    access: { allow: ['read'], deny: ['destructive'] },
    networkHosts: { allow: ['*.acme.example'], deny: ['config:*'] },
    folders: { allow: ['~/Rolekit'], deny: ['~/Rolekit/keys'] },
    components: { allow: ['server'], deny: ['hook'] },
    remoteServers: { allow: ['https://mcp.acme.example'], deny: ['https://evil.example'] },
    minimumAgeHours: 24,
    offline: { statusMaxAgeHours: 48 },
    snapshot: { validHours: 168, expired: 'closed' },
    registry: { url: 'https://plugins.acme.example', keys: ['key'] },
    audit: { report: true },
    writes: 'deny',
    denyTools: ['slack_*'],
    enableTools: ['hubspot_*'],
  };

  it('a document with every entry is taken as it is', () => {
    expect(parsePolicy(WHOLE, (text) => new Error(text))).toEqual(WHOLE);
  });

  it('no part of it takes an entry that it does not know, whatever its name and value (1,000 random ones)', () => {
    const parts = fc.constantFrom('', ...Object.keys(WHOLE).filter((name) => isObject(WHOLE[name as 'audit'])));
    const names = fc.oneof(fc.string(), fc.constantFrom('constructor', '__proto__', 'toString', 'Allow', 'reports'));
    fc.assert(
      fc.property(parts, names, fc.jsonValue(), (part, name, value) => {
        const document = JSON.parse(JSON.stringify(WHOLE));
        const place = part === '' ? document : document[part];
        fc.pre(!Object.hasOwn(place, name));
        Object.defineProperty(place, name, { value, enumerable: true });
        const where = part === '' ? 'has' : `\`${part}\` has`;
        expect(() => parsePolicy(document, (text) => new Error(text))).toThrow(
          `${where} an unknown entry ${JSON.stringify(name)}`,
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('no entry takes another kind of value than its own (1,000 random ones)', () => {
    const names = fc.constantFrom(...(Object.keys(WHOLE) as (keyof PolicyDocument)[]));
    fc.assert(
      fc.property(names, fc.jsonValue(), (name, value) => {
        fc.pre(kindOf(value) !== kindOf(WHOLE[name]));
        expect(() => parsePolicy({ ...WHOLE, [name]: value }, (text) => new Error(text))).toThrow(`\`${name}\` `);
      }),
      { numRuns: 1000 },
    );
  });

  it('components are named by what hosts run', () => {
    expect(() => parsePolicy({ components: { deny: ['hooks'] } }, (text) => new Error(text))).toThrow(
      /^`components.deny` has "hooks", which is not one of server, hook, command, /,
    );
  });

  it("a registry's own names no other registry", () => {
    const value = { registry: { url: 'https://plugins.acme.example' } };
    expect(parsePolicy(value, (text) => new Error(text))).toEqual(value);
    expect(() => parsePolicy(value, (text) => new Error(text), { isLocal: false })).toThrow(
      new Error('has an unknown entry "registry"'),
    );
  });
});
