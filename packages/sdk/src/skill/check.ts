import type { Finding } from '../finding.ts';
import { nearest } from '../suggest.ts';
import { Places } from '../tree/line-columns.ts';
import { toolMentions } from '../tree/names.ts';
import type { Skill } from './types.ts';

const VERBS = new Set([
  ...['add', 'approve', 'cancel', 'count', 'create', 'delete', 'describe', 'export', 'fetch', 'find', 'get', 'insert'],
  ...[
    'list',
    'lookup',
    'merge',
    'move',
    'post',
    'query',
    'read',
    'remove',
    'run',
    'search',
    'send',
    'update',
    'upload',
  ],
  ...['upsert', 'write'],
]);

/**
 * Finds the tools that skills name and no connector has. A name is an error when it is near a tool or starts like one;
 * when it only reads like a tool of some other connector, it is a warning; else it is taken for a field's name.
 */
export function checkSkillTools(skills: readonly Skill[], toolNames: readonly string[]): Finding[] {
  const known = new Set(toolNames);
  const connectors = new Set(toolNames.map(connectorOf));
  return skills.flatMap((skill) => {
    const unknown = skill.tools.filter((tool) => !known.has(tool));
    return unknown.flatMap((tool) => {
      const meant = nearest(tool, known);
      const isSure = meant !== undefined || connectors.has(connectorOf(tool));
      if (!isSure && !VERBS.has(tool.split('_')[1] ?? '')) return [];
      return [finding(skill, tool, meant, isSure)];
    });
  });
}

/**
 * Finds the tools that skills name and the plugin has, but does not list: a call of them would be refused.
 *
 * @param denied those of them that the plugin's policy denies
 */
export function checkSkillToolsListed(
  skills: readonly Skill[],
  unlisted: readonly string[],
  denied: readonly string[] = [],
): Finding[] {
  const off = new Set(unlisted);
  return skills.flatMap((skill) =>
    skill.tools
      .filter((tool) => off.has(tool))
      .map((tool) => ({
        code: 'skill/tool-off',
        severity: 'error' as const,
        message: `The skill "${skill.name}" names the tool "${tool}", which is ${denied.includes(tool) ? 'denied' : 'switched off'} in this plugin.`,
        file: skill.path,
        ...placeOfTool(skill, tool),
        fix: denied.includes(tool)
          ? 'Remove it from `policy.denyTools` in plugin.json, or leave it out of the skill.'
          : "List it in the connector's `tools` in plugin.json, or leave it out of the skill.",
      })),
  );
}

function finding(skill: Skill, tool: string, meant: string | undefined, isSure: boolean): Finding {
  return {
    code: 'skill/unknown-tool',
    severity: isSure ? 'error' : 'warning',
    message: `The skill "${skill.name}" names the tool "${tool}", which no connector of the plugin has.`,
    file: skill.path,
    ...placeOfTool(skill, tool),
    fix: meant === undefined ? 'Correct the name, or add the connector that has it.' : `Did you mean "${meant}"?`,
  };
}

function placeOfTool(skill: Skill, tool: string): { line?: number; column?: number } {
  const mention = toolMentions(skill.body).find((toolMention) => toolMention.tool === tool);
  if (mention === undefined) return { line: 1, column: 1 };
  const { line, column } = new Places(skill.body).at(mention.offset);
  return { line: line + skill.bodyLine - 1, column };
}

function connectorOf(tool: string): string {
  return tool.split('_')[0] ?? tool;
}
