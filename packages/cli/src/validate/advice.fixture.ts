import { manifestOf } from '../../test/workspace.ts';

export type Files = Readonly<Record<string, string | object>>;

/** One piece of advice: what is wrong, what is advised, and the same with the advice followed. */
export interface Advice {
  code: string;
  wrong: Files;
  fix: string;
  followed: Files;
}

const SKILL = '---\nname: review\ndescription: Review it. Use when asked.\n---\n\nRead it.\n';
const SCHEMA = 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json';
export const CLEAN: Files = { 'plugin.json': manifestOf('sales', { role: 'sales' }), 'skills/review/SKILL.md': SKILL };

/** Of a key of `plugin.json`, at its root. */
function root(code: string, wrong: object, fix: string, followed: object): Advice {
  const manifest = (rest: object) => ({ 'plugin.json': manifestOf('sales', { role: 'sales' }, rest) });
  return { code: `manifest/${code}`, wrong: manifest(wrong), fix, followed: manifest(followed) };
}

/** Of a key of `extensions["dev.rolekit"]`. */
function ours(code: string, wrong: object, fix: string, followed: object, files: Files = {}): Advice {
  const manifest = (extension: object) => ({ 'plugin.json': manifestOf('sales', { role: 'sales', ...extension }) });
  const full = code.includes('/') ? code : `manifest/${code}`;
  return { code: full, wrong: manifest(wrong), fix, followed: { ...manifest(followed), ...files } };
}

/** Of a skill's text. */
function skill(code: string, wrong: string, fix: string, followed: string, folder = 'review'): Advice {
  const full = code.includes('/') ? code : `skill/${code}`;
  const path = `skills/${folder}/SKILL.md`;
  return { code: full, wrong: { [path]: wrong }, fix, followed: { [path]: followed } };
}

function head(lines: string, body = 'Read it.\n'): string {
  return `---\n${lines}\n---\n\n${body}`;
}

const NAMED = 'name: review\ndescription: Review it.';
const withCrm = (ref: object) => ({ connectors: { crm: ref } });

