import { z } from 'zod';
import { digest, time } from './wire-parts.ts';

// What a registry's `/v1` answers about the bases of a version, and about the versions that are based on it.

export const lineageBase = z.union([
  z
    .object({ hidden: z.literal(true) })
    .describe('One that this registry does not have, or does not show to who asks; nothing above it is told'),
  z.object({
    hidden: z.literal(false),
    plugin: z.string().describe('`namespace/name`'),
    version: z.string(),
    digest,
    state: z
      .enum(['available', 'yanked', 'quarantined', 'taken-down', 'elsewhere'])
      .describe('`elsewhere`: another registry serves it, which alone knows more'),
    reason: z.string().nullable(),
    registry: z.string().nullable().describe('The other registry; null for this one'),
  }),
]);

export const lineage = z.object({
  id: z.string().describe('`namespace/name`'),
  version: z.string(),
  bases: z.array(lineageBase).describe('The nearest first'),
  derived: z
    .array(
      z.object({
        plugin: z.string().describe('`namespace/name`'),
        version: z.string(),
        digest,
        state: z.enum(['available', 'yanked']),
        reason: z.string().nullable(),
        publishedAt: time,
      }),
    )
    .describe('Clients of this version that who asks may see, newest publication first; nothing is told of others'),
  next: z.string().nullable().describe('Cursor of the next page of `derived`'),
});

export type LineageBase = z.infer<typeof lineageBase>;
export type Lineage = z.infer<typeof lineage>;
