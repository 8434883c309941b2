import { z } from 'zod';
import { auditCheckpoint, auditLine } from '../audit/line.ts';
import { envelopeShape } from '../signing/envelope.ts';
import { lineage, lineageBase } from './lineage-wire.ts';
import { approval, approvalDetail, approvalList, versionStatus } from './review-wire.ts';
import { access, component, digest, finding, folder, type surfaceChange, surfaceReport, time } from './wire-parts.ts';

// What a registry's `/v1` answers: the TypeScript types, the OpenAPI document of a registry, and what a client takes all come
// from here.

export type { finding, surfaceChange, surfaceReport };

export const errorBody = z.object({
  error: z.object({ code: z.string(), message: z.string(), fix: z.string(), findings: z.array(finding).optional() }),
});

export const pluginSummary = z.object({
  id: z.string().describe('`namespace/name`'),
  namespace: z.string(),
  name: z.string(),
  displayName: z.string(),
  description: z.string(),
  role: z.string().nullable(),
  category: z.string().nullable(),
  connectors: z.array(z.string()),
  latest: z.string().nullable().describe('Highest stable version that is not yanked; null when there is none'),
  version: z.string().describe('The version that this summary describes: `latest`, else the highest one'),
  skills: z.number().int(),
  tools: z.number().int(),
  access,
  publishedAt: time,
});

export const versionSummary = z.object({
  version: z.string(),
  digest,
  publishedAt: time,
  prerelease: z.boolean(),
  yanked: z.string().nullable().describe('Why it was yanked; null when it was not'),
  yankedBy: z.string().nullable().describe('Name of the token; null also for yanks from before names were kept'),
  yankedAt: time.nullable(),
  deprecated: z
    .object({
      message: z.string(),
      by: z.string().describe('Name of the token'),
      at: time,
      replacement: z.string().nullable().describe('`namespace/name` of what to use instead'),
    })
    .nullable()
    .describe('Why people should stop using it; it stays installable. Null when it is not deprecated'),
  waiver: z.string().nullable().describe('Why a version number lower than its changes was let through'),
});

export const channel = z.object({ channel: z.string(), version: z.string() });

export const skillSummary = z.object({ name: z.string(), description: z.string(), digest, tools: z.array(z.string()) });

export const toolSummary = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  connector: z.string(),
  access,
  enabled: z.boolean().describe('Listed by default'),
  digest,
});

export const contractClaim = z
  .object({
    format: z.literal(1),
    suite: z.number().int().describe('Version of the contract suite'),
    plugin: z.string(),
    version: z.string(),
    toolsetDigest: digest,
    level: z.enum(['basic', 'standard', 'strict']),
    seed: z.number().int(),
    connectors: z.array(z.string()).describe('Those that the suite ran for: the plugin’s own'),
    checks: z.array(z.string()).describe('Ids of the checks that ran'),
    passed: z.number().int().describe('Results of checks, one for each tool or connector'),
    skipped: z.number().int(),
    playbooks: z.number().int().describe('Playbooks that passed'),
    waivers: z.array(z.object({ check: z.string(), tool: z.string().optional(), reason: z.string() })),
  })
  .describe('What its publisher says that `rolekit test` found; the registry has not run it');

export const policyRefusal = z.object({
  rule: z.string().describe('Where in the policy: `namespaces.deny`'),
  value: z.string().describe('What broke it'),
  level: z.enum(['registry', 'machine', 'user']),
  source: z.string().describe('Address of the registry, or path of the file'),
  owner: z.string().nullable().describe('Who decides'),
  reason: z.string(),
});

export const versionDetail = versionSummary.extend({
  id: z.string(),
  namespace: z.string(),
  name: z.string(),
  publishedBy: z.string().describe('Name of the token'),
  approvedBy: z.string().nullable().describe('Who let it be published; null where that needed nobody'),
  manifest: z.record(z.string(), z.unknown()).describe('The `plugin.json` of the archive'),
  archive: z.object({
    path: z.string().describe('Below the address of the registry'),
    size: z.number().int().describe('Bytes of the .tgz'),
    sha256: digest.describe('Transport checksum of the .tgz; the identity is `digest`'),
  }),
  commit: z.string().describe('Commit of this version in the git repository of the plugin'),
  ruleSet: z
    .number()
    .int()
    .describe('Number of the rules that it was inspected by; today’s are applied to new versions only'),
  toolsetDigest: digest,
  tokens: z.number().int().describe('Estimated tokens of the tools listed by default'),
  hosts: z.array(z.string()).describe('Network hosts that its connectors reach'),
  folders: z.array(folder).describe("Folders of the user's machine that its connectors use"),
  components: z.array(component).describe("What a host runs on the user's machine beyond servers and plain skills"),
  skills: z.array(skillSummary),
  tools: z.array(toolSummary),
  findings: z.array(finding),
  contract: contractClaim.nullable().describe('Null when nothing was stated'),
  surface: surfaceReport.nullable().describe('Null for the first version'),
  channels: z.array(z.string()),
  refused: z.array(policyRefusal).describe('Rules of the company that refuse it; hosts are not served it then'),
  bases: z.array(lineageBase).describe('What it is based on, the nearest first'),
});

