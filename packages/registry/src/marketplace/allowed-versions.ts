import { judge, type PluginFacts, type PolicyDocument, type PolicyLevel } from '@rolekit/sdk/internal/policy';
import type { PublishedVersion } from '../store/catalogue.ts';

/** What a policy makes of one version at one time. */
export interface Verdict {
  refused: boolean;
  /** When it becomes old enough, RFC 3339; undefined when its age alone does not refuse it. */
  due: string | undefined;
}

/** Of every version, while there is no policy. */
export const ALLOWED: Verdict = { refused: false, due: undefined };

/** Judges versions as of an event of the sequence, so that every replica comes to the same. */
export class AllowedVersions {
  #levels: readonly PolicyLevel[] = [];
  #ageMs = 0;

  /** What counts from here on; null for nothing. */
  set(document: PolicyDocument | null): void {
    this.#levels = document === null ? [] : [{ level: 'registry', source: '', document }];
    this.#ageMs = (document?.minimumAgeHours ?? 0) * 3_600_000;
  }

  /** True while there is no policy: nothing need be known of a version. */
  get areAll(): boolean {
    return this.#levels.length === 0;
  }

  verdict(facts: PluginFacts, at: string): Verdict {
    if (this.#levels.length === 0) return ALLOWED;
    const refusals = judge(this.#levels, facts, new Date(at));
    const isYoung = refusals.length > 0 && refusals.every(({ rule }) => rule === 'minimumAgeHours');
    const due =
      isYoung && facts.publishedAt !== undefined
        ? new Date(new Date(facts.publishedAt).getTime() + this.#ageMs).toISOString()
        : undefined;
    return { refused: refusals.length > 0, due };
  }
}

/** What a policy looks at of a version that was just published. */
export function factsOf(published: PublishedVersion): PluginFacts {
  const { namespace, name, version, publishedBy, publishedAt, facts } = published;
  return { id: `${namespace}/${name}`, version, publisher: publishedBy, publishedAt, ...facts };
}
