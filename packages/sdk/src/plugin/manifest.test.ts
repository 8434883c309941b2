import { describe, expect, it } from 'vitest';
import { placeOf } from '../finding.ts';
import { parseManifest } from './manifest.ts';

const GOOD = {
  $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
  name: 'sales',
  version: '1.2.3',
  description: 'Everything a seller needs.',
  extensions: { 'dev.rolekit': { namespace: 'acme', role: 'sales' } },
};

function problems(text: string): string[] {
  return parseManifest(text).findings.map((finding) =>
    `${finding.code} ${placeOf(finding)} ${finding.message} ${finding.fix ?? ''}`.trim(),
  );
}

function changed(change: object): string[] {
  return problems(JSON.stringify({ ...GOOD, ...change }, null, 2));
}

function extended(change: object): string[] {
  return changed({ extensions: { 'dev.rolekit': { namespace: 'acme', ...change } } });
}

describe('a broken plugin.json', () => {
  it('says where the JSON breaks', () => {
    expect(problems('{\n  "name": "sales",\n  "version": ,\n}')).toEqual([
      'manifest/syntax plugin.json:3:14 Broken JSON: a value is expected. Correct the JSON here.',
      'manifest/syntax plugin.json:4:1 Broken JSON: a property name in double quotes is expected. Correct the JSON here.',
    ]);
  });

  it('has no comments', () => {
    expect(problems('{ // no\n}')[0]).toContain('manifest/syntax plugin.json:1:3 Broken JSON: JSON has no comments.');
  });

  it('may be empty, an array or nested without end', () => {
    expect(problems('')).toEqual(['manifest/syntax plugin.json:1:1 The file is empty.']);
    expect(problems('[]')).toEqual([
      'manifest/type plugin.json:1:1 The file must be an object, not an array. Write an object.',
    ]);
    expect(problems('['.repeat(100_000))).toEqual([
      'manifest/syntax plugin.json:1:1 The file nests deeper than 200 levels. Nest it less deep.',
    ]);
  });

  it('has a key twice', () => {
    const text = JSON.stringify(GOOD, null, 2).replace('"version"', '"name": "other",\n  "version"');
    expect(problems(text)).toEqual([
      'manifest/duplicate-key plugin.json:4:3 The key "name" is there twice; hosts differ in which one they take. Keep one.',
    ]);
  });

  it('reports every problem at once', () => {
    const text = JSON.stringify(
      { ...GOOD, name: 'Sales', version: '^1.0.0', descripton: 'x', description: 7 },
      null,
      2,
    );
    expect(problems(text)).toEqual([
      'manifest/name plugin.json:3:11 The name "Sales" has capital letters. Use "sales".',
      'manifest/version plugin.json:4:14 The version "^1.0.0" is a range; a plugin has one exact version. Write "1.0.0".',
      'manifest/type plugin.json:5:18 description must be a string, not a number. Write a string.',
      'manifest/unknown-key plugin.json:12:3 Unknown key "descripton". Did you mean "description"?',
    ]);
  });

  it('points a key of ours to where it belongs', () => {
    expect(changed({ interface: {} })).toEqual([
      'manifest/unknown-key plugin.json:12:3 Unknown key "interface". Move it to extensions["dev.rolekit"].interface.',
    ]);
  });

  it('lacks what every host needs', () => {
    expect(problems('{"name":"sales"}').map((problem) => problem.split(' ').slice(0, 3).join(' '))).toEqual([
      'manifest/missing plugin.json:1:1 $schema',
      'manifest/missing plugin.json:1:1 version',
      'manifest/missing plugin.json:1:1 description',
      'manifest/missing plugin.json:1:1 extensions',
    ]);
  });
});

describe('a name', () => {
  it.each([
    ['acme sales', 'is not made of lower-case letters, digits and single hyphens. Use "acme-sales".'],
    ['sales--team', 'is not made of lower-case letters, digits and single hyphens. Use "sales-team".'],
    ['acme.sales', 'is not made of lower-case letters, digits and single hyphens. Use "acme-sales".'],
    ['salesTeam', 'has capital letters. Use "sales-team".'],
    ['mcp', 'is a route of every registry. Use another name, such as "mcp-tools".'],
    ['../sales', 'is not made of lower-case letters, digits and single hyphens. Use "sales".'],
  ])('%s is refused', (name, end) => {
    expect(changed({ name })).toEqual([`manifest/name plugin.json:3:11 The name "${name}" ${end}`]);
  });

  it('of a namespace follows the same rules', () => {
    expect(extended({ namespace: 'all' })[0]).toContain('The namespace "all" is a route of every registry.');
    expect(extended({ namespace: 'Acme' })[0]).toContain('The namespace "Acme" has capital letters. Use "acme".');
  });

  it('of 65 characters is too long', () => {
    expect(changed({ name: 'a'.repeat(65) })[0]).toContain('has 65 characters, more than 64.');
  });
});

