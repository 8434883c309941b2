import type { RegistryClient, TrustedWorkflow } from '@rolekit/sdk/host';
import type { DomainList, Member, NamespaceDetail, PublisherKeyList, PublisherList } from '@rolekit/sdk/wire';
import { usageError } from '../errors.ts';

/** What a namespace is after the changes. */
export interface NamespaceState extends Omit<NamespaceDetail, 'domains'> {
  /** Null for who may not see them. */
  members: Member[] | null;
  publishers: PublisherList['publishers'] | null;
  /** With what each has to show, for who may know. */
  domains: (NamespaceDetail['domains'][number] & Partial<DomainList['domains'][number]>)[];
  keys: PublisherKeyList['keys'] | null;
}

export interface NamespaceChanges {
  visibility: 'public' | 'private' | undefined;
  /** Whether versions wait for a second person. */
  approvals: boolean | undefined;
  set: readonly { subject: Subject; role: Member['role'] }[];
  remove: readonly Subject[];
  trust: TrustedWorkflow | undefined;
  untrust: TrustedWorkflow | undefined;
  domain: string | undefined;
  removeDomain: string | undefined;
  addKey: { spki: string; label: string } | undefined;
  removeKey: string | undefined;
}

type Subject = Pick<Member, 'kind' | 'subject'>;

const ROLES: readonly string[] = ['reader', 'publisher', 'maintainer', 'owner'];

/** Applies the changes in an order in which nobody is locked out, and tells what came of them. */
export async function changeNamespace(
  registry: RegistryClient,
  namespace: string,
  { visibility, approvals, set, remove, trust, untrust, domain, removeDomain, addKey, removeKey }: NamespaceChanges,
): Promise<NamespaceState> {
  // a new namespace gets its owner first
  const owners = set.filter(({ role }) => role === 'owner');
  for (const { subject, role } of [...owners, ...set.filter((entry) => !owners.includes(entry))])
    await registry.setMember(namespace, subject, role);
  for (const subject of remove) await registry.removeMember(namespace, subject);
  if (trust) await registry.trustWorkflow(namespace, trust);
  if (untrust) await registry.untrustWorkflow(namespace, untrust);
  if (removeDomain) await registry.removeDomain(namespace, removeDomain);
  if (domain) await registry.proveDomain(namespace, domain);
  if (addKey) await registry.addPublisherKey(namespace, addKey);
  if (removeKey) await registry.removePublisherKey(namespace, removeKey);
  if (approvals !== undefined) await registry.setApprovals(namespace, approvals);
  if (visibility) await registry.setVisibility(namespace, visibility);
  const detail = await registry.namespace(namespace);
  const hidden = () => null;
  const members = await registry.members(namespace).then(({ members: all }) => all, hidden);
  const publishers = await registry.publishers(namespace).then(({ publishers: all }) => all, hidden);
  const domains = await registry.domains(namespace).then(({ domains: all }) => all, hidden);
  const keys = await registry.publisherKeys(namespace).then(({ keys: all }) => all, hidden);
  return { ...detail, members, publishers, keys, domains: domains ?? detail.domains };
}

/** `ada=owner,@analysts=reader` */
export function parseRoles(text: string): NamespaceChanges['set'] {
  return words(text).map((word) => {
    const [, name = '', role = ''] = /^([^=]+)=(\w+)$/.exec(word) ?? [];
    if (name === '' || !ROLES.includes(role))
      throw usageError(
        `\`--set ${word}\` is not a name and a role.`,
        `Write \`--set ada=publisher\`; roles are ${ROLES.join(', ')}.`,
      );
    return { subject: subjectOf(name), role: role as Member['role'] };
  });
}

/** `ben,@interns` */
export function parseSubjects(text: string): Subject[] {
  return words(text).map(subjectOf);
}

/** `acme/plugins:release.yml:release` */
export function parseWorkflow(option: string, text: string, issuer: string): TrustedWorkflow {
  const [, repository, workflow, environment] = /^([\w.-]+(?:\/[\w.-]+)+):([\w.-]+\.ya?ml)(?::(.+))?$/.exec(text) ?? [];
  if (repository === undefined || workflow === undefined)
    throw usageError(
      `\`--${option} ${text}\` is not a workflow.`,
      `Write \`--${option} owner/repository:release.yml\`, or \`:environment\` after it.`,
    );
  return { issuer, repository, workflow, ...(environment === undefined ? {} : { environment }) };
}

function subjectOf(name: string): Subject {
  return name.startsWith('@') ? { kind: 'group', subject: name.slice(1) } : { kind: 'account', subject: name };
}

function words(text: string): string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
}
