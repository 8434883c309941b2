export {
  type Budgets,
  CHECKS as CONTRACT_CHECKS,
  type CheckResult,
  type ContractOptions,
  type ContractReport,
  contract,
  contractSuite,
  differenceOf,
  type Level,
  type Status,
  type SuiteOptions,
  type TestRunner,
  type Waiver,
} from './contract/index.ts';
export {
  always,
  type Exchange,
  type Fault,
  type FaultKind,
  type FaultRequest,
  type FaultServer,
  type FaultServerOptions,
  type FaultStats,
  once,
  type Schedule,
  sometimes,
  startFaultServer,
} from './faults/index.ts';
export type { Approve, CalledTool, Era, HostOptions, ScriptedHost } from './host.ts';
export { connectInMemory, type InMemoryHost, type InMemoryOptions } from './in-memory.ts';
export type { RunningSandbox, SandboxFaults, SandboxOptions, StartSandbox } from './sandbox.ts';
