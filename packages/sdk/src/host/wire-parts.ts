import { z } from 'zod';
import type { Finding } from '../finding.ts';

// Parts that several answers of a registry have.

export const access = z.enum(['read', 'write', 'destructive']);
export const level = z.enum(['major', 'minor', 'patch']);
export const time = z.string().describe('RFC 3339, UTC');
export const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256:<hex>')
  .describe('`sha256:<hex>`');

export const finding = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  file: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  fix: z.string().optional(),
  // JSON has no `undefined`: a key is there with a value, or not at all
}) as unknown as z.ZodType<Finding>;

export const surfaceChange = z.object({
  level,
  kind: z.string().describe('Stable, such as `tool-removed`'),
  subject: z.string().describe('The tool, host, setting or skill that changed'),
  message: z.string(),
  instructions: z.boolean().describe('True when the change alters instructions for the model'),
});

export const surfaceReport = z.object({
  comparedWith: z.string().describe('The published version that this one was compared with'),
  level: level.describe('The least version step that these changes need'),
  instructionsChanged: z.boolean(),
  changes: z.array(surfaceChange),
});

export const folder = z.object({
  folder: z.string(),
  access: z.enum(['read', 'write']).describe('`write` includes reading'),
});

export const component = z.object({
  kind: z.string().describe('`hook`, `command`, `agent` and the like'),
  path: z.string().describe('File or folder of the bundle'),
  reason: z.string().describe('Why, as the publisher says'),
  hosts: z.array(z.string()).optional().describe('Hosts that act on it; all that know its place when absent'),
});
