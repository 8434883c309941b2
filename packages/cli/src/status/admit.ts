import { RolekitError } from '@rolekit/sdk';
import { parsePluginAddress, type RegistryClient } from '@rolekit/sdk/host';
import type { VersionDetail } from '@rolekit/sdk/wire';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { type Answer, askStatus, silent } from './ask-status.ts';
import { isAbout, isWithheld, type KnownStatus, keepStatus, readStatuses } from './known-statuses.ts';
import { type Standing, standingOf, standingUnasked } from './standing.ts';

export interface AdmitOptions {
  home: string;
  /** Look, and keep nothing. @default false */
  dryRun?: boolean | undefined;
  /** @default () => new Date() */
  clock?: (() => Date) | undefined;
}

/** A version with its content. */
export interface Subject {
  /** `namespace/name` */
  id: string;
  version: string;
  digest: string;
}

/** Asks a registry about a version and keeps what it says; an answer that is older than the last one is none. */
export async function presentStatus(
  registry: RegistryClient,
  id: string,
  selector: string,
  { home, dryRun = false, clock = () => new Date() }: AdmitOptions,
): Promise<Answer> {
  const answer = await askStatus(registry, id, selector);
  if (answer.kind !== 'said' || dryRun) return answer;
  const isNew = await keepStatus(home, registry.url, answer.status, clock());
  return isNew ? answer : silent(`it sent a status of ${answer.status.checkedAt}, older than its last one`);
}

/**
 * A published version that may be used now.
 *
 * @param selector version or channel
 * @throws RK_WITHHELD, RK_POLICY_REFUSED, RK_UNREACHABLE, RK_REGISTRY
 */
export async function admittedVersion(
  registry: VerifyingRegistry,
  id: string,
  selector: string,
  options: AdmitOptions,
): Promise<{ version: VersionDetail; standing: Standing }> {
  const address = parsePluginAddress(id);
  const answer = await presentStatus(registry, id, selector, options);
  if (answer.kind === 'said' && isWithheld(answer.status))
    standingOf(answer.status, registry.url, await goodVersion(registry, id));
  const version = await registry.version(address, answer.kind === 'said' ? answer.status.version : selector);
  return { version, standing: await standingFor(version, answer, registry.url, options) };
}

/**
 * What counts of a version whose registry was asked.
 *
 * @throws RK_WITHHELD, RK_POLICY_REFUSED
 */
export async function standingFor(
  subject: Subject,
  answer: Answer,
  registry: string,
  { home, clock }: AdmitOptions,
): Promise<Standing> {
  const { id, version, digest } = subject;
  if (answer.kind === 'said' && answer.status.digest === digest) return standingOf(answer.status, registry);
  const problem = problemOf(answer);
  const known = await lastWord(subject, registry, home);
  return standingUnasked(`${id}@${version}`, known, { registry, problem }, { home, clock });
}

function problemOf(answer: Answer): string {
  if (answer.kind === 'silent') return answer.problem;
  return answer.kind === 'said' ? 'it answered about other content' : 'it says that it has no such version';
}

/** What a registry said last of a version with this content. */
export async function lastWord(subject: Subject, registry: string, home: string): Promise<KnownStatus | undefined> {
  const rows = await readStatuses(home);
  return rows.find((row) => row.registry === registry && isAbout(row, subject) && row.digest === subject.digest);
}

/** The version that a registry serves as the latest; undefined where it serves none. */
async function goodVersion(registry: RegistryClient, id: string): Promise<string | undefined> {
  try {
    return (await registry.plugin(parsePluginAddress(id))).latest ?? undefined;
  } catch (error) {
    if (error instanceof RolekitError) return undefined;
    throw error;
  }
}
