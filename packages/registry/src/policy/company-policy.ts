import {
  judge,
  type PolicyDocument,
  type PolicyLevel,
  type PolicyRefusal,
  refusalText,
  settingsOfPolicy,
} from '@rolekit/sdk/internal/policy';
import { RegistryError } from '../errors.ts';
import type { Policies } from '../store/policies.ts';

interface Subject {
  namespace: string;
  name: string;
}

/** What the company allows, as this registry keeps it: a version that it refuses is served to no host. */
export class CompanyPolicy {
  readonly #policies: Policies;
  readonly #publicUrl: () => string;
  #known: { seq: number; document: PolicyDocument | null } = { seq: 0, document: null };

  constructor(policies: Policies, publicUrl: () => string) {
    this.#policies = policies;
    this.#publicUrl = publicUrl;
  }

  /** The registry's own level; empty when nobody set a policy. */
  async levels(): Promise<PolicyLevel[]> {
    const seq = await this.#policies.lastSeq();
    if (seq !== this.#known.seq) {
      const last = await this.#policies.last();
      this.#known = { seq: last?.seq ?? 0, document: last?.document ?? null };
    }
    const { document } = this.#known;
    return document === null ? [] : [this.level(document)];
  }

  level(document: PolicyDocument): PolicyLevel {
    return { level: 'registry', source: this.#publicUrl(), document };
  }

  /** Why versions of a plugin are refused; those that are allowed are not in it. */
  async refusals({ namespace, name }: Subject): Promise<ReadonlyMap<string, PolicyRefusal[]>> {
    const levels = await this.levels();
    const refused = new Map<string, PolicyRefusal[]>();
    if (levels.length === 0) return refused;
    const now = this.#policies.now();
    for await (const { version, facts } of this.#policies.judged({ namespace, name })) {
      const refusals = judge(levels, facts, now);
      if (refusals.length > 0) refused.set(version, refusals);
    }
    return refused;
  }

  /** @throws RK_POLICY_REFUSED when the version is refused */
  async allow(subject: Subject & { version: string }): Promise<void> {
    const refused = (await this.refusals(subject)).get(subject.version);
    if (refused !== undefined) throw refusedError(`${subject.namespace}/${subject.name} ${subject.version}`, refused);
  }

  /** When a version became old enough last, and when one will next, RFC 3339. */
  async ages(): Promise<{ last: string | undefined; next: string | undefined }> {
    const { minimumAgeHours } = settingsOfPolicy(await this.levels());
    if (minimumAgeHours === 0) return { last: undefined, next: undefined };
    const age = minimumAgeHours * 3_600_000;
    const { before, after } = await this.#policies.publicationsAround(
      new Date(this.#policies.now().getTime() - age).toISOString(),
    );
    const due = (at: string | undefined) => at && new Date(new Date(at).getTime() + age).toISOString();
    return { last: due(before), next: due(after) };
  }
}

/** The refusal of a plugin or version: which rules, and whose. */
export function refusedError(plugin: string, refused: readonly PolicyRefusal[]): RegistryError {
  return new RegistryError('RK_POLICY_REFUSED', {
    plugin,
    reason: refused.map(refusalText).join('; '),
    owner: refused[0]?.owner ?? 'an administrator of the registry',
  });
}
