import { expect, it } from 'vitest';
import { checkSkillToolsListed } from './check.ts';
import { parseSkill } from './parse.ts';
import { skillsOf } from './read.ts';

const TEXT =
  '---\nname: plan-week\ndescription: Plans the week. Use on Mondays.\n---\n\n# Plan\n\nAsk `crm_list_deals`, then `crm_get_deal`.\n';

it('a skill that names a tool which is switched off is told where and what to do', () => {
  const { skill } = parseSkill(TEXT, 'skills/plan-week/SKILL.md');
  expect(checkSkillToolsListed(skill ? [skill] : [], ['crm_get_deal', 'crm_drop_deal'])).toEqual([
    {
      code: 'skill/tool-off',
      severity: 'error',
      message: 'The skill "plan-week" names the tool "crm_get_deal", which is switched off in this plugin.',
      file: 'skills/plan-week/SKILL.md',
      line: 8,
      column: 29,
      fix: "List it in the connector's `tools` in plugin.json, or leave it out of the skill.",
    },
  ]);
});

it('a skill that names a tool which the policy denies is told of the policy', () => {
  const { skill } = parseSkill(TEXT, 'skills/plan-week/SKILL.md');
  expect(checkSkillToolsListed(skill ? [skill] : [], ['crm_get_deal'], ['crm_get_deal'])).toMatchObject([
    {
      message: 'The skill "plan-week" names the tool "crm_get_deal", which is denied in this plugin.',
      fix: 'Remove it from `policy.denyTools` in plugin.json, or leave it out of the skill.',
    },
  ]);
});

it('a text of a skill that is too long to be served whole is warned of', async () => {
  const files = [
    { path: 'skills/plan-week/SKILL.md', size: TEXT.length },
    { path: 'skills/plan-week/references/fits.md', size: 49_152 },
    { path: 'skills/plan-week/references/long.md', size: 49_153 },
    { path: 'skills/plan-week/table.csv', size: 100_000 },
  ];
  expect((await skillsOf(files, async () => ({ text: TEXT }))).findings).toEqual([
    {
      code: 'skill/too-long',
      severity: 'warning',
      message: 'skills/plan-week/references/long.md has 49153 bytes; over MCP, 49152 at once are read.',
      file: 'skills/plan-week/references/long.md',
      fix: 'Split it into several files, and link them.',
    },
  ]);
});