const PLUGIN_ADVICE: readonly Advice[] = [
  root('name', { name: 'Sales' }, 'Use "sales".', { name: 'sales' }),
  root('name', { name: 'Größe & Maß' }, 'Use "grosse-mass".', { name: 'grosse-mass' }),
  root('name', { name: 'ALL' }, 'Use "all-tools".', { name: 'all-tools' }),
  root('name', { name: 'run' }, 'Use another name, such as "run-tools".', { name: 'run-tools' }),
  root('name', { name: 'x'.repeat(70) }, `Use "${'x'.repeat(64)}".`, { name: 'x'.repeat(64) }),
  root('name', { name: '数量' }, 'Use lower-case letters, digits and single hyphens.', { name: 'quantity' }),
  root('version', { version: '^1.2.0' }, 'Write "1.2.0".', { version: '1.2.0' }),
  root('version', { version: 'v1.2.3-rc.1' }, 'Write "1.2.3-rc.1".', { version: '1.2.3-rc.1' }),
  root('version', { version: '1.2' }, 'Write "1.2.0".', { version: '1.2.0' }),
  root('version', { version: '1.2.3+build.7' }, 'Write "1.2.3".', { version: '1.2.3' }),
  root('version', { version: 'latest' }, 'Write "1.0.0".', { version: '1.0.0' }),
  root('unknown-key', { licence: 'MIT' }, 'Did you mean "license"?', { license: 'MIT' }),
  root(
    'unknown-key',
    { licence: 'MIT', license: 'MIT' },
    'Remove it; known are $schema, name, version, description, author, homepage, repository, license, keywords, extensions.',
    { license: 'MIT' },
  ),
  root('type', { keywords: 'crm' }, 'Write an array.', { keywords: ['crm'] }),
  root('empty', { description: ' ' }, 'Write the description.', { description: 'Sells.' }),
  root('too-long', { description: '📦'.repeat(1025) }, 'Shorten it to 1024 characters.', {
    description: '📦'.repeat(1024),
  }),
  root('todo', { description: '[TODO: say it]' }, 'Write what it stands for.', { description: 'Sells.' }),
  root('url', { homepage: 'acme.example' }, 'Write an absolute address that starts with https://.', {
    homepage: 'https://acme.example',
  }),
  root('url', { homepage: 'https://a:b@acme.example' }, 'Remove them: everyone who installs the plugin reads them.', {
    homepage: 'https://acme.example',
  }),
  root('value', { $schema: `${SCHEMA}#` }, `Did you mean "${SCHEMA}"?`, { $schema: SCHEMA }),
  ours('name', { namespace: 'Acme Inc' }, 'Use "acme-inc".', { namespace: 'acme-inc' }),
  ours('missing', { namespace: undefined }, 'Add extensions["dev.rolekit"].namespace, a string.', {}),
  ours(
    'connector',
    withCrm({}),
    'Say where it comes from: add "plugin" and "range", "path", or "url".',
    withCrm({ plugin: 'acme/crm', range: '^1.0.0' }),
  ),
  ours(
    'connector',
    withCrm({ plugin: 'acme/crm', range: '^1.0.0', url: 'https://crm.example' }),
    'Keep the one it comes from.',
    withCrm({ plugin: 'acme/crm', range: '^1.0.0' }),
  ),
  ours(
    'connector',
    withCrm({ plugin: 'acme/crm' }),
    'Add "range": "^1.0.0".',
    withCrm({ plugin: 'acme/crm', range: '^1.0.0' }),
  ),
  ours(
    'connector',
    withCrm({ url: 'https://crm.example', range: '^1.0.0' }),
    'Remove "range".',
    withCrm({ url: 'https://crm.example' }),
  ),
  ours('connector', { connectors: { sales: { url: 'https://news.example' } } }, 'Rename the connector.', {
    connectors: { news: { url: 'https://news.example' } },
  }),
  ours(
    'reference',
    withCrm({ plugin: 'crm', range: '^1.0.0' }),
    'Write it as "namespace/name".',
    withCrm({ plugin: 'acme/crm', range: '^1.0.0' }),
  ),
  ours(
    'range',
    withCrm({ plugin: 'acme/crm', range: 'newest' }),
    'Write a range such as "^1.0.0".',
    withCrm({ plugin: 'acme/crm', range: '^1.0.0' }),
  ),
  ours(
    'url',
    withCrm({ url: 'http://crm.example/mcp' }),
    'Use https://; plain HTTP is for loopback only.',
    withCrm({ url: 'https://crm.example/mcp' }),
  ),
  ours(
    'url',
    withCrm({ url: 'https://crm.example/mcp#x' }),
    'Remove what follows "#".',
    withCrm({ url: 'https://crm.example/mcp' }),
  ),
  ours('name', { connectors: { 'My CRM': { url: 'https://crm.example' } } }, 'Use "my-crm".', {
    connectors: { 'my-crm': { url: 'https://crm.example' } },
  }),
  ours('tool-name', { policy: { denyTools: ['deleteAll'] } }, 'Tools are named connector_verb_object.', {
    policy: { denyTools: ['crm_delete_all'] },
  }),
  ours('value', { policy: { writes: 'confrim' } }, 'Did you mean "confirm"?', { policy: { writes: 'confirm' } }),
  ours('value', { policy: { writes: 'never' } }, 'Write "confirm" or "deny".', { policy: { writes: 'deny' } }),
  ours('color', { interface: { brandColor: 'red' } }, 'Write it as "#1A2B3C".', {
    interface: { brandColor: '#1A2B3C' },
  }),
  ours('prompts', { interface: { prompts: ['a', 'b', 'c', 'd'] } }, 'Keep the best 3.', {
    interface: { prompts: ['a', 'b', 'c'] },
  }),
  ours(
    'path',
    { interface: { icon: '../icon.png' } },
    'Write a relative path with "/" to something inside the plugin.',
    { interface: { icon: 'icon.png' } },
    { 'icon.png': 'x' },
  ),
  ours(
    'missing-file',
    { interface: { icon: 'icon.png' } },
    'Add the file or correct the path.',
    { interface: { icon: 'icon.png' } },
    { 'icon.png': 'x' },
  ),
  ours(
    'path',
    { components: [{ kind: 'agent', path: './agents/', reason: 'Helps.' }] },
    'Write "agents".',
    { components: [{ kind: 'agent', path: 'agents', reason: 'Helps.' }] },
    { 'agents/a.md': 'x' },
  ),
  ours(
    'path',
    { components: [{ kind: 'agent', path: '.', reason: 'Helps.' }] },
    'Name the file or the folder that a host loads.',
    { components: [{ kind: 'agent', path: 'agents', reason: 'Helps.' }] },
    { 'agents/a.md': 'x' },
  ),
  ours(
    'bundle/component',
    { components: [{ kind: 'agent', path: 'agents', reason: 'Helps.' }] },
    'Add the file, or remove the entry.',
    {},
  ),
  { code: 'manifest/syntax', wrong: { 'plugin.json': '{"name": }' }, fix: 'Correct the JSON here.', followed: CLEAN },
  {
    code: 'manifest/unknown-key',
    wrong: { 'plugin.json': { ...manifestOf('sales'), namespace: 'acme' } },
    fix: 'Move it to extensions["dev.rolekit"].namespace.',
    followed: CLEAN,
  },
  {
    code: 'manifest/duplicate-key',
    wrong: {
      'plugin.json': JSON.stringify(manifestOf('sales')).replace('"name":"sales"', '"name":"sales","name":"sales"'),
    },
    fix: 'Keep one.',
    followed: CLEAN,
  },
  {
    code: 'manifest/extension',
    wrong: {
      'plugin.json': { ...manifestOf('sales'), extensions: { 'dev.rolekit': { namespace: 'acme' }, 'com.openia': {} } },
    },
    fix: 'Did you mean "com.openai"?',
    followed: {
      'plugin.json': { ...manifestOf('sales'), extensions: { 'dev.rolekit': { namespace: 'acme' }, 'com.openai': {} } },
    },
  },
  {
    code: 'bundle/undeclared',
    wrong: { 'hooks/hooks.json': '{}' },
    fix: 'Leave it out, or declare it in extensions["dev.rolekit"].components with the kind "hook".',
    followed: {
      'hooks/hooks.json': '{}',
      'plugin.json': manifestOf('sales', {
        components: [{ kind: 'hook', path: 'hooks/hooks.json', reason: 'Says hello.' }],
      }),
    },
  },
  {
    code: 'bundle/undeclared',
    wrong: { 'skills/review/AGENTS.md': 'x' },
    fix: 'Leave it out, or declare it in extensions["dev.rolekit"].components with the kind "context".',
    followed: {
      'skills/review/AGENTS.md': 'x',
      'plugin.json': manifestOf('sales', {
        components: [{ kind: 'context', path: 'skills/review/AGENTS.md', reason: 'Rules.' }],
      }),
    },
  },

  skill(
    'missing',
    head('description: Review it.'),
    'Add "name: review".',
    head('name: review\ndescription: Review it.'),
  ),
  skill(
    'missing',
    head('description: Review it.'),
    'Add `name: "2026"`.',
    head('name: "2026"\ndescription: Review it.'),
    '2026',
  ),
  skill(
    'section/id',
    head(NAMED, '## Read {#Read}\n\nIt.\n'),
    'Write {#read}.',
    head(NAMED, '## Read {#read}\n\nIt.\n'),
  ),
  skill(
    'section/id',
    head(NAMED, '> ## Read {#read}\n\nIt.\n'),
    'Move it out to amend it.',
    head(NAMED, '## Read {#read}\n\nIt.\n'),
  ),
  skill(
    'section/twice',
    head(NAMED, '## Read {#a}\n\n## Write {#a}\n\nIt.\n'),
    'Rename one: an amendment names one section.',
    head(NAMED, '## Read {#a}\n\n## Write {#b}\n\nIt.\n'),
  ),
  skill('missing', head('name: review'), 'Add "description: …": what it does and when to use it.', head(NAMED)),
  skill('name', head('name: Review\ndescription: x'), 'Write "name: review".', head('name: review\ndescription: x')),
  skill(
    'folder',
    head('name: other\ndescription: x'),
    'Write "name: review" or rename the folder.',
    head('name: review\ndescription: x'),
  ),
  skill('type', head('name: [a]\ndescription: x'), 'Write "name: review".', head('name: review\ndescription: x')),
  skill(
    'type',
    head('name: review\ndescription: [a, b]'),
    'Write one text with spaces: description: "a b"',
    head('name: review\ndescription: "a b"'),
  ),
  skill(
    'type',
    head(`${NAMED}\nlicense: 2.0`),
    'Write "license" as a text, in quotes.',
    head(`${NAMED}\nlicense: "2.0"`),
  ),
  skill(
    'type',
    head(`${NAMED}\nmetadata: x`),
    'Indent "key: value" lines below it.',
    head(`${NAMED}\nmetadata:\n  a: x`),
  ),
  skill(
    'type',
    head(`${NAMED}\nmetadata:\n  a: {b: c}`),
    'Write one text in quotes, or give each part of it a key of its own.',
    head(`${NAMED}\nmetadata:\n  a: "{b: c}"`),
  ),
  skill(
    'unknown-key',
    head(`${NAMED}\nallowed_tools: Read`),
    'Did you mean "allowed-tools"? Else put it under metadata.',
    head(`${NAMED}\nmetadata:\n  allowed_tools: Read`),
  ),
  skill(
    'unknown-key',
    head(`${NAMED}\nversion: 1.10`),
    'Put it under metadata.',
    head(`${NAMED}\nmetadata:\n  version: 1.10`),
  ),
  skill('empty', head('name: review\ndescription: " "'), 'Write it.', head(NAMED)),
  skill('empty', head(`${NAMED}\nlicense: ""`), 'Write it, or remove the key.', head(NAMED)),
  skill('empty', `---\n${NAMED}\n---\n`, 'Write them below the frontmatter.', head(NAMED)),
  skill(
    'too-long',
    head(`name: review\ndescription: ${'x'.repeat(1025)}`),
    'Shorten it to 1024 characters.',
    head(`name: review\ndescription: ${'x'.repeat(1024)}`),
  ),
  skill('too-long', head(NAMED, 'x\n'.repeat(600)), 'Move details to files in references/.', head(NAMED)),
  skill(
    'bare-npx',
    head(NAMED, 'Run `npx left-pad`.'),
    'Write a version: `npx left-pad@1.2.3`.',
    head(NAMED, 'Run `npx left-pad@1.2.3`.'),
  ),
  skill('todo', head(NAMED, '[TODO: rules]'), 'Write what it stands for.', head(NAMED)),
  skill('line-endings', SKILL.replaceAll('\n', '\r\n'), 'Save the file with LF.', SKILL),
  skill('frontmatter', '# Review\n', 'Start it with a line "---", name, description and a line "---".', head(NAMED)),
  skill('frontmatter', `---\n${NAMED}\n`, 'End it with a line "---".', head(NAMED)),
  skill('frontmatter', head('name: &a review\ndescription: *a'), 'Write the values out.', head(NAMED)),
  skill(
    'syntax',
    head('name: review\ndescription: Use when: asked'),
    'Put a value that has ": " or starts with a special character in double quotes.',
    head('name: review\ndescription: "Use when: asked"'),
  ),
  skill('syntax', head(`${NAMED}\nname: review`), 'Keep one of the two.', head(NAMED)),
  skill('syntax', head(`${NAMED}\nmetadata:\n\ta: b`), 'Indent with spaces.', head(`${NAMED}\nmetadata:\n  a: b`)),
  skill(
    'link',
    head(NAMED, 'See [a](references/no.md).'),
    'Add the file or correct the link.',
    head(NAMED, 'See [a](SKILL.md).'),
  ),
  skill(
    'link',
    head(NAMED, 'See [a](/etc/passwd).'),
    'Copy the file below the skill and link it there.',
    head(NAMED, 'See [a](SKILL.md).'),
  ),
  skill(
    'directive',
    head(NAMED, '!`date`\n'),
    'Write the "!" and the command apart, or declare it in plugin.json, extensions["dev.rolekit"].components: {"kind":"dynamic-context","path":"skills/review/SKILL.md","reason":"…"}.',
    head(NAMED, '! `date`\n'),
  ),
  skill(
    'directive',
    head(NAMED, 'Read @notes.md.\n'),
    'Write the path without "@", or declare it in plugin.json, extensions["dev.rolekit"].components: {"kind":"import","path":"skills/review/SKILL.md","reason":"…"}.',
    head(NAMED, 'Read notes.md.\n'),
  ),
  skill(
    'tool-grant',
    head(`${NAMED}\nallowed-tools: Bash`),
    'Name the plugin\'s own tools only, or declare it in plugin.json, extensions["dev.rolekit"].components: {"kind":"tool-grant","path":"skills/review/SKILL.md","reason":"…"}.',
    head(NAMED),
  ),
  skill(
    'skill-hook',
    head(`${NAMED}\nhooks: {}`),
    'Remove the key, or declare it in plugin.json, extensions["dev.rolekit"].components: {"kind":"skill-hook","path":"skills/review/SKILL.md","reason":"…"}.',
    head(NAMED),
  ),
  skill('text/hidden-character', `\ufeff${SKILL}`, 'Save the file as UTF-8 without a byte order mark.', SKILL),
  skill('text/hidden-character', head(NAMED, 'Read\u200b it.'), 'Remove it.', head(NAMED)),
  {
    code: 'skill/missing-file',
    wrong: { 'skills/other/skill.md': SKILL },
    fix: 'Rename skills/other/skill.md to SKILL.md.',
    followed: { 'skills/other/SKILL.md': SKILL.replace('name: review', 'name: other') },
  },
  {
    code: 'skill/missing-file',
    wrong: { 'skills/other/notes.md': 'x' },
    fix: 'Add it, or remove the folder.',
    followed: { 'skills/other/SKILL.md': SKILL.replace('name: review', 'name: other') },
  },
];

