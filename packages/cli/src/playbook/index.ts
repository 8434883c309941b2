export { choosePlaybooks, nameOf } from './choose.ts';
export { dataFlow, type StepPair } from './data-flow.ts';
export { type ParsedPlaybook, parsePlaybook } from './parse.ts';
export { readPlaybooks } from './read.ts';
export {
  type Approval,
  errorKind,
  type FactResult,
  type PlaybookHost,
  type PlaybookResult,
  type Problem,
  runPlaybook,
  type StepResult,
  type ToolAnswer,
} from './run.ts';
export { fillDeep } from './template.ts';
export type { Playbook } from './types.ts';
export { ExpressionError } from './values.ts';
