import { type Finding, RolekitError } from '@rolekit/sdk';
import { parsePluginAddress } from '@rolekit/sdk/host';
import { refusedFindings } from '@rolekit/sdk/internal';
import type { BaseRef, LockedBase } from '@rolekit/sdk/plugin';
import semver from 'semver';
import { CliError } from '../errors.ts';
import { allowVersion } from '../policy/allow-version.ts';
import type { VerifyingRegistry } from '../registry/verifying-registry.ts';
import { shellWord } from '../shell-word.ts';
import { admittedVersion } from '../status/admit.ts';
import { circleIn, circleProblem, lineageOf, lineageProblem, type NearPlugin } from './lineage.ts';
import type { Base, BuiltBase } from './types.ts';

type Problem = Pick<Finding, 'code' | 'message' | 'fix'>;

export interface BaseContext {
  /** `namespace/name` of the plugin that follows the base. */
  id: string;
  /** The other plugins of the workspace. */
  near: readonly NearPlugin[];
  /** Builds one of them in memory. */
  compose(dir: string): Promise<BuiltBase>;
  registry: VerifyingRegistry | undefined;
  /** The namespace of the base is mapped to the registry. */
  isMapped: boolean;
  home: string;
  /** Of the lock, unless everything is resolved again. */
  locked: LockedBase | undefined;
  onStep?: ((text: string, kind: 'step') => void) | undefined;
}

/**
 * Finds the base of a plugin: in the workspace around it, else in the registry of its namespace, there at the locked version when it
 * still satisfies the range.
 *
 * @throws RK_UNREACHABLE, RK_REGISTRY, RK_DIGEST_MISMATCH, RK_SIGNATURE_INVALID, RK_REGISTRY_KEY, RK_POLICY_REFUSED
 */
export async function resolveBase(ref: BaseRef, context: BaseContext): Promise<{ base: Base } | { problem: Problem }> {
  const { id, near } = context;
  const circle = circleIn(id, ref.plugin, near);
  if (circle) return { problem: circleProblem(circle) };
  const found = await (nearest(ref, near) === undefined ? fromRegistry(ref, context) : fromWorkspace(ref, context));
  if ('problem' in found) return found;
  const lineage = lineageOf(found.base.lock?.base);
  const problem = lineageProblem(id, [`${ref.plugin}@${found.base.locked.version}`, ...lineage]);
  if (problem) return { problem };
  const locked = { ...found.base.locked, ...(lineage.length === 0 ? {} : { lineage }) };
  return { base: { ...found.base, locked } };
}

function nearest({ plugin, range }: BaseRef, near: readonly NearPlugin[]): NearPlugin | undefined {
  return near.find(({ id, version }) => id === plugin && semver.satisfies(version, range));
}

async function fromWorkspace(
  ref: BaseRef,
  { near, compose }: BaseContext,
): Promise<{ base: Base } | { problem: Problem }> {
  const dir = nearest(ref, near)?.dir ?? '';
  try {
    const built = await compose(dir);
    const { plugin, range } = ref;
    const locked = { plugin, range, version: built.manifest.version, digest: built.digest };
    return { base: { ...built, locked, findings: [] } };
  } catch (error) {
    const [first, ...more] = refusedFindings(error);
    if (first === undefined) throw error;
    const others = more.length === 0 ? '' : ` (and ${more.length} more)`;
    const message = `${ref.plugin} of the workspace does not build: ${first.file}: ${first.message}${others}`;
    return {
      problem: { code: 'extends/base', message, fix: 'Correct it there: `rolekit validate` lists every problem.' },
    };
  }
}

