import type { Access } from '../connector/description-types.ts';
import { RolekitError } from '../errors.ts';
import type { AllowDeny, PolicyDocument, PolicyLevel, PolicyLevelName, SignatureKind } from './document.ts';
import { folders, hosts, type Matching, names } from './match.ts';

/** What a policy looks at of one version. What is undefined is not known, and a rule about it refuses. */
export interface PluginFacts {
  /** `namespace/name` */
  id: string | undefined;
  version: string;
  publisher: string | undefined;
  /** RFC 3339, UTC. */
  publishedAt: string | undefined;
  signatures: readonly SignatureKind[] | undefined;
  access: readonly Access[] | undefined;
  hosts: readonly string[] | undefined;
  folders: readonly string[] | undefined;
  /** Kinds, and `server`. */
  components: readonly string[] | undefined;
  /** Origins of remote servers. */
  remotes: readonly string[] | undefined;
}

/** One rule that refuses a version. */
export interface PolicyRefusal {
  /** Where in the document: `namespaces.deny`. */
  rule: string;
  /** What broke it. */
  value: string;
  level: PolicyLevelName;
  owner: string | undefined;
  source: string;
  /** As the end of a sentence: "`namespaces.deny` has evil". */
  reason: string;
}

interface ListRule {
  rule: keyof PolicyDocument &
    ('plugins' | 'namespaces' | 'publishers' | 'access' | 'networkHosts' | 'folders' | 'components' | 'remoteServers');
  matching: Matching;
  /** Undefined where it is not known. */
  values(facts: PluginFacts): readonly string[] | undefined;
}

const LISTS: readonly ListRule[] = [
  { rule: 'plugins', matching: names, values: ({ id }) => (id === undefined ? undefined : [id]) },
  { rule: 'namespaces', matching: names, values: ({ id }) => (id === undefined ? undefined : [namespaceOf(id)]) },
  {
    rule: 'publishers',
    matching: names,
    values: ({ publisher }) => (publisher === undefined ? undefined : [publisher]),
  },
  { rule: 'access', matching: names, values: ({ access }) => access },
  { rule: 'networkHosts', matching: hosts, values: (facts) => facts.hosts },
  { rule: 'folders', matching: folders, values: (facts) => facts.folders },
  { rule: 'components', matching: names, values: ({ components }) => components },
  { rule: 'remoteServers', matching: names, values: ({ remotes }) => remotes },
];

const HOUR_MS = 3_600_000;

/** Every rule of every level that refuses a version; none when all of them allow it. The highest level's come first. */
export function judge(levels: readonly PolicyLevel[], facts: PluginFacts, now: Date): PolicyRefusal[] {
  return levels.flatMap(({ level, source, document }) =>
    refusalsOf(document, facts, now).map((refusal) => ({ ...refusal, level, source, owner: document.owner })),
  );
}

type Broken = Pick<PolicyRefusal, 'rule' | 'value' | 'reason'>;

function refusalsOf(document: PolicyDocument, facts: PluginFacts, now: Date): Broken[] {
  return [
    ...LISTS.flatMap(({ rule, matching, values }) => brokenList(rule, document[rule], matching, values(facts))),
    ...brokenSignatures(document.signatures, facts.signatures),
    ...brokenAge(document.minimumAgeHours, facts, now),
  ];
}

function brokenList(
  rule: string,
  list: AllowDeny | undefined,
  { covers, overlaps }: Matching,
  values: readonly string[] | undefined,
): Broken[] {
  if (list === undefined || (list.allow === undefined && list.deny === undefined)) return [];
  if (values === undefined)
    return [{ rule, value: 'not known', reason: `\`${rule}\` decides by what is not known here` }];
  return values.flatMap((value): Broken[] => {
    const denied = list.deny?.find((entry) => overlaps(entry, value));
    if (denied !== undefined)
      return [{ rule: `${rule}.deny`, value, reason: `\`${rule}.deny\` has ${shown(denied, value)}` }];
    if (list.allow === undefined || list.allow.some((entry) => covers(entry, value))) return [];
    return [{ rule: `${rule}.allow`, value, reason: `\`${rule}.allow\` does not have ${value}` }];
  });
}

function brokenSignatures(
  needed: readonly SignatureKind[] | undefined,
  found: readonly SignatureKind[] | undefined,
): Broken[] {
  return (needed ?? [])
    .filter((kind) => found?.includes(kind) !== true)
    .map((kind) => ({
      rule: 'signatures',
      value: kind,
      reason:
        found === undefined
          ? `\`signatures\` asks for ${kind}, and its signatures are not known here`
          : `\`signatures\` asks for ${kind}, and it has ${found.join(', ') || 'none'}`,
    }));
}

function brokenAge(needed: number | undefined, { publishedAt }: PluginFacts, now: Date): Broken[] {
  if (needed === undefined || needed === 0) return [];
  if (publishedAt === undefined)
    return [
      { rule: 'minimumAgeHours', value: 'not known', reason: '`minimumAgeHours` decides by what is not known here' },
    ];
  const from = new Date(publishedAt).getTime() + needed * HOUR_MS;
  if (now.getTime() >= from) return [];
  return [
    {
      rule: 'minimumAgeHours',
      value: publishedAt,
      reason: `\`minimumAgeHours\` is ${needed}, so it is allowed from ${new Date(from).toISOString()} on`,
    },
  ];
}

/** What decides by numbers and switches, with the strictest of all levels. */
export interface PolicySettings {
  signatures: SignatureKind[];
  minimumAgeHours: number;
  /** Undefined where no level says it. */
  statusMaxAgeHours: number | undefined;
  expired: 'closed' | 'open';
  writes: 'confirm' | 'deny';
  /** Whether the command reports what it did. */
  report: boolean;
}

/** The strictest of each. */
export function settingsOfPolicy(levels: readonly PolicyLevel[]): PolicySettings {
  const documents = levels.map(({ document }) => document);
  const ages = documents.flatMap(({ offline }) => offline?.statusMaxAgeHours ?? []);
  const expired = documents.flatMap(({ snapshot }) => snapshot?.expired ?? []);
  return {
    signatures: [...new Set(documents.flatMap(({ signatures }) => signatures ?? []))],
    minimumAgeHours: Math.max(0, ...documents.map(({ minimumAgeHours = 0 }) => minimumAgeHours)),
    statusMaxAgeHours: ages.length === 0 ? undefined : Math.min(...ages),
    expired: expired.length > 0 && expired.every((choice) => choice === 'open') ? 'open' : 'closed',
    writes: documents.some(({ writes }) => writes === 'deny') ? 'deny' : 'confirm',
    report: documents.some(({ audit }) => audit?.report === true),
  };
}

/** The error of a refusal: which rule, what broke it, whose policy it is, and whom to ask. */
export function policyError(plugin: string, refusals: readonly PolicyRefusal[]): RolekitError<'RK_POLICY_REFUSED'> {
  const [first] = refusals;
  const owner = first?.owner ?? `who looks after ${first?.source ?? 'the policy'}`;
  return new RolekitError('RK_POLICY_REFUSED', {
    plugin,
    source: first?.source ?? '',
    reason: refusals.map(({ reason }) => reason).join('; '),
    owner,
    refused: refusals,
  });
}

/** A refusal as a sentence: for lists and pages. */
export function refusalText({ reason, owner, source }: PolicyRefusal): string {
  return `${reason} (policy of ${owner ?? source})`;
}

function namespaceOf(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

function shown(entry: string, value: string): string {
  return entry === value ? value : `${entry}, which stands for ${value}`;
}