export const pluginDetail = pluginSummary.extend({
  channels: z.array(channel),
  versions: z.array(versionSummary).describe('Newest publication first'),
});

export const pluginList = z.object({
  plugins: z.array(pluginSummary),
  next: z.string().nullable().describe('Cursor of the next page'),
});

export const versionList = z.object({ id: z.string(), versions: z.array(versionSummary) });

export const publishResult = z.object({
  id: z.string(),
  version: z.string(),
  digest,
  created: z.boolean().describe('False when this version with this digest was already there'),
  latest: z.string().nullable(),
  channel: z.string().nullable(),
  findings: z.array(finding).describe('Warnings and notes'),
  surface: surfaceReport.nullable(),
  waiver: z.string().nullable(),
  state: z.enum(['published', 'waiting']).describe('`waiting` until somebody else approves it'),
  approval: z
    .object({ url: z.string().describe('Page on which it is approved'), until: time })
    .nullable()
    .describe('Null when it does not wait'),
});

export const changeEvent = z.object({
  seq: z.number().int(),
  at: time,
  type: z.enum([
    'publish',
    'channel',
    'channel-removed',
    'yank',
    'unyank',
    'deprecate',
    'undeprecate',
    'visibility',
    'policy',
    'policy-age',
    'approval-requested',
    'approved',
    'rejected',
    'approval-expired',
    'quarantine',
    'unquarantine',
    'takedown',
  ]),
  namespace: z.string(),
  name: z.string().describe('Empty for `visibility`, which is of a namespace, and for `policy`, which is of all'),
  version: z.string(),
  data: z.record(z.string(), z.unknown()),
  prev: z.string(),
  hash: digest.describe('Over this event and `prev`, the hash of the event before'),
});

export const changeList = z.object({
  events: z.array(changeEvent),
  next: z.number().int().describe('Send as `since` for what follows'),
});

const role = z.enum(['reader', 'publisher', 'maintainer', 'owner']);
const visibility = z.enum(['public', 'private']).describe('Who reads its plugins: anybody, or its members');

const publicDomain = z.object({
  domain: z.string().describe('In letters of DNS'),
  status: z
    .enum(['pending', 'proven', 'failing', 'lost'])
    .describe('`failing`: the last check found no proof; `lost`: none has for a week'),
  method: z.enum(['dns', 'https']).nullable().describe('Where the last proof was; null as long as there was none'),
  provenAt: time.nullable().describe('Of the last proof'),
  failingSince: time.nullable(),
});

export const namespaceDetail = z.object({
  name: z.string(),
  visibility,
  approvals: z.boolean().describe('Whether its versions wait until somebody else approves them'),
  isOwned: z.boolean().describe('False when nobody owns it: then every token for all namespaces publishes in it'),
  role: role.nullable().describe('Of who asks; null for a machine, and for who is no member'),
  domains: z.array(publicDomain).describe('Domains that were proven to be of who owns it'),
});

export const domainList = z.object({
  namespace: z.string(),
  domains: z.array(
    publicDomain.extend({
      addedAt: time,
      addedBy: z.string(),
      checkedAt: time.nullable(),
      problem: z.string().nullable().describe('What the last check found instead'),
      proof: z.object({
        line: z.string().describe('What one of both has to say'),
        record: z.string().describe('Name of the TXT record'),
        file: z.string().describe('Address of the file'),
      }),
    }),
  ),
});

export const member = z.object({
  kind: z.enum(['account', 'group']),
  subject: z.string().describe('Handle of the account, or name of the group'),
  role,
  addedAt: time,
  addedBy: z.string(),
});

export const memberList = z.object({ namespace: z.string(), members: z.array(member) });

