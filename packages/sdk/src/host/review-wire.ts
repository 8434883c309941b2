import { z } from 'zod';
import { lineageBase } from './lineage-wire.ts';
import { component, digest, finding, folder, surfaceReport, time } from './wire-parts.ts';

// What a registry's `/v1` answers about versions that wait for a second person, and about versions that it serves no more.

export const versionStatus = z.object({
  id: z.string().describe('`namespace/name`'),
  version: z.string(),
  digest,
  state: z
    .enum(['available', 'yanked', 'quarantined', 'taken-down', 'waiting', 'rejected', 'expired'])
    .describe('The last three are told to its publisher, and to who may approve it'),
  reason: z.string().nullable(),
  by: z.string().nullable().describe('Who said so'),
  at: time.nullable(),
  until: time.nullable().describe('When waiting ends'),
  checkedAt: time.describe('When the registry said this'),
  bases: z.array(lineageBase).optional().describe('What it is based on, the nearest first; absent for nothing'),
});

export const approval = z.object({
  id: z.string().describe('`namespace/name`'),
  version: z.string(),
  digest: digest.describe('What an approval names'),
  state: z.enum(['waiting', 'approved', 'rejected', 'expired']),
  url: z.string().describe('Its page'),
  publishedBy: z.string(),
  publisher: z.enum(['account', 'machine', 'workflow']),
  requestedAt: time,
  until: time,
  decidedBy: z.string().nullable(),
  decidedAt: time.nullable(),
  reason: z.string().nullable().describe('Why it was rejected'),
  mayApprove: z.boolean().describe('Whether who asks may approve it: another person, who maintains the namespace'),
});

export const approvalList = z.object({ approvals: z.array(approval) });

const textChange = z.object({
  name: z.string().describe('A file of a skill or component, a tool, or `prompts`'),
  change: z.enum(['added', 'removed', 'changed']),
  lines: z
    .array(z.string())
    .describe('Each begins with `+`, `-` or a blank; `…` stands for unchanged lines that are left out'),
  truncated: z.boolean().describe('True when there are more lines than are sent'),
});

const run = z
  .object({
    issuer: z.string(),
    repository: z.string(),
    repositoryId: z.string().nullable(),
    workflow: z.string(),
    ref: z.string().nullable(),
    commit: z.string().nullable(),
    run: z.string().nullable(),
    environment: z.string().nullable(),
  })
  .describe('As the ID token of the platform said, which the registry checked and signed');

export const approvalDetail = approval.extend({
  provenance: run.nullable().describe('The run of a CI that sent it; null where an account or a machine did'),
  provenanceProblem: z.string().nullable().describe('Why that cannot be shown; it cannot be approved then'),
  channel: z.string().nullable().describe('Moves to it when it is approved'),
  waiver: z.string().nullable(),
  size: z.number().int().describe('Bytes of the .tgz'),
  surface: surfaceReport.nullable().describe('Against what is published now; null for the first version'),
  comparedBefore: z.string().nullable().describe('The version that it was compared with when it was sent'),
  tooLow: z.array(finding).describe('Why its number is too low for its changes now; a waiver lets them through'),
  components: z.array(component.extend({ isNew: z.boolean() })).describe('What hosts run of it'),
  hosts: z.array(z.string()).describe('Network hosts'),
  folders: z.array(folder),
  remotes: z.array(z.string()).describe('Remote servers, which nothing here governs'),
  findings: z.array(finding),
  instructions: z.array(textChange).describe('What the model or a host reads of it, as text'),
  moreInstructions: z.number().int().describe('Changed texts that are not sent'),
});

export type VersionStatus = z.infer<typeof versionStatus>;
export type Approval = z.infer<typeof approval>;
export type ApprovalDetail = z.infer<typeof approvalDetail>;
export type ApprovalList = z.infer<typeof approvalList>;
export type TextChange = z.infer<typeof textChange>;
