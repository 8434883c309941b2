import { describe, expect, test } from 'vitest';
import { type ToolsInput, toolsFile } from '../../test/tools-file.ts';
import type { PluginComponent } from '../plugin/components.ts';
import { compareSurface, stepOf, tooLow } from './index.ts';

type Side = Omit<ToolsInput, 'connector'> & {
  skills?: { name: string; digest: string }[];
  components?: PluginComponent[];
};

function compare(before: Side, after: Side) {
  return compareSurface(
    { version: '1.0.0', tools: toolsFile(before), skills: before.skills ?? [], components: before.components ?? [] },
    { tools: toolsFile(after), skills: after.skills ?? [], components: after.components ?? [] },
  );
}

/** `level kind` of each change. */
function kinds(before: Side, after: Side): string[] {
  return compare(before, after).changes.map(({ level, kind }) => `${level} ${kind}`);
}

const tool = (changes: Record<string, unknown> = {}): Side => ({
  tools: [{ name: 'crm_query', description: 'Reads.', ...changes }],
});
const input = (schema: Record<string, unknown>) => tool({ input: { type: 'object', ...schema } });
const output = (schema: Record<string, unknown>) => tool({ output: { type: 'object', ...schema } });
const text = { type: 'string' };
const HOOK: PluginComponent = { kind: 'hook', path: 'hooks/hooks.json', reason: 'Notes the start.' };

describe('what needs a major version', () => {
  test('a default folder that moved', () => {
    const at = (otherwise: string): Side => ({ folders: [{ path: 'config:outDir', otherwise, access: 'write' }] });
    expect(kinds(at('~/Rolekit'), at('~/Documents'))).toEqual(['major folder-added', 'patch folder-removed']);
  });

  test.each<[string, Side, Side, string]>([
    [
      'a removed tool',
      { tools: [{ name: 'crm_query' }, { name: 'crm_get' }] },
      { tools: [{ name: 'crm_query' }] },
      'major tool-removed',
    ],
    ['a tool switched off', tool(), tool({ enabled: false }), 'major tool-switched-off'],
    ['raised access', tool(), tool({ access: 'write' }), 'major access-raised'],
    ['a new network host', { hosts: ['a.example'] }, { hosts: ['a.example', 'b.example'] }, 'major host-added'],
    ['a first component', {}, { components: [HOOK] }, 'major component-added'],
    [
      'another path of a component',
      { components: [HOOK] },
      { components: [{ ...HOOK, path: 'hooks' }] },
      'major component-added',
    ],
    [
      'a component for one more host',
      { components: [{ ...HOOK, hosts: ['claude'] }] },
      { components: [{ ...HOOK, hosts: ['claude', 'codex'] }] },
      'major component-widened',
    ],
    [
      'a component for all hosts',
      { components: [{ ...HOOK, hosts: ['claude'] }] },
      { components: [HOOK] },
      'major component-widened',
    ],
    ['a first folder', {}, { folders: [{ path: '~/Reports', access: 'read' }] }, 'major folder-added'],
    [
      'writing to a folder that was only read',
      { folders: [{ path: '~/Reports', access: 'read' }] },
      { folders: [{ path: '~/Reports', access: 'write' }] },
      'major folder-widened',
    ],
    [
      'a new required input',
      input({ properties: {} }),
      input({ properties: { soql: text }, required: ['soql'] }),
      'major input-narrowed',
    ],
    [
      'an input that became required',
      input({ properties: { soql: text } }),
      input({ properties: { soql: text }, required: ['soql'] }),
      'major input-narrowed',
    ],
    ['a removed input', input({ properties: { soql: text } }), input({ properties: {} }), 'major input-narrowed'],
    [
      'fewer allowed values',
      input({ properties: { a: { enum: ['x', 'y'] } } }),
      input({ properties: { a: { enum: ['x'] } } }),
      'major input-narrowed',
    ],
    [
      'values where any text went',
      input({ properties: { a: text } }),
      input({ properties: { a: { ...text, enum: ['x'] } } }),
      'major input-narrowed',
    ],
    [
      'a narrower type',
      input({ properties: { a: { type: 'number' } } }),
      input({ properties: { a: { type: 'integer' } } }),
      'major input-narrowed',
    ],
    [
      'a lower maximum',
      input({ properties: { a: { type: 'integer', maximum: 200 } } }),
      input({ properties: { a: { type: 'integer', maximum: 100 } } }),
      'major input-narrowed',
    ],
    [
      'a minimum where there was none',
      input({ properties: { a: text } }),
      input({ properties: { a: { ...text, minLength: 1 } } }),
      'major input-narrowed',
    ],
    [
      'a new pattern',
      input({ properties: { a: text } }),
      input({ properties: { a: { ...text, pattern: '^x' } } }),
      'major input-narrowed',
    ],
    [
      'a narrower item',
      input({ properties: { a: { type: 'array', items: text } } }),
      input({ properties: { a: { type: 'array', items: { enum: ['x'] } } } }),
      'major input-narrowed',
    ],
    [
      'a deep change',
      input({ properties: { a: { type: 'object', properties: { b: text } } } }),
      input({ properties: { a: { type: 'object', properties: { b: { type: 'number' } } } } }),
      'major input-narrowed',
    ],
    [
      'a lost alternative',
      input({ properties: { a: { anyOf: [text, { type: 'null' }] } } }),
      input({ properties: { a: { anyOf: [text] } } }),
      'major input-narrowed',
    ],
    ['no other properties any more', input({}), input({ additionalProperties: false }), 'major input-narrowed'],
    [
      'what cannot be compared',
      input({ properties: { a: { not: text } } }),
      input({ properties: { a: { not: { type: 'number' } } } }),
      'major input-narrowed',
    ],
    [
      'a removed output',
      output({ properties: { a: text, b: text } }),
      output({ properties: { a: text } }),
      'major output-removed',
    ],
    ['no output schema any more', output({}), tool(), 'major output-removed'],
    [
      'a wider output',
      output({ properties: { a: text } }),
      output({ properties: { a: { type: ['string', 'null'] } } }),
      'major output-widened',
    ],
    [
      'an output that may be absent',
      output({ properties: { a: text }, required: ['a'] }),
      output({ properties: { a: text } }),
      'major output-widened',
    ],
    [
      'a setting that became required',
      { config: [field('token', false)] },
      { config: [field('token', true)] },
      'major setting-required',
    ],
  ])('%s', (_what, before, after, expected) => {
    expect(kinds(before, after)).toContain(expected);
    expect(compare(before, after).level).toBe('major');
  });

  test('a renamed tool, as one removed and one new', () => {
    expect(kinds({ tools: [{ name: 'crm_query' }] }, { tools: [{ name: 'crm_find' }] })).toEqual([
      'major tool-removed',
      'minor tool-added',
    ]);
  });

  test('a hint that no longer warns', () => {
    const before = toolsFile(tool({ access: 'destructive' }));
    const after = structuredClone(before);
    for (const entry of after.connectors[0]?.tools ?? []) {
      entry.definition.annotations = { readOnlyHint: false };
      entry.digest = 'sha256:other';
    }
    const report = compareSurface(
      { version: '1.0.0', tools: before, skills: [], components: [] },
      { tools: after, skills: [], components: [] },
    );
    expect(report.changes).toMatchObject([{ level: 'major', kind: 'hint-changed', subject: 'crm_query' }]);
  });
});