/** Of a playbook. */
function playbook(code: string, wrong: string, fix: string, followed: string): Advice {
  const path = 'playbooks/review.yaml';
  return { code: `playbook/${code}`, wrong: { [path]: wrong }, fix, followed: { [path]: followed } };
}

const STEPS = 'steps:\n  - call: crm_query\n';
const RIGHT = `skill: review\ntitle: Reviews\n${STEPS}`;

const PLAYBOOK_ADVICE: readonly Advice[] = [
  playbook('missing', `skill: review\n${STEPS}`, 'Add it.', RIGHT),
  playbook('unknown-key', RIGHT.replace('title', 'titel'), 'Did you mean `title`?', RIGHT),
  playbook(
    'unknown-key',
    `${RIGHT}titel: x\n`,
    'Use one of skill, connector, title, prompt, connected, input, pasted, steps, facts, or remove it.',
    RIGHT,
  ),
  playbook(
    'pasted',
    `${RIGHT}pasted: { deals: 'Deal,Amount' }\n`,
    'Add the rows.',
    `${RIGHT}pasted: { deals: "Deal,Amount\\nAcme,1200" }\n`,
  ),
  playbook('type', RIGHT.replace('Reviews', '2026'), 'Write a text, in quotes.', RIGHT.replace('Reviews', '"2026"')),
  playbook('type', RIGHT.replace(STEPS, 'steps: crm_query\n'), 'Write a value of type array.', RIGHT),
  playbook(
    'subject',
    RIGHT.replace('skill: review\n', ''),
    'Add `skill: <name>` or, for a connector’s own, `connector: <name>`.',
    RIGHT,
  ),
  playbook('subject', `connector: crm\n${RIGHT}`, 'Remove `skill` or `connector`.', RIGHT),
  playbook('unknown-skill', RIGHT.replace('review', 'reveiw'), 'Did you mean "review"?', RIGHT),
  playbook('unknown-skill', RIGHT.replace('review', 'pricing'), 'The plugin has review.', RIGHT),
  playbook(
    'unknown-connector',
    `connected: [crn]\n${RIGHT}`,
    'The plugin has no connector.',
    `connected: []\n${RIGHT}`,
  ),
];

