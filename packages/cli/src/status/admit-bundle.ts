import type { CommandContext } from '../command.ts';
import { readMachinePolicy } from '../policy/levels.ts';
import { environmentFor, openRegistry, registryUrl } from '../registry/open-registry.ts';
import { type AdmitOptions, lastWord, presentStatus, type Subject, standingFor } from './admit.ts';
import { readStatuses } from './known-statuses.ts';
import { type Standing, standingUnasked } from './standing.ts';

export interface AdmitBundleOptions extends AdmitOptions {
  /** Address that the command line names. */
  registry?: string | undefined;
  /** Ask only registries that said something of this plugin before. @default false */
  onlyKnown?: boolean;
}

export interface AdmittedBundle {
  /** What registries say that have exactly this content under its name. */
  standings: Standing[];
  /** Registries that have other content under its name. */
  others: string[];
  /** How many were asked. */
  asked: number;
}

type Place = Pick<CommandContext, 'cwd' | 'env'>;

/**
 * Asks about a bundle that no registry served: an archive, or a folder. The registry of the command, the company's, and those that said something
 * of the plugin before are asked, and no others.
 *
 * @throws RK_WITHHELD when one of them withholds it; RK_POLICY_REFUSED when one could not be asked and its policy does not allow that
 */
export async function admitBundle(
  subject: Subject,
  { registry, onlyKnown = false, ...options }: AdmitBundleOptions,
  place: Place,
): Promise<AdmittedBundle> {
  const { home } = options;
  const rows = (await readStatuses(home)).filter(({ id }) => id === subject.id);
  const known = onlyKnown ? rows.filter(({ digest }) => digest === subject.digest) : rows;
  const named = onlyKnown ? [] : [await registryUrl({ registry }, place), readMachinePolicy(home).company];
  const urls = new Set([...named.filter((url) => url !== undefined), ...known.map((row) => row.registry)]);
  const asked = await Promise.all([...urls].map((url) => askAbout(subject, url, { ...options, registry }, place)));
  return {
    standings: asked.flatMap(({ standing }) => standing ?? []),
    others: asked.flatMap(({ other }) => other ?? []),
    asked: asked.length,
  };
}

async function askAbout(
  subject: Subject,
  url: string,
  { registry, ...options }: AdmitBundleOptions,
  place: Place,
): Promise<{ standing?: Standing; other?: string }> {
  const env = await environmentFor(url, { registry }, place);
  const client = await openRegistry({ registry: url }, { cwd: place.cwd, env });
  const answer = await presentStatus(client, subject.id, subject.version, options);
  if (answer.kind === 'said' && answer.status.digest !== subject.digest) return { other: client.url };
  if (answer.kind !== 'unknown') return { standing: await standingFor(subject, answer, client.url, options) };
  const before = await lastWord(subject, client.url, options.home);
  if (before === undefined) return {};
  // it was there: what was withheld stays so until the registry lifts that
  const lost = { registry: client.url, problem: 'it says that it has no such version' };
  return { standing: standingUnasked(`${subject.id}@${subject.version}`, before, lost, options) };
}
