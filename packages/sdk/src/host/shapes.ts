import { z } from 'zod';
import type { Finding } from '../finding.ts';

/** What a registry's `/v1` answers; keys that this version does not know are left out. */
const access = z.enum(['read', 'write', 'destructive']);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256:<hex>');
const level = z.enum(['major', 'minor', 'patch']);

const finding = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'note']),
  message: z.string(),
  file: z.string(),
  line: z.number().optional(),
  column: z.number().optional(),
  fix: z.string().optional(),
  // JSON has no `undefined`: a key is there with a value, or not at all
}) as unknown as z.ZodType<Finding>;

const surface = z.object({
  comparedWith: z.string(),
  level,
  instructionsChanged: z.boolean(),
  changes: z.array(
    z.object({ level, kind: z.string(), subject: z.string(), message: z.string(), instructions: z.boolean() }),
  ),
});

const plugin = z.object({
  id: z.string(),
  namespace: z.string(),
  name: z.string(),
  displayName: z.string(),
  description: z.string(),
  role: z.string().nullable(),
  category: z.string().nullable(),
  connectors: z.array(z.string()),
  latest: z.string().nullable(),
  version: z.string(),
  skills: z.number(),
  tools: z.number(),
  access,
  publishedAt: z.string(),
});

const version = z.object({
  version: z.string(),
  digest,
  publishedAt: z.string(),
  prerelease: z.boolean(),
  yanked: z.string().nullable(),
  // a registry from before these were kept does not send them
  yankedBy: z.string().nullable().default(null),
  yankedAt: z.string().nullable().default(null),
  deprecated: z
    .object({ message: z.string(), by: z.string(), at: z.string(), replacement: z.string().nullable() })
    .nullable()
    .default(null),
  waiver: z.string().nullable(),
});

const contract = z.object({
  suite: z.number(),
  level: z.string(),
  seed: z.number(),
  connectors: z.array(z.string()),
  checks: z.array(z.string()),
  passed: z.number(),
  skipped: z.number(),
  playbooks: z.number(),
  waivers: z.array(z.object({ check: z.string(), tool: z.string().optional(), reason: z.string() })),
});

const channel = z.object({ channel: z.string(), version: z.string() });

const change = z.object({
  seq: z.number(),
  at: z.string(),
  type: z.enum(['publish', 'channel', 'channel-removed', 'yank', 'unyank', 'deprecate', 'undeprecate']),
  namespace: z.string(),
  name: z.string(),
  version: z.string(),
  data: z.record(z.string(), z.unknown()),
  prev: z.string(),
  hash: z.string(),
});

export const shapes = {
  error: z.object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      fix: z.string(),
      findings: z.array(finding).optional(),
    }),
  }),
  list: z.object({ plugins: z.array(plugin), next: z.string().nullable() }),
  plugin: plugin.extend({ channels: z.array(channel), versions: z.array(version) }),
  version: version.extend({
    id: z.string(),
    namespace: z.string(),
    name: z.string(),
    publishedBy: z.string(),
    manifest: z.record(z.string(), z.unknown()),
    archive: z.object({ path: z.string(), size: z.number(), sha256: digest }),
    commit: z.string(),
    toolsetDigest: z.string(),
    tokens: z.number(),
    hosts: z.array(z.string()),
    // a registry from before folders were shown says nothing of them
    folders: z.array(z.object({ folder: z.string(), access: z.enum(['read', 'write']) })).default([]),
    // a registry from before components were declared has none
    components: z
      .array(
        z.object({
          kind: z.string(),
          path: z.string(),
          reason: z.string(),
          hosts: z.array(z.string()).optional(),
        }),
      )
      .default([]),
    skills: z.array(
      z.object({ name: z.string(), description: z.string(), digest: z.string(), tools: z.array(z.string()) }),
    ),
    tools: z.array(
      z.object({
        name: z.string(),
        title: z.string().nullable(),
        description: z.string(),
        connector: z.string(),
        access,
        enabled: z.boolean(),
        digest: z.string(),
      }),
    ),
    findings: z.array(finding),
    // a registry of an earlier version does not send it
    contract: contract.nullable().default(null),
    surface: surface.nullable(),
    channels: z.array(z.string()),
  }),
  published: z.object({
    id: z.string(),
    version: z.string(),
    digest,
    created: z.boolean(),
    latest: z.string().nullable(),
    channel: z.string().nullable(),
    findings: z.array(finding),
    surface: surface.nullable(),
    waiver: z.string().nullable(),
  }),
  channel,
  versionSummary: version,
  changes: z.object({ events: z.array(change), next: z.number() }),
} as const;

export type PluginSummary = z.infer<typeof plugin>;
export type PluginList = z.infer<typeof shapes.list>;
export type PluginDetail = z.infer<typeof shapes.plugin>;
export type VersionSummary = z.infer<typeof version>;
export type VersionDetail = z.infer<typeof shapes.version>;
export type PublishResult = z.infer<typeof shapes.published>;
export type SurfaceReport = z.infer<typeof surface>;
export type ChannelEntry = z.infer<typeof channel>;
export type ChangeEvent = z.infer<typeof change>;
export type ChangeList = z.infer<typeof shapes.changes>;