describe('what needs a minor version', () => {
  test.each<[string, Side, Side, string[]]>([
    [
      'a new tool',
      { tools: [{ name: 'crm_query' }] },
      { tools: [{ name: 'crm_query' }, { name: 'crm_get' }] },
      ['minor tool-added'],
    ],
    [
      'a new optional input',
      input({ properties: { a: text } }),
      input({ properties: { a: text, b: text } }),
      ['minor input-widened'],
    ],
    [
      'more allowed values',
      input({ properties: { a: { enum: ['x'] } } }),
      input({ properties: { a: { enum: ['x', 'y'] } } }),
      ['minor input-widened'],
    ],
    [
      'a wider type',
      input({ properties: { a: { type: 'integer' } } }),
      input({ properties: { a: { type: 'number' } } }),
      ['minor input-widened'],
    ],
    [
      'one more alternative',
      input({ properties: { a: { anyOf: [text] } } }),
      input({ properties: { a: { anyOf: [text, { type: 'null' }] } } }),
      ['minor input-widened'],
    ],
    [
      'a new output',
      output({ properties: { a: text } }),
      output({ properties: { a: text, b: text } }),
      ['minor output-added'],
    ],
    ['an output schema where there was none', tool(), output({}), ['minor output-added']],
    ['a new optional setting', { config: [] }, { config: [field('token', false)] }, ['minor setting-added']],
  ])('%s', (_what, before, after, expected) => {
    expect(kinds(before, after)).toEqual(expected);
  });
});

