import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { manifestOf, temporaryFolder, todoWorkspace, writeFiles } from '../../test/workspace.ts';
import { composeBundle } from './compose.ts';
import { parseNotices } from './third-party.ts';

/** The official schema, as the library of CycloneDX brings it. */
function officialSchema() {
  const library = createRequire(import.meta.url).resolve('@cyclonedx/cyclonedx-library/package.json');
  const read = (name: string) =>
    JSON.parse(readFileSync(join(dirname(library), 'res/schema', `${name}.SNAPSHOT.schema.json`), 'utf8'));
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  // of a later draft than the formats that ajv knows; nothing in our lists has them
  for (const format of ['iri-reference', 'idn-email']) ajv.addFormat(format, true);
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs'])
    ajv.addSchema(read(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return ajv.compile(read('bom-1.6'));
}

const textIn = (files: readonly { path: string; bytes: Uint8Array }[], path: string) =>
  new TextDecoder().decode(files.find((file) => file.path === path)?.bytes);

test('a server’s list of materials is what the official schema says, and names what is in which code', async () => {
  const { dir: root, connector } = todoWorkspace();
  writeFiles(root, {
    'node_modules/tiny-words/package.json': JSON.stringify({
      name: 'tiny-words',
      version: '2.1.0',
      license: 'MIT',
      type: 'module',
      main: 'index.js',
    }),
    'node_modules/tiny-words/index.js': "export const WORDS = ['a', 'b'];\n",
    'node_modules/tiny-words/LICENSE': 'MIT License\r\n\r\nCopyright of Tiny Words\u200b\r\n',
  });
  const source = readFileSync(join(connector, 'src/index.ts'), 'utf8');
  writeFiles(connector, {
    'src/index.ts': `import { WORDS } from 'tiny-words';\nglobalThis.todoWords = WORDS;\n${source}`,
  });
  const own = await composeBundle(connector);
  const sbom = JSON.parse(textIn(own.files, 'server/sbom.cdx.json'));
  const validate = officialSchema();
  validate(sbom);
  expect(validate.errors).toBe(null);
  expect(sbom.metadata.component).toMatchObject({ 'bom-ref': 'acme/todo@0.1.0', name: 'acme/todo' });
  expect(sbom.components).toContainEqual({
    type: 'library',
    'bom-ref': 'pkg:npm/tiny-words@2.1.0',
    name: 'tiny-words',
    version: '2.1.0',
    licenses: [{ license: { id: 'MIT' } }],
    purl: 'pkg:npm/tiny-words@2.1.0',
    properties: [{ name: 'dev.rolekit:in', value: 'connector todo' }],
  });
  const purls = sbom.components.map(({ purl }: { purl: string }) => purl);
  expect(purls).toEqual([...purls].sort());
  expect(purls.filter((purl: string) => /^pkg:npm\/(?:%40rolekit\/sdk|zod)@/.test(purl))).toHaveLength(2);
  const notices = textIn(own.files, 'server/THIRD_PARTY_NOTICES.txt');
  expect(parseNotices(notices).find(({ name }) => name === 'tiny-words')).toEqual({
    name: 'tiny-words',
    version: '2.1.0',
    license: 'MIT',
    text: 'MIT License\n\nCopyright of Tiny Words',
  });
  expect(textIn((await composeBundle(connector)).files, 'server/sbom.cdx.json')).toBe(
    `${JSON.stringify(sbom, null, 2)}\n`,
  );

  const desk = writeFiles(join(root, 'desk'), {
    'plugin.json': manifestOf('desk', { connectors: { todo: { plugin: 'acme/todo', range: '^0.1.0' } } }),
    'skills/review/SKILL.md':
      '---\nname: review\ndescription: Review the list.\n---\n\nRead it with todo_list_items.\n',
  });
  const joining = await composeBundle(desk);
  const joined = JSON.parse(textIn(joining.files, 'server/sbom.cdx.json'));
  validate(joined);
  expect(validate.errors).toBe(null);
  expect(joined.components).toContainEqual({
    type: 'application',
    'bom-ref': 'acme/todo@0.1.0',
    name: 'acme/todo',
    version: '0.1.0',
    hashes: [{ alg: 'SHA-256', content: own.digest.slice(7) }],
  });
  expect(joined.components.find(({ name }: { name: string }) => name === 'tiny-words')).toMatchObject({
    properties: [{ name: 'dev.rolekit:in', value: 'connector todo' }],
  });
  expect(textIn(joining.files, 'server/THIRD_PARTY_NOTICES.txt')).toContain('Copyright of Tiny Words');
});

test('a plugin of skills alone has nothing to list', async () => {
  const dir = writeFiles(temporaryFolder(), {
    'plugin.json': manifestOf('words', {}),
    'skills/review/SKILL.md': '---\nname: review\ndescription: Review a text.\n---\n\nRead it.\n',
  });
  const { files } = await composeBundle(dir);
  expect(files.filter(({ path }) => path.startsWith('server/'))).toEqual([]);
});

test('a line of dashes inside a licence does not end it', () => {
  const rule = `\n\n${'-'.repeat(80)}\n\n`;
  expect(parseNotices(`Packages.${rule}a 1.0.0 (MIT)\n\nFirst${rule}second part.${rule}b 2.0.0 (ISC)\n`)).toEqual([
    { name: 'a', version: '1.0.0', license: 'MIT', text: `First${rule}second part.` },
    { name: 'b', version: '2.0.0', license: 'ISC', text: '' },
  ]);
});
