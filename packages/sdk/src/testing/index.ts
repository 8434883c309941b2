export { standingClock } from '../connector/clock.ts';
export {
  type AnswerOf,
  type ArgumentsOf,
  type ConnectSandboxOptions,
  connectSandbox,
  type Failure,
  type Listing,
  type SandboxHost,
  type SandboxTarget,
  writeSandboxProfile,
} from './connect-sandbox.ts';
export {
  type Budgets,
  CHECKS as CONTRACT_CHECKS,
  type CheckResult,
  type ContractOptions,
  type ContractReport,
  contract,
  contractSuite,
  type Level,
  type Status,
  SUITE_VERSION as CONTRACT_SUITE,
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
export { type ForeignAnswer, foreignAnswers } from './foreign-requests.ts';
export type { Approve, CalledTool, Era, HostOptions, ScriptedHost } from './host.ts';
export { connectInMemory, type InMemoryHost, type InMemoryOptions } from './in-memory.ts';
export { type Drift, driftOf } from './recordings/drift.ts';
export { type Recorder, type RecordOptions, startRecorder } from './recordings/record.ts';
export { type RecordCallsOptions, recordCalls } from './recordings/record-calls.ts';
export { type Replay, startReplay } from './recordings/replay.ts';
export { saveRecording } from './recordings/save.ts';
export { RECORDINGS_FOLDER, type RecordedCall, type RecordedExchange, type Recording } from './recordings/types.ts';
export type { RunningSandbox, SandboxFaults, SandboxOptions, StartSandbox, VendorAnswer } from './sandbox.ts';