export const whoAmI = z.object({
  name: z.string().describe('Handle of the account, or name of the token'),
  account: z
    .object({
      handle: z.string(),
      displayName: z.string(),
      email: z.string().nullable(),
      issuer: z.string().nullable().describe('Who signed it in; null for a local account'),
      groups: z.array(z.string()),
      isAdministrator: z.boolean(),
    })
    .nullable()
    .describe('Null for a machine'),
  token: z.object({
    id: z.string(),
    name: z.string(),
    namespaces: z.array(z.string()),
    scopes: z.array(z.enum(['read', 'publish', 'manage', 'govern'])),
    expiresAt: time.nullable(),
  }),
  roles: z.record(z.string(), role).describe('By namespace'),
});

/** RFC 8628, 3.2. */
export const deviceAuthorization = z.object({
  device_code: z.string().describe('Kept by the command'),
  user_code: z.string().describe('Shown to the person: `BDFG-HJKL`'),
  verification_uri: z.string(),
  verification_uri_complete: z.string().describe('The same with the code in it'),
  expires_in: z.number().describe('Seconds'),
  interval: z.number().describe('Seconds between two questions'),
});

export const signedIn = z.object({
  token: z.string().describe('Shown only here'),
  expiresAt: time.nullable(),
  account: z.string().describe('Handle'),
});

export const ownTokenList = z.object({
  tokens: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      namespaces: z.array(z.string()),
      scopes: z.array(z.enum(['read', 'publish', 'manage', 'govern'])),
      createdAt: time,
      expiresAt: time.nullable(),
      lastUsedAt: time.nullable().describe('To the hour'),
      current: z.boolean().describe('True for the one that was sent'),
    }),
  ),
});

export const publisherList = z.object({
  namespace: z.string(),
  publishers: z.array(
    z.object({
      issuer: z.string().describe('Of the ID tokens of its platform'),
      repository: z.string().describe('`owner/name`'),
      workflow: z.string().describe('File of the workflow'),
      environment: z.string().nullable().describe('Null for any'),
      repositoryId: z
        .string()
        .nullable()
        .describe('Number of the repository at the platform, from its first publication on'),
      addedAt: time,
      addedBy: z.string(),
    }),
  ),
});

export const auditPage = z.object({
  lines: z.array(auditLine),
  next: z.number().int().describe('Send as `since` for what follows'),
});

export const envelope = envelopeShape.describe('A signed statement: https://github.com/secure-systems-lab/dsse');

const publicKey = z.object({
  keyid: digest.describe('`sha256:<hex>` over the DER form of the key'),
  spki: z.string().max(4096).describe('Ed25519 key as SubjectPublicKeyInfo: DER in base64'),
});

export const registryKeys = z.object({
  current: digest.nullable().describe('Id of the key that signs now'),
  keys: z
    .array(
      publicKey.extend({
        since: time,
        rotation: envelope
          .nullable()
          .describe('Statement that this key follows the one before, signed by both; null for the first'),
      }),
    )
    .max(1000)
    .describe('The oldest first'),
});

export const publisherKeyList = z.object({
  namespace: z.string(),
  keys: z.array(
    publicKey.extend({ label: z.string().describe('Whose or which it is'), addedAt: time, addedBy: z.string() }),
  ),
});

export const attestationList = z.object({
  id: z.string(),
  version: z.string(),
  attestations: z
    .array(z.object({ kind: z.enum(['registry', 'publisher', 'provenance']), envelope }))
    .max(16)
    .describe('in-toto statements that name the bundle and its archive by their digests'),
});

const policyDocument = z.record(z.string(), z.unknown()).nullable().describe('Null where everything is allowed');

export const registryPolicy = z.object({
  policy: policyDocument,
  setAt: time.nullable().describe('Null where nobody ever set one'),
  digest: digest.nullable().describe('Over the whole document, as the event of the change feed has it'),
});

export const signedPolicy = z
  .object({
    payloadType: z.literal('application/vnd.rolekit.policy+json'),
    payload: z.string().describe('Base64 of JSON: registry, issuedAt, expiresAt, policy, plugins'),
    signatures: z.array(z.object({ keyid: z.string(), sig: z.string() })),
  })
  .describe('A DSSE envelope');

export const policyChange = z.object({
  changed: z.boolean().describe('False when it was so already, and of a dry run'),
  refused: z.object({
    count: z.number().int().describe('Published versions that it refuses'),
    versions: z.array(z.object({ id: z.string(), version: z.string(), reason: z.string() })).describe('The first 100'),
  }),
});

export const policyHistory = z.object({
  policies: z.array(
    z.object({
      seq: z.number().int().describe('The event that made it'),
      at: time,
      by: z.string(),
      digest,
      policy: policyDocument,
    }),
  ),
});

