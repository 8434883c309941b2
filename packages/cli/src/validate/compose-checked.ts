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
    checkSource(dir, { onStep: options.onStep, examiner: options.examiner, ...check }),
    composeBundle(dir, options),
  ]);
  if (checked.status === 'fulfilled') refuseErrors(checked.value, dir);
  if (composed.status === 'rejected') throw composed.reason;
  if (checked.status === 'rejected') throw checked.reason;
  return { ...composed.value, findings: distinct([...checked.value, ...composed.value.findings]) };
}

/** Findings of several readers of one source, each once; one without a line is the same as one with it. */
export function distinct(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ code, file, message }: Finding, line?: number) => [code, file, line, message].join('\n');
  const placed = new Set(findings.flatMap((finding) => (finding.line === undefined ? [] : [keyOf(finding)])));
  const known = new Map(
    findings
      .filter((finding) => finding.line !== undefined || !placed.has(keyOf(finding)))
      .map((finding) => [keyOf(finding, finding.line), finding]),
  );
  return [...known.values()];
}
