import { refuseErrors } from '@rolekit/sdk/internal';
import { type BuildOptions, type ComposedBundle, composeBundle } from '../build/index.ts';
import { type CheckOptions, checkSource } from './check.ts';
import { distinct } from './distinct.ts';

/**
 * Builds a plugin in memory and finds what `validate` finds, which says where in the source a mistake is.
 *
 * @param check by default with the types, where there is a compiler
 * @throws RK_FINDINGS, and what `composeBundle` throws
 */
export async function composeChecked(
  dir: string,
  given: BuildOptions,
  check: CheckOptions = { types: 'installed' },
): Promise<ComposedBundle> {
  // what both build is built once
  const options = { ...given, composed: given.composed ?? new Map() };
  const [checked, composed] = await Promise.allSettled([
    checkSource(dir, { onStep: options.onStep, examiner: options.examiner, build: options, ...check }),
    composeBundle(dir, options),
  ]);
  if (checked.status === 'fulfilled') refuseErrors(checked.value, dir);
  if (composed.status === 'rejected') throw composed.reason;
  if (checked.status === 'rejected') throw checked.reason;
  return { ...composed.value, findings: distinct([...checked.value, ...composed.value.findings]) };
}
