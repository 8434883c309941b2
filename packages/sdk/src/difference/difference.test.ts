import { describe, expect, test } from 'vitest';
import { type ToolsInput, toolsFile } from '../../test/tools-file.ts';
import { digestOf } from '../digest/digest.ts';
import type { RolekitExtension } from '../plugin/types.ts';
import { type Words, writeWordsFile } from '../words/index.ts';
import { type Change, type Content, comparePlugins, partsOf } from './index.ts';

interface Side extends ToolsInput {
  version?: string;
  name?: string;
  description?: string;
  extension?: Partial<RolekitExtension>;
  files?: Record<string, string>;
}

function content({
  version = '1.0.0',
  name = 'sales',
  description = 'Sells.',
  extension,
  files = {},
  ...tools
}: Side): Content {
  const all = Object.entries(files).map(([path, text]) => ({ path, bytes: new TextEncoder().encode(text) }));
  const manifest: Content['manifest'] = {
    $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
    name,
    version,
    description,
    extensions: { 'dev.rolekit': { namespace: 'acme', ...extension } },
  };
  const file = toolsFile(tools);
  const digest = digestOf(new TextEncoder().encode(JSON.stringify([manifest, file, files])));
  return { manifest, tools: file, files: all, digest };
}

const compare = (before: Side, after: Side) => comparePlugins(content(before), content(after));
const texts = (changes: readonly Change[]) => changes.map(({ change, text }) => `${change}: ${text}`);
const READ = { name: 'crm_query' };
const WRITE = { name: 'crm_create', access: 'write' as const };

test('two that are the same have no change and no version to raise', () => {
  const found = compare({}, {});
  expect(found).toMatchObject({
    same: true,
    reads: [],
    writes: [],
    runs: [],
    told: [],
    words: [],
    settings: [],
    version: null,
  });
});

describe('what it can read and write', () => {
  test('a tool that reads, one that writes, and one that deletes stand apart', () => {
    const found = compare({ tools: [READ] }, { tools: [WRITE, { name: 'crm_delete', access: 'destructive' }] });
    expect(texts(found.reads)).toEqual(['removed: No longer reads from CRM: crm_query']);
    expect(texts(found.writes)).toEqual([
      'added: Deletes or overwrites in CRM: crm_delete',
      'added: Writes to CRM: crm_create',
    ]);
    expect(found.approval).toBe(
      'A person approves each write before it is made, unless a policy of the user or the company allows it.',
    );
  });

  test('a tool that was read and writes now is said in both', () => {
    const found = compare({ tools: [READ] }, { tools: [{ ...READ, access: 'write' }] });
    expect(texts(found.reads)).toEqual(['removed: No longer reads from CRM: crm_query']);
    expect(texts(found.writes)).toEqual(['added: Writes to CRM: crm_query']);
  });

  test('a tool that is off is only possible', () => {
    const found = compare({ tools: [READ] }, { tools: [READ, { ...WRITE, enabled: false }] });
    expect(texts(found.writes)).toEqual(['added: Can write to CRM once somebody switches it on: crm_create']);
  });

  test('denied writes come first, with what is lost by that', () => {
    const found = compare({ tools: [WRITE] }, { tools: [WRITE], extension: { policy: { writes: 'deny' } } });
    expect(texts(found.writes)).toEqual([
      'changed: Every write is denied now. Before, a person approved each.',
      'removed: No longer writes to CRM: crm_create',
    ]);
    expect(found.approval).toBe('Every write is denied.');
  });

  test('writes that were denied and are possible are not hidden', () => {
    const found = compare({ tools: [WRITE], extension: { policy: { writes: 'deny' } } }, { tools: [WRITE] });
    expect(texts(found.writes)).toEqual([
      'changed: Writes are possible now, each approved by a person. Before, every write was denied.',
      'added: Writes to CRM: crm_create',
    ]);
  });

  test('a tool that the policy forbids says so', () => {
    const found = compare({ tools: [WRITE] }, { tools: [WRITE], extension: { policy: { denyTools: ['crm_create'] } } });
    expect(texts(found.writes)).toEqual(['removed: No longer writes to CRM, its policy forbids it: crm_create']);
  });

  test('hosts, folders and servers elsewhere', () => {
    const found = compare(
      { hosts: ['a.example'] },
      {
        hosts: ['b.example'],
        folders: [
          { path: '~/In', access: 'read' },
          { path: '~/Out', access: 'write' },
        ],
        extension: { connectors: { far: { url: 'https://mcp.example' } } },
      },
    );
    expect(texts(found.reads)).toEqual([
      'added: Uses the server at https://mcp.example: what that reads and writes is not known here',
      'added: Connects to b.example',
      'removed: No longer connects to a.example',
      'added: Reads the folder ~/In of this machine',
    ]);
    expect(texts(found.writes)).toEqual(['added: Reads and writes the folder ~/Out of this machine']);
  });
});

test('what runs: a hook that is new, with its reason and its text', () => {
  const components = [{ kind: 'hook' as const, path: 'hooks/hooks.json', reason: 'Notes the start.' }];
  const found = compare({}, { extension: { components }, files: { 'hooks/hooks.json': '{}\n' } });
  expect(found.runs).toEqual([
    {
      change: 'added',
      text: 'The hook hooks/hooks.json runs in every host: Notes the start.',
      passages: [{ section: '', lines: ['+{}'], truncated: false }],
    },
  ]);
});

