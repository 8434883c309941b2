import { z } from 'zod';

const time = z.string().describe('RFC 3339, UTC');
const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256:<hex>')
  .describe('`sha256:<hex>`');

export const auditActor = z.object({
  kind: z
    .enum(['account', 'token', 'workflow', 'issuer', 'operator', 'registry', 'anybody', 'unknown'])
    .describe(
      '`token`: of a machine. `operator`: a user of the registry’s machine. `anybody`: an address. `unknown`: of a line from before kinds were kept',
    ),
  name: z.string(),
  token: z.string().nullable().describe('Id of the token that was used'),
});

/** One line of a registry's audit record. */
export const auditLine = z.object({
  seq: z.number().int(),
  at: time,
  type: z.string().describe('`publish`, `yank`, `signed-in`, `token-used`, `refused` and the like'),
  actor: auditActor,
  namespace: z.string().nullable(),
  name: z.string().nullable().describe('Of the plugin'),
  version: z.string().nullable(),
  digest: digest.nullable().describe('Of the version'),
  subject: z.string().nullable().describe('Account, group, token or workflow that it is about'),
  outcome: z.enum(['done', 'refused', 'failed']),
  data: z.record(z.string(), z.unknown()),
  event: z
    .object({ seq: z.number().int(), hash: digest })
    .nullable()
    .describe('The event of the change feed that it records'),
  prev: digest.describe('Hash of the line before'),
  hash: digest.describe('Over `seq`, `prev` and the digest of everything else'),
});

/** What a checkpoint says, and a registry signs. */
export const checkpointStatement = z.object({
  registry: z.string().describe('Its name'),
  seq: z.number().int(),
  hash: digest.describe('Of the line of that number'),
  at: time,
});

export const signedEnvelope = z.object({
  payloadType: z.string(),
  payload: z.string().describe('Base64'),
  signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })),
});

export const auditCheckpoint = checkpointStatement
  .extend({ envelope: signedEnvelope })
  .describe('The envelope holds the same, signed by the registry (DSSE)');

export type AuditActor = z.infer<typeof auditActor>;
export type AuditLine = z.infer<typeof auditLine>;
export type AuditOutcome = AuditLine['outcome'];
export type CheckpointStatement = z.infer<typeof checkpointStatement>;
export type AuditCheckpoint = z.infer<typeof auditCheckpoint>;
