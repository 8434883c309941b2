/** What Rolekit's own packages share of the audit record; it promises nothing. */

export { AUDIT_GENESIS, type ChainPlace, chainHash, chainProblem, entryDigest, lineHash } from '../audit/chain.ts';
export { isExtension, openCheckpoint, signCheckpoint } from '../audit/checkpoint.ts';
export type { AuditActor, AuditCheckpoint, AuditLine, AuditOutcome, CheckpointStatement } from '../audit/line.ts';
export { auditCheckpoint, auditLine } from '../audit/line.ts';
export { type CommandReport, commandReport, commandReports, MAX_REPORTS, REPORT_DAYS } from '../audit/report.ts';