describe('what the model is told', () => {
  const skill = (body: string) => ({
    'skills/plan/SKILL.md': `---\nname: plan\ndescription: Plans.\n---\n\n# Plan\n\n${body}`,
  });

  test('a changed skill shows the changed section only', () => {
    const found = compare(
      { files: skill('## Read\n\nAll.\n\n## Decide {#decide}\n\nFive.\n') },
      { files: skill('## Read\n\nAll.\n\n## Choose {#decide}\n\nTen.\n') },
    );
    expect(found.told).toEqual([
      {
        change: 'changed',
        text: 'The skill plan',
        passages: [
          {
            section: 'Choose',
            lines: ['-## Decide {#decide}', '+## Choose {#decide}', ' ', '-Five.', '+Ten.'],
            truncated: false,
          },
        ],
      },
    ]);
  });

  test('sections that changed places are no silence', () => {
    const found = compare(
      { files: skill('## A\n\na\n\n## B\n\nb\n\n') },
      { files: skill('## B\n\nb\n\n## A\n\na\n\n') },
    );
    expect(found.told[0]?.passages).toEqual([
      { section: '', lines: [' The same sections, in another order.'], truncated: false },
    ]);
  });

  test('what cannot be seen is spelled out', () => {
    const found = compare({ files: skill('Go.\n') }, { files: skill('Go.\u001b[31m\u202e Now\u200b.\n') });
    expect(found.told[0]?.passages?.[0]?.lines).toEqual(['-Go.', '+Go.\\u{1b}[31m\\u{202e} Now\\u{200b}.']);
    const named = compare({}, { description: 'Sells\u001b[2J.', hosts: ['crm.example', 'a\u202e.example'] });
    expect(JSON.stringify(partsOf(named))).not.toMatch(/\\u001b|\u202e/);
    expect(texts(named.reads)).toEqual(['added: Connects to a\\u{202e}.example']);
  });

  test('descriptions of tools and of their arguments', () => {
    const input = (description: string) => ({ type: 'object', properties: { soql: { type: 'string', description } } });
    const found = compare(
      { tools: [{ ...READ, input: input('One.') }] },
      { tools: [{ ...READ, input: input('Two.') }, { name: 'crm_get' }] },
    );
    expect(found.told).toMatchObject([
      {
        change: 'changed',
        text: 'The tool "crm_query" (crm_query)',
        passages: [{ lines: [' Does crm_query.', '-soql: One.', '+soql: Two.'] }],
      },
      { change: 'added', text: 'The tool "crm_get" (crm_get)', passages: [{ lines: ['+Does crm_get.'] }] },
    ]);
  });
});

test('words say their values before and after, and who reads them', () => {
  const words = (value: number): Words => ({
    thresholds: { silent: { value, unit: 'days', about: 'A deal is silent.' } },
  });
  const files = (value: number) => ({
    'skills/plan/SKILL.md': `---\nname: plan\n---\n${value} days\n`,
    'words.json': writeWordsFile(words(value), {
      'skills/plan/SKILL.md': [{ offset: 19, length: 7, word: 'thresholds.silent' }],
    }),
  });
  const found = compare({ files: files(30) }, { files: files(45) });
  expect(texts(found.words)).toEqual([
    'changed: thresholds.silent (A deal is silent): was 30 days, is 45 days; read by plan',
  ]);
  expect(texts(found.told)).toEqual(['changed: The skill plan, only in the words that it is given']);
});

test('stages and the fiscal year are said in words', () => {
  const stages = (label: string): NonNullable<Words['stages']> => [
    { id: 'lead', label: 'Open', category: 'open' },
    { id: 'signed', label, category: 'won', probability: 100 },
    { id: 'missed', label: 'Lost', category: 'lost' },
  ];
  const file = (words: Words) => ({ files: { 'words.json': writeWordsFile(words, {}) } });
  const found = compare(
    file({ stages: stages('Won'), fiscalYear: { startMonth: 1, startDay: 1, named: 'start' } }),
    file({ stages: stages('Signed'), fiscalYear: { startMonth: 2, startDay: 1, named: 'end' } }),
  );
  expect(texts(found.words)).toEqual([
    'changed: stages: was Open → Won → Lost, is Open → Signed → Lost',
    'changed: stages.signed: was "Won" (won, 100%), is "Signed" (won, 100%)',
    'changed: fiscalYear: was from 1 January, called after the year in which it starts, is from 1 February, called after the year in which it ends',
  ]);
});

test('settings say whether they are required and secret', () => {
  const token = {
    name: 'token',
    title: 'Token',
    description: 'Of your account.',
    env: 'T',
    secret: true,
    required: true,
  };
  const found = compare({}, { config: [token] });
  expect(texts(found.settings)).toEqual(['added: Asks for "Token" of CRM (required, a secret): Of your account.']);
});

describe('the version number', () => {
  test('is at least what the surface needs, with the reason', () => {
    const found = compare({ tools: [READ, WRITE] }, { tools: [READ], version: '1.1.0' });
    expect(found.version).toEqual({
      least: '2.0.0',
      isEnough: false,
      reasons: ['crm_create was removed or renamed.'],
    });
  });

  test('is not that of another plugin', () => {
    expect(compare({ name: 'base' }, { name: 'client', description: 'Other.' }).version).toBeNull();
  });

  test('a prerelease of the next one is enough', () => {
    expect(compare({ tools: [READ, WRITE] }, { tools: [READ], version: '2.0.0-beta.1' }).version?.isEnough).toBe(true);
  });
});
