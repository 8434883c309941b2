import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePlugin } from '../plugin/define.ts';
import { parseManifest } from '../plugin/manifest.ts';
import { defineSkill } from './define.ts';
import { parseSkill } from './parse.ts';
import { renderPrompt } from './prompt.ts';

// What `defineConnector(...).tools` is to a skill: names, literally typed.
const crm = { tools: { crm_query: { name: 'crm_query' }, crm_get_record: { name: 'crm_get_record' } } } as const;

const base = { name: 'review-forecast', description: 'Review: the "forecast" of a quarter.' };

describe('a skill that cannot be', () => {
  it('does not compile when it names a tool that no connector has', () => {
    // @ts-expect-error the connector has no such tool
    expect(() => defineSkill({ ...base, tools: { query: crm.tools.crm_search }, body: 'x' })).toThrow();
  });

  it('does not compile when its body uses a tool that it does not declare', () => {
    const skill = defineSkill({
      ...base,
      tools: { query: crm.tools.crm_query },
      // @ts-expect-error `search` is not declared
      body: (t) => `${t.query} ${t.search}`,
    });
    expect(skill.tools).toEqual(['crm_query']);
    defineSkill({
      ...base,
      tools: [crm.tools.crm_query],
      // @ts-expect-error the list has no crm_get_record
      body: (t) => `${t.crm_query} ${t.crm_get_record}`,
    });
  });

  it('does not compile when a prompt gets other arguments', () => {
    const skill = defineSkill({ ...base, args: z.object({ quarter: z.string() }), body: 'Look.' });
    // @ts-expect-error quarter is a string
    expect(() => skill.render({ quarter: 4 })).toThrow(
      expect.objectContaining({ code: 'RK_INVALID_REQUEST', fix: 'Arguments are quarter.' }),
    );
  });

  it('is refused with what is wrong', () => {
    expect(() => defineSkill({ ...base, name: 'Review', body: 'x' })).toThrow(
      'skill Review: its name has capital letters',
    );
    expect(() => defineSkill({ ...base, description: '', body: 'x' })).toThrow('it has no description');
  });
});

describe('a skill', () => {
  const skill = defineSkill({
    ...base,
    tools: { query: crm.tools.crm_query, get: crm.tools.crm_get_record },
    args: z.object({ quarter: z.string().describe('e.g. 2026-Q4'), owner: z.string().optional() }),
    metadata: { team: 'sales' },
    body: (t) => `Read the deals with ${t.query}.`,
  });

  it('becomes a SKILL.md that reads back the same', () => {
    expect(skill.toSkillMarkdown()).toBe(
      `---
name: review-forecast
description: "Review: the \\"forecast\\" of a quarter."
metadata:
  "team": "sales"
---

Read the deals with \`crm_query\`.

## Tools

- \`crm_get_record\`

## Arguments

Ask for what is missing.

- **quarter**: e.g. 2026-Q4
- **owner** (optional)
`,
    );
    const { skill: read, findings } = parseSkill(skill.toSkillMarkdown(), 'skills/review-forecast/SKILL.md');
    expect(findings).toEqual([]);
    expect(read).toMatchObject({
      description: base.description,
      metadata: { team: 'sales' },
      tools: ['crm_query', 'crm_get_record'],
    });
  });

  it('becomes a prompt with its arguments', () => {
    expect(skill.render({ quarter: '2026-Q4' })).toContain('## Arguments\n\n- **quarter**: 2026-Q4\n');
  });

  it('needs no tools and no arguments', () => {
    expect(defineSkill({ ...base, body: 'Think.' }).render()).toBe('Think.\n');
  });
});

describe('a prompt as data', () => {
  const skill = defineSkill({
    ...base,
    args: z.object({
      quarter: z.string().describe('e.g. 2026-Q4'),
      scenario: z.enum(['low', 'high']).optional(),
      top: z.int().default(10),
    }),
    body: 'Look.',
  });
  const prompt = skill.toPrompt() ?? { ...base, arguments: [], body: '' };

  it('is there for a skill with arguments only', () => {
    expect(defineSkill({ ...base, body: 'Think.' }).toPrompt()).toBeUndefined();
    expect(prompt).toEqual({
      ...base,
      arguments: [
        { name: 'quarter', description: 'e.g. 2026-Q4', required: true },
        { name: 'scenario', required: false, values: ['low', 'high'] },
        { name: 'top', required: false, default: '10' },
      ],
      body: 'Look.\n',
    });
  });

  it('names every wrong argument', () => {
    expect(() => renderPrompt(prompt, { quater: '2026-Q4', scenario: 'worst' })).toThrow(
      'unknown argument `quater`; Did you mean `quarter`?; `quarter` is required; `scenario` must be one of low, high.',
    );
  });

  it('renders what the skill itself renders', () => {
    expect(renderPrompt(prompt, { quarter: '2026-Q4' })).toBe(
      'Look.\n\n## Arguments\n\n- **quarter**: 2026-Q4\n- **top**: 10\n',
    );
    expect(skill.render({ quarter: '2026-Q4' })).toBe(renderPrompt(prompt, { quarter: '2026-Q4' }));
  });
});

describe('a plugin in TypeScript', () => {
  const skill = defineSkill({ ...base, body: 'Think.' });
  const plugin = { namespace: 'acme', name: 'sales', version: '1.0.0', description: 'For sellers.', skills: [skill] };

  it('is refused with every problem', () => {
    expect(() => definePlugin({ ...plugin, name: 'Sales', version: '^1', skills: [skill, skill] })).toThrow(
      'plugin Sales: The name "Sales" has capital letters. Use "sales". The version "^1" is a range; a plugin has one exact version. Write "1.0.0". Two skills are named "review-forecast".',
    );
  });

  it('has the files of one written by hand', () => {
    const [manifest, markdown] = definePlugin({ ...plugin, role: 'sales', author: { name: 'Acme' } }).toFiles();
    expect(markdown?.path).toBe('skills/review-forecast/SKILL.md');
    expect(parseManifest(new TextDecoder().decode(manifest?.bytes))).toEqual({
      findings: [],
      manifest: {
        $schema: 'https://agent-plugins.org/schemas/1.0.0/plugin.schema.json',
        name: 'sales',
        version: '1.0.0',
        description: 'For sellers.',
        author: { name: 'Acme' },
        extensions: { 'dev.rolekit': { namespace: 'acme', role: 'sales' } },
      },
    });
  });
});
