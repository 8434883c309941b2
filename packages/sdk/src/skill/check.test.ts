import { expect, it } from 'vitest';
import { checkSkillToolsListed } from './check.ts';
import { parseSkill } from './parse.ts';

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