async function fromRegistry(ref: BaseRef, context: BaseContext): Promise<{ base: Base } | { problem: Problem }> {
  const { registry, near, locked, home, isMapped } = context;
  const { plugin, range } = ref;
  if (!registry) {
    const others = near.filter(({ id }) => id === plugin).map(({ version }) => version);
    const has =
      others.length > 0
        ? `The workspace has ${plugin} ${others.join(', ')}, which is not in ${range}`
        : `${plugin} is not in the workspace`;
    return {
      problem: {
        code: 'extends/unresolved',
        message: `${has}, and no registry is set.`,
        fix: 'Use --registry <url> or ROLEKIT_REGISTRY.',
      },
    };
  }
  const kept = locked?.plugin === plugin && semver.satisfies(locked.version, range) ? locked : undefined;
  context.onStep?.(`Fetching ${plugin}`, 'step');
  const chosen = kept ?? (await chooseVersion(ref, registry));
  if ('code' in chosen) return { problem: chosen };
  try {
    const { standing } = await admittedVersion(registry, plugin, chosen.version, { home });
    const fetched = await registry.archive(parsePluginAddress(plugin), chosen.version, { digest: kept?.digest });
    await allowVersion(fetched.version, registry, { home, dryRun: true });
    const { bundle, verified } = fetched;
    return {
      base: {
        ...bundle,
        verified,
        locked: {
          plugin,
          range,
          version: chosen.version,
          digest: bundle.digest,
          ...(isMapped ? { registry: registry.url } : {}),
        },
        findings: warningsOf(`${plugin} ${chosen.version}`, fetched.version.yanked, standing.warning),
      },
    };
  } catch (error) {
    if (isMissing(error)) return { problem: gone(plugin, registry) };
    if (!(error instanceof CliError) || error.code !== 'RK_WITHHELD') throw error;
    const fix = 'Follow another version: `rolekit build --update` takes the newest one in the range that may be used.';
    return { problem: { code: 'extends/withheld', message: error.message, fix } };
  }
}

/** The highest version in the range that is not yanked, or why there is none. */
async function chooseVersion(
  { plugin, range }: BaseRef,
  registry: VerifyingRegistry,
): Promise<{ version: string } | Problem> {
  const published = await registry.plugin(parsePluginAddress(plugin)).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (published === undefined) return gone(plugin, registry);
  const usable = published.versions.filter(({ yanked }) => yanked === null).map(({ version }) => version);
  const version = semver.maxSatisfying(usable, range);
  if (version !== null) return { version };
  const yanked = published.versions
    .filter(({ version }) => semver.satisfies(version, range))
    .map(({ version }) => version);
  const info = `\`rolekit info ${plugin} --registry ${shellWord(registry.url)}\` lists its versions.`;
  if (yanked.length > 0) {
    const message = `Every version of ${plugin} in ${range} was yanked: ${yanked.join(', ')}.`;
    return { code: 'extends/yanked', message, fix: `Change the range: ${info}` };
  }
  const newest = semver.rsort(usable)[0];
  const isAhead = newest !== undefined && semver.gtr(newest, range);
  const message = isAhead
    ? `${plugin} has no version in ${range}: it has moved on to ${newest}.`
    : `${plugin} has no version in ${range}.`;
  return {
    code: 'extends/range',
    message,
    fix: isAhead ? `Write "^${newest}", and read what changed: ${info}` : `Change the range: ${info}`,
  };
}

/** One that is gone, and one that this account may not see: a registry answers both alike. */
function gone(plugin: string, { url }: VerifyingRegistry): Problem {
  const fix = `Correct the name, or sign in as somebody who may read it: \`rolekit login ${shellWord(url)}\`.`;
  return { code: 'extends/unresolved', message: `${url} has no ${plugin}, or not for you.`, fix };
}

function isMissing(error: unknown): boolean {
  return error instanceof RolekitError && error.data.status === 404;
}

function warningsOf(what: string, yanked: string | null, unasked: string | null): Finding[] {
  const warning = (code: string, message: string, fix: string): Finding => {
    return { code, severity: 'warning', message, file: 'plugin.json', fix };
  };
  return [
    ...(yanked === null
      ? []
      : [
          warning(
            'extends/yanked',
            `The base ${what} was yanked: ${yanked}`,
            'Take another version: `rolekit build --update`.',
          ),
        ]),
    ...(unasked === null
      ? []
      : [warning('build/status-unasked', unasked, 'Build again when the registry can be asked.')]),
  ];
}
