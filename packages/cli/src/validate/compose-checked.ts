import type { Finding } from '@rolekit/sdk';
import { refuseErrors } from '@rolekit/sdk/internal';
import { type BuildOptions, type ComposedBundle, composeBundle } from '../build/index.ts';
import { type CheckOptions, checkSource } from './check.ts';

/**
 * Builds a plugin in memory and finds what `validate` finds, which says where in the source a mistake is.
 *
 * @param check by default with the types, where there is a compiler
 * @throws RK_FINDINGS, and what `composeBundle` throws
 */
export async function composeChecked(
  dir: string,
  options: BuildOptions,
  check: CheckOptions = { types: 'installed' },
): Promise<ComposedBundle> {
  const [checked, composed] = await Promise.allSettled([
    checkSource(dir, { onStep: options.onStep, ...check }),
    composeBundle(dir, options),
  ]);
  if (checked.status === 'fulfilled') refuseErrors(checked.value, dir);
  if (composed.status === 'rejected') throw composed.reason;
  if (checked.status === 'rejected') throw checked.reason;
  return { ...composed.value, findings: distinct([...checked.value, ...composed.value.findings]) };
}

/** Both read the same source. */
export function distinct(findings: readonly Finding[]): Finding[] {
  const known = new Map(findings.map((finding) => [[finding.code, finding.file, finding.message].join('\n'), finding]));
  return [...known.values()];
}