export const checkpointList = z.object({
  checkpoints: z.array(auditCheckpoint).describe('The oldest first'),
  next: z.number().int().describe('Send as `since` for what follows'),
});

export const consistency = z.object({
  since: z.number().int(),
  entries: z
    .array(digest)
    .describe('Digests of the lines that follow, in order: each hash is over `prev`, `seq` and one of them'),
});

export const reportsTaken = z.object({
  isAsked: z.boolean().describe('The policy asks for reports; where it does not, none was kept'),
  recorded: z.number().int().describe('That were not on record before'),
});

/** By the name that the OpenAPI document gives them. */
export const SCHEMAS = {
  Finding: finding,
  ErrorBody: errorBody,
  SurfaceReport: surfaceReport,
  ContractClaim: contractClaim,
  PluginSummary: pluginSummary,
  PluginDetail: pluginDetail,
  PluginList: pluginList,
  VersionSummary: versionSummary,
  VersionDetail: versionDetail,
  VersionList: versionList,
  PublishResult: publishResult,
  Channel: channel,
  ChangeEvent: changeEvent,
  ChangeList: changeList,
  Namespace: namespaceDetail,
  Member: member,
  MemberList: memberList,
  WhoAmI: whoAmI,
  DeviceAuthorization: deviceAuthorization,
  SignedIn: signedIn,
  PublisherList: publisherList,
  DomainList: domainList,
  OwnTokenList: ownTokenList,
  AuditPage: auditPage,
  AuditCheckpoint: auditCheckpoint,
  CheckpointList: checkpointList,
  Consistency: consistency,
  ReportsTaken: reportsTaken,
  RegistryKeys: registryKeys,
  PublisherKeyList: publisherKeyList,
  AttestationList: attestationList,
  RegistryPolicy: registryPolicy,
  SignedPolicy: signedPolicy,
  PolicyChange: policyChange,
  PolicyHistory: policyHistory,
  VersionStatus: versionStatus,
  Lineage: lineage,
  Approval: approval,
  ApprovalDetail: approvalDetail,
  ApprovalList: approvalList,
} as const;

export type PluginSummary = z.infer<typeof pluginSummary>;
export type PluginDetail = z.infer<typeof pluginDetail>;
export type PluginList = z.infer<typeof pluginList>;
export type VersionSummary = z.infer<typeof versionSummary>;
export type VersionDetail = z.infer<typeof versionDetail>;
export type VersionList = z.infer<typeof versionList>;
export type SkillSummary = z.infer<typeof skillSummary>;
export type ToolSummary = z.infer<typeof toolSummary>;
export type PublishResult = z.infer<typeof publishResult>;
export type ChannelEntry = z.infer<typeof channel>;
export type ChangeEvent = z.infer<typeof changeEvent>;
export type ChangeList = z.infer<typeof changeList>;
export type NamespaceDetail = z.infer<typeof namespaceDetail>;
export type Member = z.infer<typeof member>;
export type MemberList = z.infer<typeof memberList>;
export type WhoAmI = z.infer<typeof whoAmI>;
export type DeviceAuthorization = z.infer<typeof deviceAuthorization>;
export type SignedIn = z.infer<typeof signedIn>;
export type OwnTokenList = z.infer<typeof ownTokenList>;
export type DomainList = z.infer<typeof domainList>;
export type PublisherList = z.infer<typeof publisherList>;
export type CheckpointList = z.infer<typeof checkpointList>;
export type Consistency = z.infer<typeof consistency>;
export type ReportsTaken = z.infer<typeof reportsTaken>;
export type { AuditActor, AuditCheckpoint, AuditLine } from '../audit/line.ts';
export type AuditPage = z.infer<typeof auditPage>;
export type RegistryKeys = z.infer<typeof registryKeys>;
export type PublisherKeyList = z.infer<typeof publisherKeyList>;
export type AttestationList = z.infer<typeof attestationList>;
export type RegistryPolicy = z.infer<typeof registryPolicy>;
export type SignedPolicy = z.infer<typeof signedPolicy>;
export type PolicyChange = z.infer<typeof policyChange>;
export type PolicyHistory = z.infer<typeof policyHistory>;
export type { Lineage, LineageBase } from './lineage-wire.ts';
export type { Approval, ApprovalDetail, ApprovalList, TextChange, VersionStatus } from './review-wire.ts';
export type SurfaceChange = z.infer<typeof surfaceChange>;
export type SurfaceReport = z.infer<typeof surfaceReport>;
export type ErrorBody = z.infer<typeof errorBody>;
