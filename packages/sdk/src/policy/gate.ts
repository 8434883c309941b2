import { RolekitError } from '../errors.ts';
import type { PolicyLevel } from './document.ts';
import { judge, type PluginFacts, policyError, settingsOfPolicy } from './judge.ts';
import type { PolicySnapshot, SnapshotPlugin } from './snapshot.ts';

/** What a server knows of itself. */
export interface ServedFacts extends Omit<PluginFacts, 'publisher' | 'publishedAt' | 'signatures'> {
  toolsetDigest(): string;
}

export interface GateInput {
  /** The machine's and the user's. */
  files: readonly PolicyLevel[];
  snapshots: readonly PolicySnapshot[];
  served: ServedFacts;
  now: Date;
}

export interface Gate {
  /** Why the plugin does not work here. */
  refusal: RolekitError | undefined;
  /** What to say where it works nonetheless. */
  warning: string | undefined;
  /** Everything that holds for the plugin, the registry's first. */
  levels: PolicyLevel[];
}

/**
 * Whether a plugin works on this machine. The policy of the company's own registry holds for every plugin, that of another registry
 * for what came from it.
 */
export function gateOf({ files, snapshots, served, now }: GateInput): Gate {
  const company = files.find(({ document }) => document.registry !== undefined);
  const url = company?.document.registry?.url;
  const holding = snapshots.filter(
    ({ registry, plugins }) => registry === url || plugins.some(({ id }) => id === served.id),
  );
  const levels = [...holding.flatMap(levelOf), ...files];
  const what = `${served.id ?? 'this plugin'}@${served.version}`;
  const shut = (refusal: RolekitError): Gate => ({ refusal, warning: undefined, levels });
  if (url !== undefined && !holding.some(({ registry }) => registry === url))
    return shut(closed(what, company?.source ?? '', `there is no signed policy of ${url} here`));

  const entry = entryOf(holding, served);
  if (entry !== undefined && entry.toolsetDigest !== served.toolsetDigest())
    return shut(closed(what, holding[0]?.registry ?? '', 'its tools are not those that the registry published'));

  const expired = holding.find(({ policy, expiresAt }) => policy !== null && !(new Date(expiresAt) > now));
  const ended = expired && `the signed policy of ${expired.registry} ended at ${expired.expiresAt}`;
  if (expired && settingsOfPolicy(levels).expired === 'closed')
    return shut(closed(what, expired.registry, ended ?? ''));

  const { publisher, publishedAt, signatures } = entry ?? {};
  const refusals = judge(levels, { ...served, publisher, publishedAt, signatures }, now);
  const [first] = refusals;
  if (first === undefined)
    return { refusal: undefined, warning: ended && `${ended}; its policy lets plugins go on.`, levels };
  if (refusals.some(({ value }) => value === 'not known'))
    return shut(closed(what, first.source, refusals.map(({ reason }) => reason).join('; ')));
  return shut(policyError(what, refusals));
}

function levelOf({ registry, policy }: PolicySnapshot): PolicyLevel[] {
  return policy === null ? [] : [{ level: 'registry', source: registry, document: policy }];
}

function entryOf(snapshots: readonly PolicySnapshot[], { id, version }: ServedFacts): SnapshotPlugin | undefined {
  return snapshots.flatMap(({ plugins }) => plugins).find((entry) => entry.id === id && entry.version === version);
}

function closed(plugin: string, source: string, reason: string): RolekitError {
  const owner = 'whoever looks after it, or fetch it again with `rolekit policy sync`';
  return new RolekitError('RK_POLICY_REFUSED', { plugin, source, reason, owner });
}
