import { z } from 'zod';

/** In one request. */
export const MAX_REPORTS = 50;
/** A command gives up on what is older; a registry remembers three times as long what was reported. */
export const REPORT_DAYS = 30;

/** What a command did on its user's machine, as it tells a registry whose policy asks for that. All of it. */
export const commandReport = z.strictObject({
  id: z.uuid().describe('Made by the command: a report that comes again adds nothing'),
  at: z.iso.datetime().max(30).describe('By the clock of the machine'),
  type: z.enum(['install', 'update', 'uninstall', 'disable', 'enable']),
  outcome: z.enum(['done', 'refused', 'failed', 'cancelled']),
  plugin: z
    .string()
    .max(129)
    .regex(/^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/)
    .describe('`namespace/name`'),
  version: z
    .string()
    .regex(/^[\w.+-]{1,100}$/)
    .nullable(),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/)
    .nullable(),
  host: z.enum(['codex', 'claude', 'copilot', 'gemini']).nullable().describe('Null for a folder'),
  from: z
    .enum(['here', 'elsewhere', 'archive'])
    .describe('Where the plugin comes from: this registry, another, a file'),
  code: z
    .string()
    .regex(/^RK_[A-Z_]{1,60}$/)
    .nullable()
    .describe('Why it was not done'),
});

export const commandReports = z.strictObject({ reports: z.array(commandReport).min(1).max(MAX_REPORTS) });

export type CommandReport = z.infer<typeof commandReport>;
