export { CHECKS } from './checks/index.ts';
export { contract } from './run.ts';
export { contractSuite, type SuiteOptions, type TestRunner } from './suite.ts';
export type { Budgets, CheckResult, ContractOptions, ContractReport, Level, Status, Waiver } from './types.ts';
export { SUITE_VERSION } from './types.ts';