describe('a version', () => {
  it.each([
    ['1.0', 'is a range; a plugin has one exact version. Write "1.0.0".'],
    ['~2.1.0', 'is a range; a plugin has one exact version. Write "2.1.0".'],
    ['v1.0.0', 'is not a semantic version; a plugin has one exact version. Write "1.0.0".'],
    [' 1.0.0', 'is a range; a plugin has one exact version. Write "1.0.0".'],
    ['latest', 'is not a semantic version; a plugin has one exact version. Write "1.0.0".'],
    ['01.0.0', 'is not a semantic version; a plugin has one exact version. Write "1.0.0".'],
    ['1.0.0+build', 'carries build metadata. Write "1.0.0".'],
  ])('%s is refused', (version, end) => {
    expect(changed({ version })).toEqual([`manifest/version plugin.json:4:14 The version "${version}" ${end}`]);
  });

  it('may be a prerelease', () => {
    expect(changed({ version: '2.0.0-rc.1' })).toEqual([]);
  });
});

describe('a path', () => {
  it.each([
    ['../../crm', 'leaves the plugin'],
    ['connectors/../../crm', 'leaves the plugin'],
    ['/etc/passwd', 'is absolute'],
    ['crm\\src', 'has a backslash'],
    ['C:/crm', 'starts with a drive letter'],
    ['a/.git/config', 'has a .git part'],
    ['', 'is empty'],
  ])('%j is refused', (path, reason) => {
    expect(extended({ connectors: { crm: { path } } })[0]).toContain(`The path "${path}" ${reason}.`);
  });

  it('inside the plugin is fine', () => {
    expect(extended({ connectors: { crm: { path: './connectors/crm' } } })).toEqual([]);
  });
});

describe('a connector', () => {
  it('comes from one place', () => {
    const both = extended({ connectors: { crm: { path: './crm', url: 'https://crm.example/mcp', surprise: 1 } } });
    expect(both.map((value) => value.split(' ')[0])).toEqual(['manifest/unknown-key', 'manifest/connector']);
    expect(extended({ connectors: { crm: {} } })[0]).toContain(
      'exactly one of plugin, path and url, not none of them.',
    );
  });

  it('of a registry needs a full name and a range', () => {
    expect(extended({ connectors: { crm: { plugin: 'crm' } } })).toEqual([
      'manifest/reference plugin.json:11:21 "crm" is not a plugin\'s full name. Write it as "namespace/name".',
      'manifest/connector plugin.json:10:16 A connector from a registry needs a range. Add "range": "^1.0.0".',
    ]);
    expect(extended({ connectors: { crm: { plugin: 'acme/crm', range: 'new' } } })[0]).toContain(
      '"new" is not a range of versions.',
    );
  });

  it('far away is reached over TLS and without credentials', () => {
    expect(extended({ connectors: { crm: { url: 'http://crm.example/mcp' } } })[0]).toContain('is not encrypted.');
    expect(extended({ connectors: { crm: { url: 'https://u:p@crm.example/mcp' } } })[0]).toContain(
      'carries credentials.',
    );
    expect(extended({ connectors: { crm: { url: 'http://127.0.0.1:8080/mcp' } } })).toEqual([]);
  });

  it('far away cannot have the name of the plugin', () => {
    expect(extended({ connectors: { sales: { url: 'https://crm.example/mcp' } } })[0]).toContain(
      'has the name of the plugin',
    );
  });
});

describe('texts', () => {
  it('are there, short enough and visible', () => {
    expect(changed({ description: ' ' })[0]).toContain('The description is empty.');
    expect(changed({ description: 'x'.repeat(1025) })[0]).toContain('has 1025 characters; hosts read 1024.');
    expect(changed({ description: 'Sell\u200b more' })[0]).toContain('invisible character U+200B');
    expect(changed({ homepage: 'acme.example' })[0]).toContain('"acme.example" is not a web address.');
  });

  it('with a [TODO: …] are a warning and keep the manifest', () => {
    const parsed = parseManifest(JSON.stringify({ ...GOOD, description: '[TODO: say it]' }));
    expect(parsed.findings.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'manifest/todo']]);
    expect(parsed.manifest?.name).toBe('sales');
  });
});

describe('extensions', () => {
  it('of others are refused, because a host may act on them', () => {
    expect(changed({ extensions: { ...GOOD.extensions, 'com.example': { a: 1 } } })).toEqual([
      'manifest/extension plugin.json:11:20 A host may act on the extension "com.example", and Rolekit does not know how. Remove it.',
    ]);
    const extensions = { ...GOOD.extensions, 'com.openai': { hooks: {}, interface: { displayName: 'Sales' } } };
    expect(changed({ extensions })).toEqual([
      'manifest/unknown-key plugin.json:12:7 Unknown key "hooks" in extensions["com.openai"]. Remove it; known are interface.',
    ]);
    expect(changed({ extensions: { 'dev.rolkit': {} } })).toEqual([
      'manifest/missing plugin.json:6:17 extensions["dev.rolekit"] is missing. Add extensions["dev.rolekit"], an object.',
      'manifest/extension plugin.json:7:19 "dev.rolkit" looks like "dev.rolekit". Did you mean "dev.rolekit"?',
    ]);
    expect(changed({ extensions: { ...GOOD.extensions, com: {} } })[0]).toContain('manifest/extension');
  });
});
