export { type DefinedSkill, defineSkill, type SkillDefinition, type SkillTools, type ToolNames } from './define.ts';
export { parseSkill } from './parse.ts';
export { renderPrompt, type SkillPrompt, type SkillPromptArgument } from './prompt.ts';
export { readSkills } from './read.ts';
export type { ParsedSkill, Skill, ToolRef } from './types.ts';
