/** What Rolekit's own packages share of plugins and bundles; it promises nothing. */

export { checkSkillDirectives } from '../bundle/check-directives.ts';
export { checkTestCall } from '../bundle/check-tools.ts';
export { readBundleFiles } from '../bundle/folder.ts';
export { RULE_SET } from '../bundle/rule-set.ts';
export { describeConnector } from '../connector/describe.ts';
export { examineTools, type ToolProblem } from '../connector/examine.ts';
export type { DefinitionProblem } from '../errors.ts';
export {
  CONTRACT_REPORT_FILE,
  parseContractReport,
  reportMismatch,
  writeContractReport,
} from '../plugin/contract-report.ts';
export { GENERATOR, hostFiles } from '../plugin/host-files.ts';
export { parseLock, writeLock } from '../plugin/lock.ts';
export { argumentFacts, type ToolArgument, toolArguments } from '../plugin/tool-arguments.ts';
export { parseTools, writeTools } from '../plugin/tools.ts';
export { checkSkillTools, checkSkillToolsListed } from '../skill/check.ts';
export { skillsOf } from '../skill/read.ts';
export {
  type Baseline,
  baselineOf,
  compareSurface,
  componentsOf,
  foldersOf,
  hostsOf,
  leastVersion,
  type Surface,
  surfaceOf,
  tooLow,
} from '../surface/index.ts';
export { placeInJson, readJson } from '../tree/read-json.ts';