const FACTS = (fact: string) => `${RIGHT}facts:\n  - ${fact}\n`;
const STEP = (rest: string) => `${RIGHT}${rest}`;
const TOOL = {
  access: 'read',
  enabled: true,
  definition: { name: 'crm_query', description: 'Reads.', inputSchema: { type: 'object' } },
  digest: `sha256:${'0'.repeat(64)}`,
};
/** A build that is newer than its source. */
const BUILT = {
  'dist/tools.json': {
    format: 1,
    protocol: '2026-07-28',
    connectors: [
      { name: 'crm', title: 'CRM', version: '1.0.0', description: 'C.', config: [], hosts: [], tools: [TOOL] },
    ],
    toolsetDigest: `sha256:${'0'.repeat(64)}`,
    tokens: 1,
  },
};
const built = (files: Files): Files => ({ ...files, ...BUILT });
const calling = (tool: string): Files => built({ 'playbooks/review.yaml': RIGHT.replace('crm_query', tool) });
const naming = (tool: string): Files => built({ 'skills/review/SKILL.md': head(NAMED, `Read it with \`${tool}\`.\n`) });

const MORE_PLAYBOOK_ADVICE: readonly Advice[] = [
  playbook('value', STEP('    approve: yes\n'), 'Use one of accept, decline, cancel.', STEP('    approve: accept\n')),
  playbook(
    'name',
    STEP('    capture: { a-b: items }\n'),
    'Use letters, digits and `_`, starting with a letter.',
    STEP('    capture: { a_b: items }\n'),
  ),
  playbook(
    'name-taken',
    STEP('    capture: { items: rows }\n'),
    'Choose another name.',
    STEP('    capture: { all: rows }\n'),
  ),
  playbook(
    'no-condition',
    FACTS('{ name: f, value: input }'),
    'Add `equals`, `atLeast`, `atMost` or `contains`.',
    FACTS('{ name: f, value: input, equals: 1 }'),
  ),
  playbook(
    'failing-step',
    STEP('    expectError: conflict\n    capture: { a: item.Id }\n'),
    'Remove `capture` and `expect` of this step.',
    STEP('    expectError: conflict\n'),
  ),
  playbook(
    'unknown-name',
    `input: { account: A }\n${FACTS('{ name: f, value: input.acount, equals: 1 }')}`,
    'Did you mean `input.account`?',
    `input: { account: A }\n${FACTS('{ name: f, value: input.account, equals: 1 }')}`,
  ),
  playbook(
    'unknown-name',
    FACTS('{ name: f, value: total, equals: 1 }'),
    'Known here: input.',
    FACTS('{ name: f, value: input, equals: 1 }'),
  ),
  playbook(
    'unknown-name',
    FACTS('{ name: f, value: input.day, equals: 1 }'),
    'Add it under `input`.',
    `input: { day: 1 }\n${FACTS('{ name: f, value: input.day, equals: 1 }')}`,
  ),
  playbook(
    'unknown-function',
    FACTS('{ name: f, value: sun(input), equals: 1 }'),
    'Did you mean `sum`?',
    FACTS('{ name: f, value: sum(input), equals: 1 }'),
  ),
  playbook(
    'expression',
    FACTS('{ name: f, value: "input.a = 1", equals: 1 }'),
    'Compare with `==`.',
    FACTS('{ name: f, value: "input[a == 1]", equals: 1 }'),
  ),
  playbook(
    'expression',
    FACTS(`{ name: f, value: "count(input['a)", equals: 1 }`),
    "Add the closing '.",
    `input: { a: 1 }\n${FACTS(`{ name: f, value: "count(input['a'])", equals: 1 }`)}`,
  ),
  playbook(
    'expression',
    FACTS('{ name: f, value: "input[1.5]", equals: 1 }'),
    'Write it without decimals, such as `[0]`.',
    FACTS('{ name: f, value: "input[0]", equals: 1 }'),
  ),
  playbook(
    'expression',
    STEP("    with: { q: '${input' }\n"),
    'Add `}`, or write `$${` for a plain `${`.',
    STEP("    with: { q: '$${input' }\n"),
  ),
  playbook(
    'expression',
    STEP("    with: { q: { $each: { row: '${input}' } } }\n"),
    "Write `$each: { row: '${rows}' }` and below it `$make: …`, which may use `row`.",
    STEP("    with: { q: { $each: { row: '${input}' }, $make: '${row}' } }\n"),
  ),
  playbook(
    'yaml',
    STEP('    expect: [ { path: items[0].Id, equals: 1 } ]\n'),
    "Inside `{ }`, put texts with `[`, `{` or `,` in quotes: `{ path: 'items[0].Id' }`.",
    STEP("    expect: [ { path: 'items[0].Id', equals: 1 } ]\n"),
  ),
  playbook('yaml', RIGHT.replace('Reviews', '[a'), 'Fix the YAML here.', RIGHT),
  playbook('too-large', `${RIGHT}#${'x'.repeat(256 * 1024)}\n`, 'Split it.', RIGHT),
  playbook(
    'unknown-connector',
    RIGHT.replace('skill: review', 'connector: cmr'),
    'The plugin has no connector.',
    RIGHT,
  ),
  {
    code: 'playbook/unknown-tool',
    wrong: calling('crm_qurey'),
    fix: 'Did you mean "crm_query"?',
    followed: calling('crm_query'),
  },
  {
    code: 'playbook/unknown-tool',
    wrong: calling('erp_list'),
    fix: 'Name a tool of the connectors in plugin.json.',
    followed: calling('crm_query'),
  },
  {
    code: 'skill/unknown-tool',
    wrong: naming('crm_qurey'),
    fix: 'Did you mean "crm_query"?',
    followed: naming('crm_query'),
  },
  {
    code: 'skill/unknown-tool',
    wrong: naming('crm_delete_everything'),
    fix: 'Correct the name, or add the connector that has it.',
    followed: naming('crm_query'),
  },
  skill('too-large', head(NAMED, 'x '.repeat(600_000)), 'Move details to references/.', head(NAMED)),
  {
    code: 'manifest/too-large',
    wrong: { 'plugin.json': ' '.repeat(1024 * 1024 + 1) },
    fix: 'Make it smaller.',
    followed: CLEAN,
  },
  ours(
    'component',
    {
      components: [
        { kind: 'hook', path: 'hooks', reason: 'Helps.' },
        { kind: 'hook', path: 'hooks', reason: 'Helps.' },
      ],
    },
    'Keep one.',
    { components: [{ kind: 'hook', path: 'hooks', reason: 'Helps.' }] },
    { 'hooks/hooks.json': '{}' },
  ),
];

export const SOURCE_ADVICE: readonly Advice[] = [...PLUGIN_ADVICE, ...PLAYBOOK_ADVICE, ...MORE_PLAYBOOK_ADVICE];