describe('what a patch may do', () => {
  test('say other words, which is flagged', () => {
    const report = compare(tool(), tool({ description: 'Reads more.' }));
    expect(report).toMatchObject({ level: 'patch', instructionsChanged: true });
    expect(report.changes).toEqual([
      {
        level: 'patch',
        kind: 'instructions-changed',
        subject: 'crm_query',
        message: 'Instructions of crm_query changed: description.',
        instructions: true,
      },
    ]);
  });

  test('say other words about an input', () => {
    const before = input({ properties: { a: { ...text, description: 'One.' } } });
    const after = input({ properties: { a: { ...text, description: 'Two.' } } });
    expect(compare(before, after)).toMatchObject({
      level: 'patch',
      instructionsChanged: true,
      changes: [{ message: 'Instructions of crm_query changed: words of the input.' }],
    });
  });

  test('change a skill, which is flagged too', () => {
    const report = compare(
      {
        skills: [
          { name: 'a', digest: '1' },
          { name: 'b', digest: '1' },
        ],
      },
      {
        skills: [
          { name: 'a', digest: '2' },
          { name: 'c', digest: '1' },
        ],
      },
    );
    expect(report.instructionsChanged).toBe(true);
    expect(report.changes.map(({ message }) => message)).toEqual([
      'Instructions of the skill a changed.',
      'The skill c is new.',
      'The skill b was removed.',
    ]);
  });

  test('use fewer folders, or only read them', () => {
    const written: Side = { folders: [{ path: '~/Reports', access: 'write' }] };
    expect(kinds(written, { folders: [{ path: '~/Reports', access: 'read' }] })).toEqual(['patch folder-narrowed']);
    expect(kinds(written, {})).toEqual(['patch folder-removed']);
    expect(kinds(written, written)).toEqual([]);
  });

  test('have fewer components, or for fewer hosts', () => {
    expect(kinds({ components: [HOOK] }, {})).toEqual(['patch component-removed']);
    expect(kinds({ components: [HOOK] }, { components: [{ ...HOOK, hosts: ['claude'] }] })).toEqual([]);
  });

  test('reach fewer hosts, or change nothing', () => {
    expect(kinds({ hosts: ['a.example', 'b.example'] }, { hosts: ['a.example'] })).toEqual(['patch host-removed']);
    expect(compare(tool(), tool())).toEqual({
      comparedWith: '1.0.0',
      level: 'patch',
      instructionsChanged: false,
      changes: [],
    });
  });
});

describe('a version number lower than its changes', () => {
  const removed = compare(
    { tools: [{ name: 'crm_query' }, { name: 'crm_get' }] },
    { tools: [{ name: 'crm_query' }, { name: 'crm_list' }] },
  );

  test('is refused with every reason and the number to use', () => {
    expect(tooLow(removed, '1.0.1')).toEqual([
      {
        code: 'surface/tool-removed',
        severity: 'error',
        message: 'crm_get was removed or renamed. That is a major change, but 1.0.0 → 1.0.1 is a patch step.',
        file: 'tools.json',
        fix: 'Publish it as 2.0.0 or higher: `rolekit version` writes that. Or waive it with a reason: `rolekit publish --waiver <reason>`.',
      },
      {
        code: 'surface/tool-added',
        severity: 'error',
        message: 'crm_list is new. That is a minor change, but 1.0.0 → 1.0.1 is a patch step.',
        file: 'tools.json',
        fix: 'Publish it as 2.0.0 or higher: `rolekit version` writes that. Or waive it with a reason: `rolekit publish --waiver <reason>`.',
      },
    ]);
    expect(tooLow(removed, '1.1.0')).toHaveLength(1);
  });

  test('is fine when it is high enough, also as a prerelease', () => {
    expect(tooLow(removed, '2.0.0')).toEqual([]);
    expect(tooLow(removed, '2.0.0-beta.1')).toEqual([]);
  });

  test.each([
    ['1.0.0', '1.0.1', 'patch'],
    ['1.0.0', '1.1.0', 'minor'],
    ['1.0.0', '2.0.0', 'major'],
    ['0.1.0', '0.1.1', 'minor'],
    ['0.1.0', '0.2.0', 'major'],
    ['0.0.1', '0.0.2', 'major'],
    ['0.9.0', '1.0.0', 'major'],
  ])('counts %s → %s as a %s step', (from, to, step) => {
    expect(stepOf(from, to)).toBe(step);
  });
});

function field(name: string, required: boolean) {
  return { name, title: name, description: name, env: name.toUpperCase(), secret: false, required };
}
